import type { Client } from '../../../../shared/images/client.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Outcome } from '../carry/client-port.ts';
import { findXenHost, xenHostName } from '../hosts/find-xen-host.ts';
import { runningOn } from '../hosts/host-work.ts';
import { refused, unknown } from './outcomes.ts';

const mostNames = 5;

/** Whether anything runs on a Xen host, as far as the site is known. */
export type HostUse = { kind: 'free'; hostId: string } | { kind: 'in-use'; why: Outcome };

/** Why a Xen host that is a client must not be rebooted now, or that nothing runs on it. Pure. */
export function hostInUse(state: Pick<SiteState, 'hosts' | 'vms'>, client: Client): HostUse {
  const inUse = (why: Outcome): HostUse => ({ kind: 'in-use', why });
  const host = findXenHost(state, xenHostName(client));
  if (typeof host === 'string') return inUse(refused(host));
  if (host.link.state !== 'online') {
    return inUse(unknown(`${host.label} is not connected, so nobody knows what runs on it.`));
  }
  const running = runningOn(state, host.id);
  if (running.length === 0) return { kind: 'free', hostId: host.id };
  const names = running.map(({ name }) => name).toSorted();
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : '';
  const list = `${names.slice(0, mostNames).join(', ')}${more}`;
  return inUse(unknown(`It has to be emptied first, ${running.length} of its VMs run: ${list}.`));
}
