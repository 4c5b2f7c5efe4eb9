import type { PastSite } from '../../../shared/history/past-site.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import type { HostEntry, SiteAtMoment } from './report-source.ts';

/** A site that is in memory already, as the one that the console shows. */
export function siteInMemory(site: PastSite): SiteAtMoment {
  const entry = (host: HostEntry['host']): HostEntry => ({
    host,
    vms: Object.values(site.vms[host.id] ?? {}).sort((a, b) => byNaturalName(a.name, b.name)),
  });
  const hosts = Object.values(site.hosts).sort((a, b) => byNaturalName(a.label, b.label));
  return {
    *hosts() {
      for (const host of hosts) yield entry(host);
    },
    host(hostId) {
      const host = Object.hasOwn(site.hosts, hostId) ? site.hosts[hostId] : undefined;
      return host ? entry(host) : null;
    },
  };
}
