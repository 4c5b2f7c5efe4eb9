import { useEffect, useState } from 'react';
import type { Transport } from '../../../shared/contract/transport.ts';
import { useApp } from '../../state/app-context.ts';

const pauseMs = 150;

/**
 * What `ask` finds for a query: asked for once the typing rests. What was found for an earlier query
 * is shown until the next answer.
 * @param none Of a query too short to ask for. It and `ask` are the same at each render.
 */
export function useFound<T>(
  query: string,
  none: T,
  ask: (transport: Transport, query: string) => Promise<T>,
): T {
  const { transport } = useApp();
  const [found, setFound] = useState<T>(none);
  useEffect(() => {
    if (query.trim().length < 2) {
      setFound(none);
      return;
    }
    let wanted = true;
    const timer = setTimeout(async () => {
      const answer = await ask(transport, query);
      if (wanted) setFound(answer);
    }, pauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [transport, query, none, ask]);
  return found;
}
