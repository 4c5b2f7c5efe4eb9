import type { SiteState } from '../../../../shared/model/site.ts';

/** `all`: the host itself matches, and so do all its VMs; else the names of those that do. */
export type HostMatch = 'all' | ReadonlySet<string>;

/** Hosts with a match; null when nothing is searched. */
export type SiteMatch = ReadonlyMap<string, HostMatch> | null;

export function termsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * Finds hosts and VMs by name. Every word has to occur in the name of the VM or of its host,
 * so that `web rack3` finds the web servers of one rack.
 */
export function matchSite(site: SiteState, query: string): SiteMatch {
  const terms = termsOf(query);
  if (terms.length === 0) return null;
  const matches = new Map<string, HostMatch>();
  for (const host of Object.values(site.hosts)) {
    const hostText = `${host.label} ${host.access.address}`.toLowerCase();
    const open = terms.filter((term) => !hostText.includes(term));
    if (open.length === 0) {
      matches.set(host.id, 'all');
      continue;
    }
    const names = new Set<string>();
    for (const name of Object.keys(site.vms[host.id] ?? {})) {
      const text = name.toLowerCase();
      if (open.every((term) => text.includes(term))) names.add(name);
    }
    if (names.size > 0) matches.set(host.id, names);
  }
  return matches;
}

/** Whether a VM is shown under this match. */
export function vmMatches(match: HostMatch | null | undefined, name: string): boolean {
  return match === null || match === 'all' || (match?.has(name) ?? false);
}
