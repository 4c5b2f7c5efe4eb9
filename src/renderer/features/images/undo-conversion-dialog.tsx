import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** Lets clients that are VMs boot their own systems again. */
export function UndoConversionDialog(props: {
  serverId: string;
  clients: readonly string[];
  onClose: () => void;
  onBegun: () => void;
}) {
  const { serverId } = props;
  // As they were chosen: the list behind goes on.
  const [clients] = useState(props.clients);
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const many = clients.length === 1 ? (clients[0] ?? '') : plural(clients.length, 'VM');
  async function run(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('clients.undo', { serverId, clients: [...clients] });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onBegun();
    props.onClose();
  }
  return (
    <ModalDialog
      title={`Let ${many} boot as before?`}
      role="alertdialog"
      tone="danger"
      onClose={props.onClose}
      actions={
        <>
          <Button autoFocus onPress={props.onClose}>
            Keep it a client
          </Button>
          <Button look="danger" busy={busy} onPress={() => void run()}>
            Put the configuration back
          </Button>
        </>
      }
    >
      <p>
        The configuration of before is put back, and counts from the next start on. The client’s
        file goes to <code>removed/</code> on the image server; its drive stays there untouched. One
        that a rollout has leased is left as it is.
      </p>
      {error ? <ErrorBox error={error} title="Nothing was changed" /> : null}
    </ModalDialog>
  );
}
