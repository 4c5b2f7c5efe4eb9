import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { GroupKey } from '../../../state/view.ts';
import { xenVersion } from '../../../ui/format/xen-version.ts';
import type { SiteMatch } from './match-site.ts';

export interface BoardGroup {
  key: string;
  /** Null: no heading, all hosts are in one group. */
  title: string | null;
  hostIds: readonly string[];
  /** Only its heading is shown. */
  folded: boolean;
}

/** Key of the group of hosts that the search did not find. */
export const othersKey = 'others';

interface Place {
  rank: number;
  key: string;
  title: string;
}

const assists: Record<NonNullable<Host['facts']>['assist'], Place> = {
  vt: { rank: 0, key: 'vt', title: 'Intel VT' },
  svm: { rank: 1, key: 'svm', title: 'AMD Pacifica (SVM)' },
  none: { rank: 2, key: 'none', title: 'No hardware assist: PV only' },
  unknown: { rank: 3, key: 'unknown', title: 'Hardware assist not known' },
};

const links: Record<Host['link']['state'], Place> = {
  blocked: { rank: 0, key: 'blocked', title: 'Needs you' },
  offline: { rank: 1, key: 'offline', title: 'Unreachable' },
  connecting: { rank: 2, key: 'connecting', title: 'Connecting' },
  idle: { rank: 3, key: 'idle', title: 'Not connected' },
  online: { rank: 4, key: 'online', title: 'Online' },
};

function placeOf(host: Host, group: GroupKey): Place {
  switch (group) {
    case 'none':
      return { rank: 0, key: 'all', title: '' };
    case 'assist':
      return assists[host.facts?.assist ?? 'unknown'];
    case 'link':
      return links[host.link.state];
    case 'version': {
      if (!host.facts) return { rank: 1e9, key: 'unknown', title: 'Xen version not known' };
      const { major, minor } = host.facts.xenVersion;
      const version = xenVersion(host.facts);
      return { rank: -(major * 1000 + minor), key: version, title: `Xen ${version}` };
    }
  }
}

/**
 * Splits sorted hosts into the board's groups. Hosts that the search did not find come last,
 * folded unless asked for: a VM that was found can still be dragged to them.
 */
export function groupHosts(
  site: SiteState,
  sorted: readonly string[],
  options: { group: GroupKey; match: SiteMatch; othersShown: boolean },
): BoardGroup[] {
  const places = new Map<string, Place & { hostIds: string[] }>();
  const others: string[] = [];
  for (const hostId of sorted) {
    const host = site.hosts[hostId];
    if (!host) continue;
    if (options.match && !options.match.has(hostId)) {
      others.push(hostId);
      continue;
    }
    const place = placeOf(host, options.group);
    const known = places.get(place.key);
    if (known) known.hostIds.push(hostId);
    else places.set(place.key, { ...place, hostIds: [hostId] });
  }
  const groups: BoardGroup[] = [...places.values()]
    .sort((a, b) => a.rank - b.rank)
    .map((place) => ({
      key: place.key,
      title: options.group === 'none' ? null : place.title,
      hostIds: place.hostIds,
      folded: false,
    }));
  if (others.length > 0) {
    groups.push({
      key: othersKey,
      title: 'Hosts without a match',
      hostIds: others,
      folded: !options.othersShown,
    });
  }
  return groups;
}
