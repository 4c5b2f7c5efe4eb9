import type { RolloutCommand } from '../../../shared/images/rollout-command.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** Orders that are not taken back by another. */
export type Grave = Extract<RolloutCommand, { kind: 'abort' | 'roll-back' }>;

/** Asks before a rollout is aborted or rolled back. `wave`: its name; left out for all of them. */
export function ConfirmOrderDialog(props: {
  command: Grave;
  wave: string | undefined;
  onClose: () => void;
  onYes: () => void;
}) {
  const { command, wave, onClose, onYes } = props;
  const aborts = command.kind === 'abort';
  const title = aborts ? 'Abort the rollout?' : `Roll ${wave ? `“${wave}”` : 'everything'} back?`;
  return (
    <ModalDialog
      title={title}
      role="alertdialog"
      tone="danger"
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            Keep going
          </Button>
          <Button
            look="danger"
            onPress={() => {
              onYes();
              onClose();
            }}
          >
            {aborts ? 'Abort' : 'Roll back'}
          </Button>
        </>
      }
    >
      <p>
        {aborts
          ? 'Nobody new is begun. Who is on the way arrives, and keeps the new image; the rest stay as they are. An aborted rollout cannot be resumed.'
          : 'Each client that has the new image is pointed at the one it ran before, and reboots into it. It then counts this image as rejected: no later plan brings it back by itself.'}
      </p>
    </ModalDialog>
  );
}
