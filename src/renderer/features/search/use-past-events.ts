import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import { useApp } from '../../state/app-context.ts';

export interface FoundEvents {
  /** What was asked for; what is found for an earlier query is shown until the next answer. */
  query: string;
  events: readonly PastEvent[];
  error: AppError | null;
}

const none: FoundEvents = { query: '', events: [], error: null };
const pauseMs = 150;

/** Past events for a query: asked for once the typing rests. */
export function usePastEvents(query: string, limit: number): FoundEvents {
  const { transport } = useApp();
  const [found, setFound] = useState(none);
  useEffect(() => {
    if (query.trim().length < 2) {
      setFound(none);
      return;
    }
    let wanted = true;
    const timer = setTimeout(async () => {
      const answer = await transport.invoke('history.find', { query, limit });
      if (!wanted) return;
      setFound(
        answer.ok
          ? { query, events: answer.value.events, error: null }
          : { query, events: [], error: answer.error },
      );
    }, pauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [transport, query, limit]);
  return found;
}
