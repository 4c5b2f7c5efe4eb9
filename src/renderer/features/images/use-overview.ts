import { useCallback, useEffect, useState } from 'react';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Transport } from '../../../shared/contract/transport.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { useApp } from '../../state/app-context.ts';

const everyMs = 3_000;

export interface OverviewState {
  /** The last that was read; it stays while a newer one cannot be had. */
  overview: ImagesOverview | null;
  /** Why the newest could not be read. */
  error: AppError | null;
}

/**
 * What an image server keeps, read anew every few seconds as long as it can be reached; else as it
 * was last seen. `at`: as it was at that moment, ms since the epoch.
 */
export function useOverview(
  serverId: string,
  isOnline: boolean,
  at: number | null,
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
      const answer =
        at === null
          ? await transport.invoke('images.overview', { serverId })
          : await pastOverview(transport, serverId, at);
      if (stopped) return;
      setState((before) =>
        answer.ok
          ? { overview: answer.value, error: null }
          : { overview: at === null ? before.overview : null, error: answer.error },
      );
      // What is kept of one that cannot be reached does not change, and the past never does.
      if (isOnline && at === null) timer = setTimeout(read, everyMs);
    };
    void read();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, isOnline, at, turn]);
  return { ...state, again };
}

async function pastOverview(
  transport: Transport,
  serverId: string,
  at: number,
): Promise<Result<ImagesOverview>> {
  const answer = await transport.invoke('history.images', { serverId, at });
  if (!answer.ok) return answer;
  const { overview } = answer.value;
  return overview
    ? ok(overview)
    : err(appError('not-possible-now', 'Nothing is known of this image server at that moment.'));
}
