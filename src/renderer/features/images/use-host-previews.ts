import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { HostPreview } from '../../../shared/images/host-preview.ts';
import { useApp } from '../../state/app-context.ts';

/** Between two askings, while a host is still being read. */
const againMs = 3_000;

/** What a rollout would move where; null hosts: not known yet. `request` null: it has no Xen hosts. */
export function useHostPreviews(
  serverId: string,
  request: string | null,
): { hosts: readonly HostPreview[] | null; error: AppError | null } {
  const { transport } = useApp();
  const [hosts, setHosts] = useState<readonly HostPreview[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    setHosts(null);
    setError(null);
    if (request === null) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const wish = { serverId, request: JSON.parse(request) };
      const answer = await transport.invoke('rollouts.previewHosts', wish);
      if (stopped) return;
      if (!answer.ok) {
        setError(answer.error);
        return;
      }
      setHosts(answer.value.hosts);
      if (answer.value.hosts.some(({ isStillRead }) => isStillRead)) {
        timer = setTimeout(() => void ask(), againMs);
      }
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, request]);
  return { hosts, error };
}
