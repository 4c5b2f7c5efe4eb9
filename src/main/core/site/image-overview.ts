import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { composeOverview } from '../images/compose-overview.ts';
import { glanceAtRollout } from '../images/glance-at-rollout.ts';
import { readState } from '../images/read-state.ts';
import { clientFolder } from '../images/xen/client-folders.ts';
import { withConfigDrift } from '../images/xen/config-drift.ts';
import type { Store } from '../store/open-store.ts';
import { type ImageServers, unknownServer } from './image-servers.ts';
import { keepRecords, reachedPlace } from './rollout-readings.ts';

interface Of {
  imageServers: ImageServers;
  store: Pick<Store, 'imagesSeen' | 'history'>;
}

/**
 * What an image server keeps: read from it, and kept for when it cannot be reached; then what it
 * was last seen to keep, whose `at` says when that was.
 */
export async function overviewOf(
  site: Of,
  live: SiteState,
  serverId: string,
): Promise<Result<ImagesOverview>> {
  const reached = reachedPlace(site, serverId);
  const place = reached ?? site.imageServers.placeOf(serverId);
  if (!reached) {
    const kept = site.store.imagesSeen.lastOverviews();
    if (!kept.ok) return kept;
    const last = kept.value.find(({ server }) => server.id === serverId);
    if (last) return ok(last.overview);
  }
  if (!place) return err(unknownServer());
  const state = await readState(place);
  if (!state.ok) return state;
  const open = [...state.value.rollouts.values()].map(glanceAtRollout);
  site.imageServers.showRollouts(serverId, open);
  const overview = withConfigDrift(composeOverview(state.value, place.root), state.value, {
    root: place.root,
    folder: clientFolder,
    state: live,
    configOf(hostId, path) {
      const config = site.store.history.lastConfig(hostId, path);
      return config.ok ? config.value : null;
    },
  });
  const rollouts = [...state.value.rollouts.values()];
  const at = Date.now();
  const kept = site.store.imagesSeen.keep(serverId, at, { overview, rollouts });
  if (!kept.ok) return kept;
  if (kept.value) {
    const { label, root } = place;
    const told = site.store.history.appendImages(at, { id: serverId, label, root }, overview);
    if (!told.ok) return told;
  }
  // Nobody waits for them: what could not be kept is read anew after the next look.
  void keepRecords(site, serverId, overview.ended);
  return ok(overview);
}

/** Looks at every image server that can be reached, for a report of what they keep. */
export async function lookAtImages(site: Of, live: SiteState): Promise<void> {
  const serverIds = Object.keys(live.imageServers);
  const reachable = serverIds.filter((id) => site.imageServers.linkOf(id)?.link.state === 'online');
  // One that cannot be read is in the report as it was last seen, with when that was.
  await Promise.all(reachable.map((id) => overviewOf(site, live, id)));
}
