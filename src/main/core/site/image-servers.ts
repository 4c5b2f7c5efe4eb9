import { appError } from '../../../shared/app-error.ts';
import { adviseServer } from '../../../shared/images/advise-server.ts';
import type { RolloutGlance } from '../../../shared/images/rollout-glance.ts';
import { endedStatuses } from '../../../shared/images/rollout-state.ts';
import type { ServerFacts } from '../../../shared/images/server-facts.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { probeServer } from '../images/server/probe-server.ts';
import type { FollowedPlace } from '../images/server/server-answer.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { KeptImageServer } from '../store/kept-image-server.ts';

/** The image servers of the open site, each with its one SSH session. */
export interface ImageServers {
  put(server: KeptImageServer): void;
  remove(serverId: string): Promise<void>;
  linkOf(serverId: string): HostLink | undefined;
  placeOf(serverId: string): FollowedPlace | undefined;
  /** How one rollout stands; or how all do that are not over. What has ended stays shown. */
  showRollout(serverId: string, rollout: RolloutGlance): void;
  showRollouts(serverId: string, open: readonly RolloutGlance[]): void;
  /** One that is over is shown no more. */
  dismissRollout(serverId: string, rolloutId: string): Result<void>;
  /** Looks anew at what it has and lacks. */
  probe(serverId: string): Promise<Result<void>>;
  close(): Promise<void>;
}

export function createImageServers(options: {
  state: () => SiteState;
  emit: (events: readonly SiteEvent[]) => void;
  createLink: (server: KeptImageServer) => HostLink;
  onOnline: (serverId: string) => void;
  /** It was looked at. */
  onFacts: (serverId: string, facts: ServerFacts) => void;
}): ImageServers {
  const { state, emit, createLink, onOnline, onFacts } = options;
  const links = new Map<string, HostLink>();

  const shown = (id: string): ImageServer | undefined => state().imageServers[id];

  function change(id: string, changes: Partial<ImageServer>): void {
    const server = shown(id);
    if (server) emit([{ type: 'image-server-put', server: { ...server, ...changes } }]);
  }

  async function drop(serverId: string): Promise<void> {
    const link = links.get(serverId);
    links.delete(serverId);
    await link?.close();
  }

  function placeOf(serverId: string): FollowedPlace | undefined {
    const link = links.get(serverId);
    const server = shown(serverId);
    return link && server ? { runner: link, label: server.label, root: server.root } : undefined;
  }

  async function probe(serverId: string): Promise<Result<void>> {
    const place = placeOf(serverId);
    if (!place) return err(unknownServer());
    const facts = await probeServer(place);
    // It may have been removed, or changed, meanwhile.
    if (links.get(serverId) !== place.runner) return err(unknownServer());
    if (!facts.ok) {
      change(serverId, { problem: facts.error });
      return facts;
    }
    const lacks = adviseServer(facts.value, place.root);
    change(serverId, { facts: facts.value, lacks, problem: null });
    onFacts(serverId, facts.value);
    return ok(undefined);
  }

  function showRollouts(id: string, rollouts: readonly RolloutGlance[]): void {
    const before = shown(id)?.rollouts;
    const isNews = before && JSON.stringify(before) !== JSON.stringify(rollouts);
    if (isNews) change(id, { rollouts: [...rollouts] });
  }

  return {
    showRollout(serverId, rollout) {
      const all = shown(serverId)?.rollouts ?? [];
      const others = all.filter(({ id }) => id !== rollout.id);
      showRollouts(
        serverId,
        [...others, rollout].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
    },
    showRollouts(serverId, open) {
      const ids = new Set(open.map(({ id }) => id));
      const ended = (shown(serverId)?.rollouts ?? []).filter(
        ({ id, status }) => !ids.has(id) && endedStatuses.includes(status),
      );
      showRollouts(
        serverId,
        [...ended, ...open].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
    },
    dismissRollout(serverId, rolloutId) {
      const all = shown(serverId)?.rollouts ?? [];
      const one = all.find(({ id }) => id === rolloutId);
      if (one && !endedStatuses.includes(one.status)) {
        return err(appError('not-possible-now', 'This rollout is not over.'));
      }
      showRollouts(
        serverId,
        all.filter((each) => each !== one),
      );
      return ok(undefined);
    },
    put(server) {
      const { id, label, access, root } = server;
      void drop(id);
      const link = createLink(server);
      links.set(id, link);
      const known = shown(id);
      const facts = known?.root === root ? known.facts : null;
      emit([
        {
          type: 'image-server-put',
          server: {
            ...{ id, label, access, root, facts },
            link: link.link,
            lacks: facts ? adviseServer(facts, root) : [],
            rollouts: known?.root === root ? known.rollouts : [],
            problem: null,
          },
        },
      ]);
      link.onLink((now) => {
        if (links.get(id) !== link) return;
        change(id, { link: now });
        if (now.state !== 'online') return;
        void probe(id);
        onOnline(id);
      });
      link.connect();
    },
    async remove(serverId) {
      await drop(serverId);
      emit([{ type: 'image-server-removed', serverId }]);
    },
    linkOf: (serverId) => links.get(serverId),
    placeOf,
    probe,
    async close() {
      await Promise.all([...links.keys()].map(drop));
    },
  };
}

export function unknownServer() {
  return appError('image-server-not-found', 'This image server is not in the site.');
}
