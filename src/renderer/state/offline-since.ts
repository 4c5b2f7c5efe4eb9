import type { SiteState } from '../../shared/model/site.ts';

/**
 * When the site as a whole was last seen: the newest answer of any host, while none answers and
 * each has been tried. Null: a host answers, or is tried for the first time, or none was ever seen.
 */
export function offlineSince({ hosts }: Pick<SiteState, 'hosts'>): number | null {
  let newest: number | null = null;
  for (const { link } of Object.values(hosts)) {
    if (link.state === 'online' || (link.state === 'connecting' && link.error === null))
      return null;
    if (link.lastSeen !== null) newest = Math.max(newest ?? 0, link.lastSeen);
  }
  return newest;
}
