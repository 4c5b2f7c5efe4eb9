import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Build } from '../../../shared/images/build.ts';
import { useApp } from '../../state/app-context.ts';

const listMs = 3_000;
const followMs = 1_000;

/** The last build of each role, looked at anew every few seconds. */
export function useBuilds(serverId: string): readonly Build[] {
  const { transport } = useApp();
  const [builds, setBuilds] = useState<readonly Build[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const read = async () => {
      const answer = await transport.invoke('builds.list', { serverId });
      if (stopped) return;
      // While it cannot be had, the last that is known is shown; the page says that it is away.
      if (answer.ok) setBuilds(answer.value);
      timer = setTimeout(read, listMs);
    };
    void read();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId]);
  return builds;
}

export interface FollowedBuild {
  build: Build | null;
  log: string;
  /** Why it cannot be followed at this moment; it is tried on. */
  error: AppError | null;
}

/** A build with all its log, followed to its end, over connections that are lost meanwhile. */
export function useBuild(serverId: string, role: string): FollowedBuild {
  const { transport } = useApp();
  const [followed, setFollowed] = useState<FollowedBuild>({ build: null, log: '', error: null });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let from = 0;
    let begun: number | null = null;
    const read = async () => {
      const answer = await transport.invoke('builds.read', { serverId, role, from });
      if (stopped) return;
      if (!answer.ok) {
        setFollowed((before) => ({ ...before, error: answer.error }));
        timer = setTimeout(read, listMs);
        return;
      }
      const { build, text, next, more } = answer.value;
      const isAnother = begun !== null && build !== null && build.startedAt !== begun;
      begun = build?.startedAt ?? null;
      if (isAnother) {
        // Somebody has begun a new one meanwhile: its log is another.
        from = 0;
        setFollowed({ build, log: '', error: null });
        timer = setTimeout(read, 0);
        return;
      }
      from = next;
      setFollowed((before) => ({ build, log: before.log + text, error: null }));
      if (more) timer = setTimeout(read, 0);
      else if (build?.state === 'running') timer = setTimeout(read, followMs);
    };
    void read();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, role]);
  return followed;
}
