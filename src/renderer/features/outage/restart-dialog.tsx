import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import { proofProblem } from '../../../shared/outage/proof-problem.ts';
import { openDialog, patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { elsewhereBlock } from '../../state/outage-state.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ProofPart } from './proof-part.tsx';
import { RestartRows } from './restart-rows.tsx';
import { type Choices, useRestartPlan } from './use-restart-plan.ts';
import './outage.css';

/** The VMs of a host that does not answer: proof that it is off, and where each one is started. */
export function RestartDialog({ hostId }: { hostId: string }) {
  const { store } = useApp();
  const host = useAppState((state) => state.site.hosts[hostId]);
  const gone = host === undefined;
  useEffect(() => {
    if (gone) openDialog(store, null);
  }, [store, gone]);
  return host ? <Restart host={host} /> : null;
}

const noChoices: Choices = {};

function Restart({ host }: { host: Host }) {
  const { store, transport } = useApp();
  const now = useNow(1000);
  const outage = useAppState((state) => state.site.outages[host.id]);
  const blocked = useAppState((state) => elsewhereBlock(state, host.id));
  const [choices, setChoices] = useState<Choices>(noChoices);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const plan = useRestartPlan(host.id, choices);
  const rows = plan.rows ?? [];
  const restarts = rows.flatMap(({ vm, targetHostId }) =>
    targetHostId === null ? [] : [{ vm: vm.name, targetHostId }],
  );
  const isProved = proofProblem(host, outage, now) === null;
  const gaveWord = typed.trim() === host.label;
  const close = () => openDialog(store, null);

  async function start() {
    setBusy(true);
    const { id: hostId, label } = host;
    const word = isProved
      ? null
      : await transport.invoke('outages.giveWord', { hostId, typed: label });
    const answer =
      word?.ok === false ? word : await transport.invoke('outages.restart', { hostId, restarts });
    setBusy(false);
    if (!answer.ok) return setError(answer.error);
    patchView(store, { dialog: null, trayOpen: true });
  }

  const unproved = isProved || gaveWord ? null : 'First prove that it is off, or give your word.';
  const nothing = restarts.length === 0 ? 'There is no VM that can be started elsewhere.' : null;
  return (
    <ModalDialog
      title={`Start the VMs of ${host.label} elsewhere?`}
      role="alertdialog"
      tone="danger"
      width="l"
      onClose={close}
      actions={
        <>
          <Button onPress={close} autoFocus>
            Cancel
          </Button>
          <Button
            look="danger"
            busy={busy}
            blocked={blocked ?? unproved ?? (plan.asking ? 'The hosts are being asked.' : nothing)}
            onPress={() => void start()}
          >
            {restarts.length === 0 ? 'Start' : `Start ${plural(restarts.length, 'VM')}`}
          </Button>
        </>
      }
    >
      <div className="restart">
        {blocked ? (
          <p className="restart-over" role="status">
            {blocked}
          </p>
        ) : null}
        <ProofPart host={host} typed={typed} onTyped={setTyped} />
        <section aria-label="VMs" aria-busy={plan.asking}>
          <h3 className="restart-title">Its VMs boot anew, as after a power cut</h3>
          {plan.error ? <ErrorBox error={plan.error} title="The hosts could not be asked" /> : null}
          {plan.rows === null && !plan.error ? <p>Asking the other hosts…</p> : null}
          <RestartRows
            rows={rows}
            choices={choices}
            onChoose={(vm, to) => setChoices((before) => ({ ...before, [vm]: to }))}
          />
          <p className="dialog-hint restart-hint">
            Each is checked once more before it is started, and {host.label} is called once more: if
            it answers, nothing is started. When it comes back, the console shows what would start
            there a second time.
          </p>
        </section>
        {error ? <ErrorBox error={error} title="Nothing was started" /> : null}
      </div>
    </ModalDialog>
  );
}
