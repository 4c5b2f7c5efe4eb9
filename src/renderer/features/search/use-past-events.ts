import type { AppError } from '../../../shared/app-error.ts';
import type { Transport } from '../../../shared/contract/transport.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import { useFound } from './use-found.ts';

export interface FoundEvents {
  /** What was asked for; what is found for an earlier query is shown until the next answer. */
  query: string;
  events: readonly PastEvent[];
  error: AppError | null;
}

const mostEvents = 12;
const none: FoundEvents = { query: '', events: [], error: null };

/** Past events for a query. */
export function usePastEvents(query: string): FoundEvents {
  return useFound(query, none, ask);
}

async function ask(transport: Transport, query: string): Promise<FoundEvents> {
  const answer = await transport.invoke('history.find', { query, limit: mostEvents });
  return answer.ok
    ? { query, events: answer.value.events, error: null }
    : { query, events: [], error: answer.error };
}
