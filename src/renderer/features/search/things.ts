import type { Host } from '../../../shared/model/host.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Searchable } from '../../../shared/search/rank.ts';

/** A host or VM that can be found; `vmName` null: the host itself. */
export interface Thing extends Searchable {
  hostId: string;
  vmName: string | null;
}

/** Everything of the site that has a name, with all by which it may be known. */
export function thingsOf({ hosts, vms }: Pick<SiteState, 'hosts' | 'vms'>): Thing[] {
  const things: Thing[] = [];
  for (const host of Object.values(hosts)) {
    things.push({ name: host.label, hostId: host.id, vmName: null, also: knownOfHost(host) });
    for (const vm of Object.values(vms[host.id] ?? {})) {
      const also = knownOfVm(vm, host.label);
      things.push({ name: vm.name, hostId: host.id, vmName: vm.name, also });
    }
  }
  return things;
}

function knownOfHost({ access, facts }: Host): string[] {
  return [
    access.address,
    ...(access.migrationAddress ? [access.migrationAddress] : []),
    ...(facts ? [facts.hostname, ...facts.addresses, ...facts.bridges, facts.cpu.name] : []),
    ...(facts?.storage.map(({ name }) => name) ?? []),
  ];
}

/** Its host comes first: among equal finds it says the most. */
function knownOfVm(vm: Vm, hostLabel: string): string[] {
  const known = [hostLabel];
  if (vm.uuid !== null) known.push(vm.uuid);
  for (const { mac, bridge } of vm.nics) known.push(mac, bridge);
  for (const { path } of vm.disks) if (path !== null) known.push(path);
  if (vm.configPath !== null) known.push(vm.configPath);
  known.push(...vm.bootFiles, ...vm.pciDevices);
  return known;
}
