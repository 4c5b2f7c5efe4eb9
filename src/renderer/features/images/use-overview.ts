import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp } from '../../state/app-context.ts';

const everyMs = 3_000;

export interface OverviewState {
  /** The last that was read; it stays while a newer one cannot be had. */
  overview: ImagesOverview | null;
  /** Why the newest could not be read. */
  error: AppError | null;
}

/** What an image server keeps, read anew every few seconds as long as it can be reached; else as it was last seen. */
export function useOverview(
  serverId: string,
  isOnline: boolean,
): OverviewState & { again(): void } {
  const { transport } = useApp();
  const [state, setState] = useState<OverviewState>({ overview: null, error: null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is asking again.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const read = async () => {
      const answer = await transport.invoke('images.overview', { serverId });
      if (stopped) return;
      setState((before) =>
        answer.ok
          ? { overview: answer.value, error: null }
          : { overview: before.overview, error: answer.error },
      );
      // What is kept of one that cannot be reached does not change.
      if (isOnline) timer = setTimeout(read, everyMs);
    };
    void read();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, isOnline, turn]);
  return { ...state, again };
}
