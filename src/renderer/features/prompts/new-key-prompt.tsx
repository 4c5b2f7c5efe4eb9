import type { Prompt } from '../../../shared/model/connection.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { KeyCommand } from './key-command.tsx';
import { PromptDialog, type PromptProps } from './prompt-dialog.tsx';
import { useAnswer } from './use-answer.ts';

/** First contact: nothing is sent before the user has compared the key. */
export function NewKeyPrompt(props: PromptProps<Prompt & { kind: 'host-key-new' }>) {
  const { prompt } = props;
  const { busy, refusal, answer } = useAnswer(prompt.id, props.onAnswered);
  return (
    <PromptDialog
      title={`Is this really ${prompt.hostLabel}?`}
      {...props}
      actions={
        <>
          <Button onPress={() => answer({ kind: 'cancel' })}>Don’t connect</Button>
          <Button
            look="primary"
            busy={busy}
            onPress={() => answer({ kind: 'trust', fingerprint: prompt.offered.fingerprint })}
          >
            Trust this key
          </Button>
        </>
      }
    >
      {refusal ? <ErrorBox error={refusal} /> : null}
      <p>
        This console has never connected to it. It shows this host key; whether that is the right
        one, only you can tell.
      </p>
      <Fingerprint hostKey={prompt.offered} />
      <div className="prompt-part">
        <p>
          <b>Compare it with what the host says of itself.</b> On its console, or over a way that
          you trust already, run:
        </p>
        <KeyCommand hostKey={prompt.offered} />
        <p>
          Your provider’s or a colleague’s word does as well. If a single character differs, do not
          connect: another machine answers.
        </p>
      </div>
      <p className="prompt-note">
        Trusted, the key is pinned: from then on this host has to show it each time.
      </p>
    </PromptDialog>
  );
}
