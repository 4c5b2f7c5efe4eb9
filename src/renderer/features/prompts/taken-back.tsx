import type { Prompt } from '../../../shared/model/connection.ts';
import { Button } from '../../ui/button.tsx';
import { PromptDialog, type PromptProps } from './prompt-dialog.tsx';

/**
 * The connection that asked is over. Said here, and closed by the user: were the dialog to vanish
 * or the next question to come by itself, what is being typed would go somewhere else.
 */
export function TakenBack({ prompt, ...props }: PromptProps<Prompt>) {
  return (
    <PromptDialog
      title={`${prompt.hostLabel} no longer asks`}
      width="s"
      prompt={prompt}
      moreWaiting={props.moreWaiting}
      onLater={props.onAnswered}
      actions={<Button onPress={props.onAnswered}>Close</Button>}
    >
      <p role="alert">
        The connection that asked has ended, or begins anew; nothing of your answer was sent. If the
        host still needs it, it asks again.
      </p>
    </PromptDialog>
  );
}
