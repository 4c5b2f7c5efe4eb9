import type { Client } from '../../../../shared/images/client.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Outcome } from '../carry/client-port.ts';
import { refused, unknown } from './outcomes.ts';

const mostNames = 5;

/**
 * Why a Xen host that is a client must not be rebooted now; null: nothing runs on it. It is asked
 * again as long as the rollout lets it: whoever empties the host lets it go on. Pure.
 */
export function hostInUse(
  { hosts, vms }: Pick<SiteState, 'hosts' | 'vms'>,
  place: Extract<Client['place'], { kind: 'xen-host' }>,
): Outcome | null {
  const [host, ...others] = Object.values(hosts).filter(({ label }) => label === place.label);
  if (!host) return refused(`There is no host ${place.label} in this console.`);
  if (others.length > 0) return refused(`More than one host is called ${place.label} here.`);
  if (host.link.state !== 'online') {
    return unknown(`${place.label} is not connected, so nobody knows what runs on it.`);
  }
  const running = Object.values(vms[host.id] ?? {}).filter(({ domid }) => domid !== null);
  if (running.length === 0) return null;
  const names = running.map(({ name }) => name).toSorted();
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : '';
  const list = `${names.slice(0, mostNames).join(', ')}${more}`;
  return unknown(`It has to be emptied first, ${running.length} of its VMs run: ${list}.`);
}
