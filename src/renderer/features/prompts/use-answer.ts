import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { PromptAnswer } from '../../../shared/model/connection.ts';
import { useApp } from '../../state/app-context.ts';

/** Sends the answer to a question. Secrets go through here to the core and are kept nowhere. */
export function useAnswer(promptId: string, onAnswered: () => void) {
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  async function send(answer: PromptAnswer): Promise<void> {
    setBusy(true);
    const result = await transport.invoke('prompts.answer', { promptId, answer });
    setBusy(false);
    if (result.ok) onAnswered();
    else setRefusal(result.error);
  }
  return { busy, refusal, answer: (answer: PromptAnswer) => void send(answer) };
}
