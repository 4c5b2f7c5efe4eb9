import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import { startMoves } from '../../state/actions/start-moves.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { groupVerdict } from '../../state/group-verdict.ts';
import type { GroupVerdict } from '../../state/judge-group.ts';
import type { Dialog } from '../../state/view.ts';
import { vmKey } from '../../state/vm-key.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ConfirmMany } from './confirm-many.tsx';
import { ConfirmOne } from './confirm-one.tsx';
import { planMoves } from './plan-moves.ts';
import { Route } from './route.tsx';
import { usePreflights } from './use-preflights.ts';

type ConfirmMove = Dialog & { kind: 'confirm-move' };

/** Before a move: everything that will happen, by name, and what the hosts themselves say to it. */
export function ConfirmMoveDialog({ dialog }: { dialog: ConfirmMove }) {
  const site = useAppState((state) => state.site);
  const { vms, targetHostId } = dialog;
  const target = site.hosts[targetHostId];
  const live = groupVerdict(site, vms, targetHostId, 'live');
  const stopped = groupVerdict(site, vms, targetHostId, 'stop-and-copy');
  if (!target || !live || !stopped || live.each.length === 0) return <Gone />;
  return <Confirm dialog={dialog} target={target} live={live} stopped={stopped} />;
}

function Gone() {
  const { store } = useApp();
  const close = () => openDialog(store, null);
  return (
    <ModalDialog
      title="There is nothing to move any more"
      width="s"
      onClose={close}
      actions={
        <Button autoFocus onPress={close}>
          Close
        </Button>
      }
    >
      <p>The VM or the host has gone from the site meanwhile; the board shows what is there.</p>
    </ModalDialog>
  );
}

function Confirm(props: {
  dialog: ConfirmMove;
  target: Host;
  live: GroupVerdict;
  stopped: GroupVerdict;
}) {
  const { dialog, target, live, stopped } = props;
  const services = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const [stopAndCopy, setStopAndCopy] = useState(dialog.mode === 'stop-and-copy');
  const [impatient, setImpatient] = useState(false);
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  const plan = planMoves(live, stopped, stopAndCopy);
  const moves = plan.moves.map((move) => ({ ...move, targetHostId: target.id }));
  const preflights = usePreflights(moves);
  const answers = moves.map((move) => preflights.of(move));
  const isAsking = answers.some(({ kind }) => kind === 'asking');
  const ready = moves.filter((_, at) => {
    const answer = answers[at];
    if (answer?.kind === 'asking') return impatient;
    return answer?.kind === 'answered' && answer.verdict.possible;
  });

  const close = () => openDialog(services.store, null);
  const start = async () => {
    setStarting(true);
    const refusal = await startMoves(services, ready);
    if (!refusal) return;
    setStarting(false);
    setError(refusal);
  };

  const [only] = live.each;
  const isOne = live.each.length === 1;
  const stops = isOne && plan.moves[0]?.mode === 'stop-and-copy';
  const sources = [...new Set(live.each.map(({ vm }) => vm.hostId))].flatMap(
    (hostId) => hosts[hostId] ?? [],
  );
  const moving = new Set(plan.moves.map(({ vm }) => vmKey(vm)));
  const memoryMiB = live.each.reduce(
    (sum, { vm }) => sum + (moving.has(vmKey(vm)) ? vm.memoryMiB : 0),
    0,
  );
  const what = isOne ? (only?.vm.name ?? '') : plural(live.each.length, 'VM');
  const blocked = blockedText();

  function blockedText(): string | null {
    if (isAsking && !impatient) return 'Both hosts are still being asked.';
    if (ready.length > 0) return null;
    return isOne ? 'It cannot move now; the reasons are above.' : 'None of them can move now.';
  }

  return (
    <ModalDialog
      title={`${stops ? 'Stop and copy' : 'Move'} ${what} to ${target.label}?`}
      width={isOne ? 'm' : 'l'}
      onClose={close}
      actions={
        <>
          <span className="grow dialog-hint">
            {isOne ? 'Can be cancelled until it is handed over.' : null}
          </span>
          {isAsking && !isOne && !impatient ? (
            <Button
              look="quiet"
              onPress={() => setImpatient(true)}
              tip="Each move looks at both hosts again before it begins."
            >
              Don’t wait for the hosts
            </Button>
          ) : null}
          <Button onPress={close}>Cancel</Button>
          <Button
            look="primary"
            autoFocus
            busy={starting}
            blocked={blocked}
            onPress={() => void start()}
          >
            {isOne
              ? stops
                ? 'Stop and copy'
                : 'Move'
              : `Move ${plural(isAsking && !impatient ? moves.length : ready.length, 'VM')}`}
          </Button>
        </>
      }
    >
      <Route sources={sources} target={target} memoryMiB={memoryMiB} />
      {isOne && only ? (
        <ConfirmOne
          vm={only.vm}
          target={target}
          mode={stops ? 'stop-and-copy' : 'live'}
          preflight={answers[0] ?? null}
          inventory={(stops ? stopped : live).reasons}
          onAgain={preflights.again}
        />
      ) : (
        <ConfirmMany
          plan={plan}
          live={live}
          target={target}
          answers={answers}
          stopAndCopy={stopAndCopy}
          onStopAndCopy={setStopAndCopy}
          onAgain={preflights.again}
        />
      )}
      {error ? <ErrorBox error={error} title="It was not started" /> : null}
    </ModalDialog>
  );
}
