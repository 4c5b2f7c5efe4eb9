import { locateDisk } from '../../../shared/migration/disk-location.ts';
import { holds } from '../../../shared/migration/reasons/vm.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { ReadHost } from './site-model.ts';

/*
 * Judging every VM against every host would be twenty million verdicts on a large site. Hosts of
 * one kind take the same VMs, and VMs of one kind may go to the same hosts: one verdict for each
 * pair of kinds is enough. What is asked of a kind here has to cover what shared/migration asks.
 */

/** What stands behind storage that more than one host has. */
export function sharedSources(hosts: readonly ReadHost[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { facts } of hosts) {
    for (const source of new Set(facts.storage.map((each) => each.source))) {
      if (seen.has(source)) shared.add(source);
      seen.add(source);
    }
  }
  return shared;
}

export function hostKindKey({ facts }: ReadHost, shared: ReadonlySet<string>): string {
  const { xenVersion, xenCaps, virtCaps, cpu, hwCaps, bridges, storage } = facts;
  return JSON.stringify([
    xenVersion.major,
    xenVersion.minor,
    xenCaps.toSorted(),
    virtCaps.toSorted(),
    [cpu.vendor, cpu.family],
    hwCaps,
    bridges.toSorted(),
    storage
      .map((each) => [
        each.kind,
        each.name,
        shared.has(each.source) ? each.source : '',
        each.shared,
      ])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  ]);
}

export function vmKindKey(
  vm: Vm,
  host: ReadHost,
  hostKind: number,
  { jobs, shared }: { jobs: readonly Job[]; shared: ReadonlySet<string> },
): string {
  const disks = vm.disks.map((disk) => {
    if (disk.path === null) return null;
    const at = locateDisk(disk.path, host.facts.storage);
    if (at.kind !== 'storage') return [at.kind, disk.path];
    const { kind, name, source } = at.storage;
    return [kind, name, shared.has(source) ? source : '', disk.readonly];
  });
  return JSON.stringify([
    hostKind,
    vm.type,
    vm.state,
    vm.uuid === null,
    vm.noMigrate,
    vm.vnuma,
    vm.nestedHvm,
    vm.pciDevices.length > 0,
    jobs.some((job) => holds(job, vm)),
    disks,
    vm.nics.map((nic) => nic.bridge).toSorted(),
  ]);
}
