import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** Names what goes with the clients that a job has made, before it goes. */
export function DeleteMadeDialog({ jobId }: { jobId: string }) {
  const { store, transport } = useApp();
  const job = useAppState((state) => state.site.jobs[jobId]);
  const hosts = useAppState((state) => state.site.hosts);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const close = () => openDialog(store, null);
  if (job?.spec.kind !== 'create-clients') return null;
  const { machines } = job.spec;
  const vms = machines.filter(({ vm }) => vm !== null);
  const many = plural(machines.length, 'client');
  async function run(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('clients.deleteMade', { jobId });
    setBusy(false);
    if (answer.ok) close();
    else setError(answer.error);
  }
  return (
    <ModalDialog
      title={`Delete ${many}?`}
      role="alertdialog"
      tone="danger"
      onClose={close}
      actions={
        <>
          <Button autoFocus onPress={close}>
            Keep them
          </Button>
          <Button look="danger" busy={busy} onPress={() => void run()}>
            Delete {many}
          </Button>
        </>
      }
    >
      {error ? <ErrorBox error={error} title="Nothing was deleted" /> : null}
      <p>
        {vms.length > 0
          ? `${plural(vms.length, 'VM')} of them ${vms.length === 1 ? 'is' : 'are'} ended at once, as by pulling the plug; each configuration stays beside its place as .removed. `
          : ''}
        Their files go to <code>removed/</code> on the image server, their drives to{' '}
        <code>state/.set-aside/</code>. What somebody else has made under such a name stays, and so
        does one that a rollout has leased.
      </p>
      <ul className="job-made" aria-label="What is deleted">
        {machines.map(({ client: { id }, vm }) => (
          <li key={id}>
            <strong>{id}</strong>{' '}
            {vm ? `on ${hosts[vm.hostId]?.label ?? vm.hostId}` : 'a machine of metal'}
          </li>
        ))}
      </ul>
    </ModalDialog>
  );
}
