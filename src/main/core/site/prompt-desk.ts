import { appError } from '../../../shared/app-error.ts';
import type { Prompt, PromptAnswer } from '../../../shared/model/connection.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { PromptPort } from '../ssh/ssh-stores.ts';

/** Questions to the user on their way to the renderer, and the answers on their way back. */
export interface PromptDesk extends PromptPort {
  answer(promptId: string, answer: PromptAnswer): Result<Record<string, never>>;
  /** Takes every question back. */
  close(): void;
}

export function createPromptDesk(emit: (events: readonly SiteEvent[]) => void): PromptDesk {
  const open = new Map<string, (answer: PromptAnswer) => void>();

  function settle(promptId: string, answer: PromptAnswer): void {
    const resolve = open.get(promptId);
    if (!resolve) return;
    open.delete(promptId);
    emit([{ type: 'prompt-removed', promptId }]);
    resolve(answer);
  }

  return {
    ask(prompt: Prompt, signal: AbortSignal) {
      if (signal.aborted) return Promise.resolve<PromptAnswer>({ kind: 'cancel' });
      return new Promise((resolve) => {
        const takeBack = () => settle(prompt.id, { kind: 'cancel' });
        signal.addEventListener('abort', takeBack, { once: true });
        open.set(prompt.id, (answer) => {
          signal.removeEventListener('abort', takeBack);
          resolve(answer);
        });
        emit([{ type: 'prompt-put', prompt }]);
      });
    },
    answer(promptId, answer) {
      if (!open.has(promptId)) {
        return err(
          appError('prompt-not-found', 'This question is no longer open.', {
            hint: 'The connection ended or was tried again meanwhile; answer its new question.',
          }),
        );
      }
      settle(promptId, answer);
      return ok({});
    },
    close() {
      for (const promptId of [...open.keys()]) settle(promptId, { kind: 'cancel' });
    },
  };
}
