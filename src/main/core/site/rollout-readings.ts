import { type AppError, appError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { RolloutRecord } from '../../../shared/images/rollout-record.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { loadRollout } from '../images/carry/rollout-file.ts';
import { readRecord } from '../images/record/read-record.ts';
import type { ServerPlace } from '../images/server/server-answer.ts';
import type { SeenRollout } from '../store/images-seen.ts';
import type { Store } from '../store/open-store.ts';
import { type ImageServers, unknownServer } from './image-servers.ts';

interface Of {
  imageServers: Pick<ImageServers, 'placeOf' | 'linkOf'>;
  store: Pick<Store, 'imagesSeen'>;
}

/** Where a server is read at this moment; null: it cannot be reached. */
export function reachedPlace({ imageServers }: Of, serverId: string): ServerPlace | null {
  const isOnline = imageServers.linkOf(serverId)?.link.state === 'online';
  return (isOnline && imageServers.placeOf(serverId)) || null;
}

/** A rollout that is not over: as it is, or as it was last seen where its server cannot be reached. */
export async function rolloutOf(
  site: Of,
  serverId: string,
  rolloutId: string,
): Promise<Result<SeenRollout>> {
  const place = reachedPlace(site, serverId);
  if (!place) return kept(site.store.imagesSeen.rollout(serverId, rolloutId));
  const loaded = await loadRollout(place, rolloutId);
  return loaded.ok ? ok(loaded.value.rollout) : loaded;
}

/** The record of a rollout. Where its server cannot be reached: of those that were over when it was. */
export async function recordOf(
  site: Of,
  serverId: string,
  rolloutId: string,
): Promise<Result<RolloutRecord>> {
  const place = reachedPlace(site, serverId);
  if (!place) return kept(site.store.imagesSeen.record(serverId, rolloutId));
  const record = await readRecord(place, rolloutId);
  if (record.ok && record.value.endedAt !== null) {
    const put = site.store.imagesSeen.keepRecord(serverId, record.value);
    if (!put.ok) return put;
  }
  return record;
}

/** As many records as are read at one look; they are read once, since they change no more. */
const mostAtOnce = 20;

/** Keeps the records of rollouts that are over, so that they can be read without a connection. */
export async function keepRecords(
  site: Of,
  serverId: string,
  ended: ImagesOverview['ended'],
): Promise<Result<void>> {
  const recorded = site.store.imagesSeen.recorded(serverId);
  if (!recorded.ok) return recorded;
  const lacking = ended.filter(({ id }) => !recorded.value.has(id)).slice(0, mostAtOnce);
  for (const { id } of lacking) {
    const place = reachedPlace(site, serverId);
    if (!place) return err(unknownServer());
    // One that cannot be read keeps no other from being read.
    await recordOf(site, serverId, id);
  }
  return ok(undefined);
}

function kept<T>(found: Result<T | null>): Result<T> {
  if (!found.ok) return found;
  return found.value === null ? err(notSeen()) : ok(found.value);
}

function notSeen(): AppError {
  return appError('not-possible-now', 'This was not read while its image server was connected.', {
    hint: 'It is read when the server is connected again.',
  });
}
