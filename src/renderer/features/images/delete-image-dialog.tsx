import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { shortDigest } from './image-text.ts';

export function DeleteImageDialog(props: {
  serverId: string;
  image: { role: string; digest: string; bytes: number; isPacked: boolean };
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { serverId, image } = props;
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const { role, digest } = image;
  async function remove(): Promise<void> {
    setBusy(true);
    const method = image.isPacked ? 'images.deletePacked' : 'images.delete';
    const answer = await transport.invoke(method, { serverId, role, digest });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onDeleted();
    props.onClose();
  }
  return (
    <ModalDialog
      title={`Delete ${shortDigest(digest)}?`}
      role="alertdialog"
      tone="danger"
      onClose={props.onClose}
      actions={
        <>
          <Button autoFocus onPress={props.onClose}>
            Keep it
          </Button>
          <Button look="danger" busy={busy} onPress={() => void remove()}>
            {image.isPacked ? 'Delete the packed version' : 'Delete the image'}
          </Button>
        </>
      }
    >
      <p>
        {formatBytes(image.bytes)} are freed, and it cannot be brought back from here. The server
        looks once more whether any client, channel or rollout needs it, and keeps it then.
      </p>
      {error ? <ErrorBox error={error} /> : null}
    </ModalDialog>
  );
}
