import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { CycleFate } from '../../../shared/images/repair.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** Names each VM that is ended and started anew, and why the others are left alone. */
export function CycleDialog(props: {
  serverId: string;
  clients: readonly string[];
  onClose: () => void;
  onBegun: () => void;
}) {
  const { serverId } = props;
  // As they were chosen: the list behind goes on.
  const [clients] = useState(() => [...props.clients]);
  const { transport } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const [fates, setFates] = useState<readonly CycleFate[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let stopped = false;
    void transport.invoke('repair.cyclePreview', { serverId, clients }).then((answer) => {
      if (stopped) return;
      if (answer.ok) setFates(answer.value.fates);
      else setError(answer.error);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, clients]);
  async function run(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('repair.cycle', { serverId, clients });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onBegun();
    props.onClose();
  }
  const touched = (fates ?? []).filter(({ why }) => why === null);
  const many = clients.length === 1 ? (clients[0] ?? '') : plural(clients.length, 'client');
  const sorted = (fates ?? []).toSorted((a, b) => Number(b.why !== null) - Number(a.why !== null));
  return (
    <ModalDialog
      title={`Power-cycle ${many}?`}
      role="alertdialog"
      tone="danger"
      onClose={props.onClose}
      actions={
        <>
          <Button autoFocus onPress={props.onClose}>
            Leave it
          </Button>
          <Button
            look="danger"
            busy={busy}
            blocked={
              fates === null
                ? 'It is being looked at.'
                : touched.length === 0
                  ? 'None of them can be power-cycled now.'
                  : null
            }
            onPress={() => void run()}
          >
            {touched.length > 1 ? `Power-cycle ${touched.length} VMs` : 'Power-cycle'}
          </Button>
        </>
      }
    >
      {error ? <ErrorBox error={error} title="Nothing was power-cycled" /> : null}
      <p>
        What such a VM has not written to its drive is lost. It is ended at once, as by pulling the
        plug, and started from its configuration; its drive stays as it is.
      </p>
      <ul className="images-fates" aria-label="What happens to each">
        {sorted.map(({ client, vm, hostId, isOff, why }) => (
          <li key={client} data-not={why !== null || undefined}>
            <strong>{client}</strong>{' '}
            {why ??
              `${isOff ? 'is off, and is started' : 'is ended and started anew'} on ${hosts[hostId ?? '']?.label ?? hostId}${vm === client ? '' : `, where it is ${vm}`}.`}
          </li>
        ))}
      </ul>
    </ModalDialog>
  );
}
