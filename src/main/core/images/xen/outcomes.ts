import type { AppError } from '../../../../shared/app-error.ts';
import type { Outcome } from '../carry/client-port.ts';

export const done: Outcome = { outcome: 'done', text: '' };

export function refused(text: string): Outcome {
  return { outcome: 'refused', text };
}

export function unknown(text: string): Outcome {
  return { outcome: 'unknown', text };
}

/** What waiting may mend is asked again; everything else has to be looked at by somebody. */
export function outcomeOf(error: AppError): Outcome {
  const { code, message, retryable, details } = error;
  const passes = retryable || code === 'not-connected' || code === 'cancelled';
  const [words] = (details ?? '').trim().split('\n');
  const text = words ? `${message} ${words}` : message;
  return passes || code.startsWith('ssh-') ? unknown(text) : refused(text);
}
