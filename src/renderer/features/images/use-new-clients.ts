import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { NewClientsPreview, NewClientsRequest } from '../../../shared/images/new-clients.ts';
import { useApp } from '../../state/app-context.ts';

/** Each look reads the whole server: not one for each key. */
const pauseMs = 300;

/** What a wish would make, once its words have been still for a moment; null: not known yet. */
export function useNewClients(serverId: string, request: NewClientsRequest | null) {
  const { transport } = useApp();
  const [shown, setShown] = useState<NewClientsPreview | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [count, setCount] = useState(0);
  // By value: the wish is put together anew with every render.
  const key = request ? JSON.stringify(request) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` asks for another look.
  useEffect(() => {
    setShown(null);
    setError(null);
    if (key === null) return;
    let stopped = false;
    const timer = setTimeout(async () => {
      const answer = await transport.invoke('clients.newPreview', {
        serverId,
        request: JSON.parse(key),
      });
      if (stopped) return;
      setShown(answer.ok ? answer.value : null);
      setError(answer.ok ? null : answer.error);
    }, pauseMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, key, count]);
  return { shown, error, lookAgain: () => setCount((before) => before + 1) };
}
