import { useState } from 'react';
import type { Prompt } from '../../../shared/model/connection.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { KeyCommand } from './key-command.tsx';
import { PromptDialog, type PromptProps } from './prompt-dialog.tsx';
import { useAnswer } from './use-answer.ts';

/** Another key than the pinned one: blocked, unless the user says that they compared it. */
export function ChangedKeyPrompt(props: PromptProps<Prompt & { kind: 'host-key-changed' }>) {
  const { prompt } = props;
  const { busy, refusal, answer } = useAnswer(prompt.id, props.onAnswered);
  const [compared, setCompared] = useState(false);
  return (
    <PromptDialog
      title={`${prompt.hostLabel} shows another host key than before`}
      danger
      width="l"
      {...props}
      actions={
        <>
          <Button onPress={() => answer({ kind: 'cancel' })}>Don’t connect</Button>
          <Button
            look="danger"
            busy={busy}
            blocked={compared ? null : 'First compare the new key on the host, and say so above.'}
            onPress={() => answer({ kind: 'trust', fingerprint: prompt.offered.fingerprint })}
          >
            Trust the new key
          </Button>
        </>
      }
    >
      {refusal ? <ErrorBox error={refusal} /> : null}
      <p>The connection is blocked, and nothing was sent to it.</p>
      <div className="key-pair">
        <div>
          <h3>Trusted so far</h3>
          <Fingerprint hostKey={prompt.pinned} />
        </div>
        <div>
          <h3>Shown now</h3>
          <Fingerprint hostKey={prompt.offered} differsFrom={prompt.pinned} />
        </div>
      </div>
      <div className="prompt-part">
        <h3>What it can mean</h3>
        <ul>
          <li>The host was installed anew, or its SSH keys were.</li>
          <li>Its address now belongs to another machine.</li>
          <li>Someone is between you and the host, to read your password and everything else.</li>
        </ul>
      </div>
      <div className="prompt-part">
        <p>Which of these it is, the host itself tells. On its console, run:</p>
        <KeyCommand hostKey={prompt.offered} />
        <Check checked={compared} onChange={setCompared}>
          I ran it on the host: the key shown now is its own new key.
        </Check>
      </div>
    </PromptDialog>
  );
}
