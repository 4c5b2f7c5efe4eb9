import { useRef, useState } from 'react';
import type { Prompt } from '../../../shared/model/connection.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { PromptDialog, type PromptProps } from './prompt-dialog.tsx';
import { useAnswer } from './use-answer.ts';

type Asked = Prompt & { kind: 'password' | 'passphrase' | 'keyboard-interactive' };

interface Words {
  title: string;
  fields: readonly { label: string; echo: boolean }[];
  /** Why it is asked once more. */
  again: string | null;
  /** Whether the keyring may keep it: a one-time code is worth nothing the next time. */
  keeps: boolean;
}

function wordsFor(prompt: Asked): Words {
  switch (prompt.kind) {
    case 'password':
      return {
        title: `Password of ${prompt.user} on ${prompt.hostLabel}`,
        fields: [{ label: 'Password', echo: false }],
        again: prompt.again ? 'The host did not accept the last one.' : null,
        keeps: true,
      };
    case 'passphrase':
      return {
        title: `Passphrase of ${prompt.keyFile}`,
        fields: [{ label: 'Passphrase', echo: false }],
        again: prompt.again ? 'The last one did not open the key.' : null,
        keeps: true,
      };
    case 'keyboard-interactive':
      return {
        title: prompt.title.trim() || `${prompt.hostLabel} asks`,
        fields: prompt.fields,
        again: null,
        keeps: false,
      };
  }
}

/** A secret on its way to the core. It lives in this form's fields and goes with them. */
export function SecretPrompt(props: PromptProps<Asked>) {
  const { prompt } = props;
  const { busy, refusal, answer } = useAnswer(prompt.id, props.onAnswered);
  const words = wordsFor(prompt);
  const [values, setValues] = useState<readonly string[]>(() => words.fields.map(() => ''));
  const [remember, setRemember] = useState(false);
  const [missing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement | null>(null);

  function send(): void {
    if (busy) return;
    // An empty line can be an answer in a dialog of the server's, but never a password.
    if (words.keeps && values[0] === '') {
      setMissing(true);
      form.current?.querySelector('input')?.focus();
      return;
    }
    answer({ kind: 'secret', values: [...values], remember });
  }

  return (
    <PromptDialog
      title={words.title}
      width="s"
      {...props}
      actions={
        <>
          <Button onPress={() => answer({ kind: 'cancel' })}>Don’t connect</Button>
          <Button look="primary" busy={busy} onPress={send}>
            {words.fields.length === 0 ? 'Go on' : 'Log in'}
          </Button>
        </>
      }
    >
      {refusal ? <ErrorBox error={refusal} /> : null}
      {words.again ? (
        <p className="prompt-again" role="alert">
          {words.again}
        </p>
      ) : null}
      {prompt.kind === 'keyboard-interactive' && prompt.instructions.trim() !== '' ? (
        <p className="prompt-instructions">{prompt.instructions.trim()}</p>
      ) : null}
      <form
        ref={form}
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {words.fields.map((field, at) => (
          <TextInput
            // biome-ignore lint/suspicious/noArrayIndexKey: answers go back by their place
            key={at}
            label={field.label.trim().replace(/:$/, '') || 'Answer'}
            type={field.echo ? 'text' : 'password'}
            autoFocus={at === 0}
            value={values[at] ?? ''}
            error={missing && values[at] === '' ? 'It cannot be empty.' : null}
            onChange={(value) => setValues(values.with(at, value))}
          />
        ))}
        {words.keeps ? (
          <Check checked={remember} onChange={setRemember}>
            Remember it
            <small>
              In the system’s keyring; where there is none, until the console is closed.
            </small>
          </Check>
        ) : null}
        <button type="submit" hidden />
      </form>
    </PromptDialog>
  );
}
