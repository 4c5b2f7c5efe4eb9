import type { ImageServer } from '../../../shared/model/image-server.ts';
import type { KeptImageServer } from '../store/image-server-repository.ts';

/**
 * Image servers before anybody is connected to them: known, with when each was last read (ms since
 * the epoch, by this machine). What they keep is asked for when somebody looks at it.
 */
export function lastSeenServers(
  servers: readonly KeptImageServer[],
  reads: ReadonlyMap<string, number>,
): Record<string, ImageServer> {
  return Object.fromEntries(
    servers.map(({ id, label, access, root }) => {
      const lastSeen = reads.get(id) ?? null;
      const link = { state: 'idle' as const, since: lastSeen ?? 0, lastSeen, retryAt: null };
      return [
        id,
        {
          ...{ id, label, access, root },
          link: { ...link, error: null },
          ...{ facts: null, lacks: [], rollouts: [], problem: null },
        },
      ];
    }),
  );
}
