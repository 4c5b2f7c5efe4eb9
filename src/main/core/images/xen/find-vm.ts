import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';

/** Where a VM is, as far as all hosts of the site tell. */
export type VmPlace =
  | { kind: 'runs' | 'off'; vm: Vm; host: Host }
  /** `mayPass`: by waiting, e.g. because it moves. */
  | { kind: 'unclear'; why: string; mayPass: boolean };

/**
 * Finds a VM by its UUID. It is somewhere only if nothing that is known speaks for another place:
 * a host that is away may run it, and two that run it are a trouble that no guess mends. Pure.
 */
export function findVm({ hosts, vms }: Pick<SiteState, 'hosts' | 'vms'>, uuid: string): VmPlace {
  const unclear = (why: string, mayPass = false): VmPlace => ({ kind: 'unclear', why, mayPass });
  const all = Object.values(hosts);
  const away = all.filter(({ link }) => link.state !== 'online');
  if (away.length === all.length) return unclear('No Xen host is connected.', true);
  const found = all.flatMap((host) =>
    Object.values(vms[host.id] ?? {})
      .filter((vm) => vm.uuid === uuid)
      .map((vm) => ({ host, vm, isAway: host.link.state !== 'online' })),
  );
  if (found.some(({ vm }) => vm.state === 'transit')) return unclear('It is being moved.', true);
  const active = found.filter(({ vm }) => vm.domid !== null);
  const [ran] = active.filter(({ isAway }) => isAway);
  if (active.length > 1) {
    const places = active.map(({ host, isAway }) => `${host.label}${isAway ? ' (away)' : ''}`);
    return unclear(`It runs on more than one host: ${places.join(', ')}.`);
  }
  if (ran) return unclear(`${ran.host.label}, which ran it last, is not connected.`, true);
  const [one] = active;
  if (one) return { kind: 'runs', vm: one.vm, host: one.host };
  const [halted, ...others] = found.filter(({ isAway }) => !isAway);
  const missing = away.map(({ label }) => label).join(', ');
  const perhaps = missing === '' ? '' : ` It may be on ${missing}, not connected now.`;
  const mayPass = perhaps !== '';
  if (!halted) return unclear(`No connected host knows a VM with UUID ${uuid}.${perhaps}`, mayPass);
  if (mayPass) return unclear(`It runs on no connected host.${perhaps}`, mayPass);
  if (others.length > 0) {
    const places = [halted, ...others].map(({ host }) => host.label);
    return unclear(`It is off, and has a configuration on each of ${places.join(', ')}.`);
  }
  return { kind: 'off', vm: halted.vm, host: halted.host };
}
