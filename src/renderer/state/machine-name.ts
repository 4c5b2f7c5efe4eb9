import type { SiteState } from '../../shared/model/site.ts';

/** What the machine with this id is called: a host, or an image server; its id if it is gone. */
export function machineName(
  { hosts, imageServers }: Pick<SiteState, 'hosts' | 'imageServers'>,
  id: string,
): string {
  return (hosts[id] ?? imageServers[id])?.label ?? id;
}
