import type { SiteEvent } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';

/** Everything but the numbers that usage events carry. */
function lasting(vm: Vm): string {
  return JSON.stringify({ ...vm, cpu: null, cpuSeconds: null });
}

/** A new look at a domain knows its counter but no rate: the last one found still holds. */
function withKnownCpu(vm: Vm, known: Vm | undefined): Vm {
  return vm.domid !== null && known?.domid === vm.domid ? { ...vm, cpu: known.cpu } : vm;
}

/**
 * The fewest events that make the known VMs of a host into the seen ones; none where nothing
 * changed but numbers.
 */
export function diffVms(
  hostId: string,
  known: Readonly<Record<string, Vm>>,
  seen: readonly Vm[],
): SiteEvent[] {
  const names = new Set(seen.map(({ name }) => name));
  const gone = Object.keys(known).filter((name) => !names.has(name));
  const changed = seen.filter((vm) => {
    const before = Object.hasOwn(known, vm.name) ? known[vm.name] : undefined;
    return !before || lasting(before) !== lasting(vm);
  });
  const knownOf = (vm: Vm) => (Object.hasOwn(known, vm.name) ? known[vm.name] : undefined);
  // Each single event copies the host's whole record: beyond a few, one is cheaper.
  if (gone.length + changed.length > 4) {
    return [{ type: 'vms-replaced', hostId, vms: seen.map((vm) => withKnownCpu(vm, knownOf(vm))) }];
  }
  return [
    ...gone.map((name): SiteEvent => ({ type: 'vm-removed', hostId, name })),
    ...changed.map((vm): SiteEvent => ({ type: 'vm-put', vm: withKnownCpu(vm, knownOf(vm)) })),
  ];
}
