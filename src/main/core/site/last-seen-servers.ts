import { adviseServer } from '../../../shared/images/advise-server.ts';
import type { ServerFacts } from '../../../shared/images/server-facts.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import type { KeptImageServer } from '../store/kept-image-server.ts';

/**
 * Image servers before anybody is connected to them: known, with when each was last read (ms since
 * the epoch, by this machine) and what it was then. What they keep is asked for when somebody
 * looks at it.
 */
export function lastSeenServers(
  servers: readonly KeptImageServer[],
  reads: ReadonlyMap<string, number>,
  lastFacts: ReadonlyMap<string, ServerFacts>,
): Record<string, ImageServer> {
  return Object.fromEntries(
    servers.map(({ id, label, access, root }) => {
      const lastSeen = reads.get(id) ?? null;
      const facts = lastFacts.get(id) ?? null;
      const link = { state: 'idle' as const, since: lastSeen ?? 0, lastSeen, retryAt: null };
      return [
        id,
        {
          ...{ id, label, access, root },
          link: { ...link, error: null },
          ...{ facts, lacks: facts ? adviseServer(facts, root) : [] },
          ...{ rollouts: [], problem: null },
        },
      ];
    }),
  );
}
