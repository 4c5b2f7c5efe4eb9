import type { FoundItem } from '../../../shared/images/found-item.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { foldText, wordsOf } from '../../../shared/search/fold-text.ts';
import type { LastOverview } from '../store/images-seen.ts';

/** What is found, and by which words. */
interface Candidate {
  item: FoundItem;
  known: string;
}

/**
 * Images, clients and rollouts in which every word of the query occurs, case and diacritics aside:
 * those first whose name has them all, at most `limit`. Pure.
 */
export function findItems(
  servers: readonly LastOverview[],
  query: string,
  limit: number,
): FoundItem[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const hasAll = (text: string) => {
    const folded = foldText(text);
    return words.every((word) => folded.includes(word));
  };
  const byName: FoundItem[] = [];
  const others: FoundItem[] = [];
  for (const { server, overview } of servers) {
    for (const { item, known } of candidates(server.id, server.label, overview)) {
      if (hasAll(item.name)) byName.push(item);
      else if (hasAll(`${item.name} ${known} ${server.label}`)) others.push(item);
    }
  }
  return [...byName, ...others].slice(0, limit);
}

function* candidates(
  serverId: string,
  label: string,
  { clients, images, rollouts, ended }: ImagesOverview,
): Generator<Candidate> {
  for (const client of clients) {
    const { id, role, group, channel, kind, desired, running } = client;
    yield {
      item: { serverId, part: 'clients', id, name: id, text: `${role} client of ${label}` },
      known: [role, group, channel, kind, desired, running].join(' '),
    };
  }
  for (const { manifest, channels } of images) {
    const { role, digest, origin, kernel } = manifest;
    const told = [origin, ...channels].join(', ');
    yield {
      item: {
        serverId,
        part: 'images',
        id: digest,
        name: `${role} ${digest.slice(0, 12)}`,
        text: told,
      },
      known: [digest, told, kernel].join(' '),
    };
  }
  for (const { id, role, digest, head } of [...rollouts, ...ended]) {
    yield {
      item: {
        serverId,
        part: 'rollouts',
        id,
        name: id,
        text: `rollout to ${role}: ${head.status}`,
      },
      known: [role, digest, head.status, 'rollout'].join(' '),
    };
  }
}
