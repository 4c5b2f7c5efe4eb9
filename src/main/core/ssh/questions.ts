import { randomUUID } from 'node:crypto';
import type { HostKey, Prompt, PromptAnswer } from '../../../shared/model/connection.ts';
import type { AuthDialog } from './ssh-connector.ts';
import type { PromptPort } from './ssh-stores.ts';

/** The questions of one machine to the user. Each answer may also be `cancel`. */
export interface Questions {
  password(user: string, again: boolean, signal: AbortSignal): Promise<PromptAnswer>;
  passphrase(keyFile: string, again: boolean, signal: AbortSignal): Promise<PromptAnswer>;
  dialog(dialog: AuthDialog, signal: AbortSignal): Promise<PromptAnswer>;
  hostKey(offered: HostKey, pinned: HostKey | null, signal: AbortSignal): Promise<PromptAnswer>;
  /**
   * Waits for the questions that are still open although their connection is not: password and
   * passphrase. Whether any was answered, so that another try can use it.
   */
  answered(): Promise<boolean>;
}

/** `onAsk`: told before each question, as the user may take long. */
export function createQuestions(
  prompts: PromptPort,
  machine: { hostId: string; hostLabel: string },
  onAsk: () => void,
): Questions {
  const open = new Set<Promise<PromptAnswer>>();
  let wasAnswered = false;

  function ask(prompt: Prompt, signal: AbortSignal): Promise<PromptAnswer> {
    onAsk();
    return prompts.ask(prompt, signal);
  }
  function lasting(prompt: Prompt, signal: AbortSignal): Promise<PromptAnswer> {
    const answer = ask(prompt, signal);
    open.add(answer);
    answer.then(({ kind }) => {
      open.delete(answer);
      if (kind === 'secret') wasAnswered = true;
    });
    return answer;
  }
  const base = () => ({ ...machine, id: randomUUID() });

  return {
    password: (user, again, signal) =>
      lasting({ ...base(), kind: 'password', user, again }, signal),
    passphrase: (keyFile, again, signal) =>
      lasting({ ...base(), kind: 'passphrase', keyFile, again }, signal),
    dialog: ({ title, instructions, fields }, signal) =>
      ask(
        { ...base(), kind: 'keyboard-interactive', title, instructions, fields: [...fields] },
        signal,
      ),
    hostKey: (offered, pinned, signal) =>
      ask(
        pinned
          ? { ...base(), kind: 'host-key-changed', offered, pinned }
          : { ...base(), kind: 'host-key-new', offered },
        signal,
      ),
    async answered() {
      await Promise.all(open);
      return wasAnswered;
    },
  };
}
