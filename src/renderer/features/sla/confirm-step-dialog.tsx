import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Proposal } from '../../../shared/sla/proposal.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { stepText } from '../../state/sla-text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** Before a proposal is carried out: what will happen, to which VM, and why. */
export function ConfirmStepDialog({ proposal }: { proposal: Proposal }) {
  const { store, transport } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const labelOf = (id: string) => hosts[id]?.label ?? id;
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const { step, vm, uuid, because } = proposal;
  const close = () => openDialog(store, null);

  async function accept() {
    setBusy(true);
    const answer = await transport.invoke('sla.accept', { uuid, step });
    setBusy(false);
    if (answer.ok) close();
    else setError(answer.error);
  }

  return (
    <ModalDialog
      title={`${stepText(step, labelOf)}: ${vm.name}`}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button look="primary" autoFocus busy={busy} onPress={() => void accept()}>
            {stepText(step, labelOf)}
          </Button>
        </>
      }
    >
      <p>{because}</p>
      <p>{meaningOf(proposal, labelOf)}</p>
      {error ? <ErrorBox error={error} title="It was not done" /> : null}
    </ModalDialog>
  );
}

function meaningOf({ step, vm }: Proposal, labelOf: (hostId: string) => string): string {
  const where = labelOf(vm.hostId);
  switch (step.kind) {
    case 'tune':
      return step.part === 'vcpus'
        ? `${vm.name} is offered ${step.to} vCPUs while it runs; its guest has to take them. It goes back to ${step.from} when the objective is removed.`
        : `On ${where}, ${vm.name} gets more of the CPU that others want as well; nothing stops. It goes back to ${step.from} when the objective is removed, or when the next readings show that it did not help.`;
    case 'power':
      return {
        restart: `What is left of ${vm.name} on ${where} is taken away, and it is started from its configuration file.`,
        start: `${vm.name} is started on ${where} from its configuration file.`,
        resume: `${vm.name} goes on where it stood still.`,
      }[step.action];
    case 'elsewhere':
      return `${vm.name} is started on ${labelOf(step.targetHostId)} from what was last seen of it, if ${where} is proved to be down.`;
    case 'move':
      return `${vm.name} is live-migrated from ${where} to ${labelOf(step.targetHostId)}. Both hosts are looked at first; its configuration and autostart link move along.`;
  }
}
