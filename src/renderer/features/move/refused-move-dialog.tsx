import { CircleCheck, Snowflake } from 'lucide-react';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { groupVerdict } from '../../state/group-verdict.ts';
import type { Dialog } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { MoveRows } from './move-rows.tsx';
import { planMoves } from './plan-moves.ts';
import { planTotal } from './plan-total.ts';
import { Reasons } from './reasons.tsx';
import { usePreflights } from './use-preflights.ts';
import './offer.css';

/** A host says no: every reason with its remedy, and what can be done instead. */
export function RefusedMoveDialog({ dialog }: { dialog: Dialog & { kind: 'refused-move' } }) {
  const { store } = useApp();
  const site = useAppState((state) => state.site);
  const { vms, targetHostId } = dialog;
  const live = groupVerdict(site, vms, targetHostId, 'live');
  const stopped = groupVerdict(site, vms, targetHostId, 'stop-and-copy');
  const plan = live && stopped ? planMoves(live, stopped, false) : null;
  const offers = (plan?.offered ?? []).map((vm) => ({
    vm,
    targetHostId,
    mode: 'stop-and-copy' as const,
  }));
  const preflights = usePreflights(offers);

  const target = site.hosts[targetHostId]?.label ?? targetHostId;
  const isOne = vms.length === 1;
  const what = isOne ? (vms[0]?.name ?? '') : `None of ${plural(vms.length, 'VM')}`;
  const close = () => openDialog(store, null);
  const isPossible = live !== null && live.answer !== 'no';
  const confirm = (mode: 'live' | 'stop-and-copy') =>
    openDialog(store, { kind: 'confirm-move', vms, targetHostId, mode });
  return (
    <ModalDialog
      title={`${what} ${isOne ? 'cannot' : 'can'} move to ${target}`}
      width={isOne ? 'm' : 'l'}
      onClose={close}
      actions={
        <>
          <span className="grow">
            <Button look="quiet" onPress={() => openDialog(store, { kind: 'move-to', vms })}>
              Another host…
            </Button>
          </span>
          <Button autoFocus={offers.length === 0} onPress={close}>
            Leave {isOne ? 'it' : 'them'} where {isOne ? 'it is' : 'they are'}
          </Button>
          {isPossible ? (
            <Button look="primary" onPress={() => confirm('live')}>
              Continue…
            </Button>
          ) : offers.length > 0 ? (
            <Button look="primary" autoFocus onPress={() => confirm('stop-and-copy')}>
              Stop and copy…
            </Button>
          ) : null}
        </>
      }
    >
      {isPossible ? (
        <p className="now-possible" role="status">
          <CircleCheck size={16} aria-hidden />
          What stood in the way has gone meanwhile.
        </p>
      ) : null}
      {isOne ? (
        <Reasons reasons={live?.reasons ?? []} />
      ) : (
        <MoveRows
          title="Reasons"
          rows={(live?.each ?? []).map(({ vm, verdict }) => ({
            vm,
            mode: null,
            preflight: null,
            reasons: verdict.reasons,
          }))}
        />
      )}
      {offers.length > 0 && !isPossible ? (
        <Offer
          count={offers.length}
          all={vms.length}
          target={target}
          pause={planTotal(offers.map((offer) => preflights.of(offer)))?.longestPauseMs ?? null}
          isAsking={preflights.answered < offers.length}
        />
      ) : null}
    </ModalDialog>
  );
}

/** Stop-and-copy in plain words, with the standstill it costs. */
function Offer(props: {
  count: number;
  all: number;
  target: string;
  /** The longest standstill expected, in ms; null: not known yet, or the hosts refuse this too. */
  pause: number | null;
  isAsking: boolean;
}) {
  const { count, all, pause } = props;
  return (
    <section className="offer" aria-label="Stop and copy">
      <Snowflake size={18} aria-hidden />
      <div>
        <b>
          {all === 1
            ? 'Instead: stop and copy'
            : `Instead, for ${count} of ${all}: stop and copy, one after another`}
        </b>
        <p>
          The guest is saved, streamed to {props.target} and goes on there. The copy here is given
          up only after it was seen running there; on any failure it goes on here.
        </p>
        <p className="offer-pause">
          {pause !== null ? (
            `It stands still for about ${formatDuration(pause)}.`
          ) : props.isAsking ? (
            <>
              <Spinner /> Asking the hosts for how long it will stand still…
            </>
          ) : (
            'The hosts do not agree to this now; the next step says why.'
          )}
        </p>
      </div>
    </section>
  );
}
