import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { vmSampleKey } from '../samples/sample-keys.ts';

/** By the key of a VM's samples, the CPU p95 of each day that is known, in pCPUs. */
export type CpuDemand = ReadonlyMap<string, readonly number[]>;

/**
 * pCPUs that a plan keeps for a VM: the p95 of its busiest day, as a host that held only its mean
 * would be short every afternoon; never less than it uses now. What was never measured may be as
 * busy as it can, and nothing can be busier than its vCPUs.
 */
export function demandOf(vm: Vm, demand: CpuDemand): number {
  const days = demand.get(vmSampleKey(vm)) ?? [];
  if (days.length === 0) return vm.cpu ?? vm.vcpus;
  return Math.max(vm.cpu ?? 0, Math.min(Math.max(...days), vm.vcpus));
}

/** How much of the past a plan over these VMs rests on. */
export function daysKnown(vms: readonly Vm[], demand: CpuDemand): CapacityPlan['demand'] {
  const days = vms.flatMap((vm) => demand.get(vmSampleKey(vm))?.length ?? []);
  return {
    vms: vms.length,
    knownVms: days.length,
    fewestDays: days.reduce((least, count) => Math.min(least, count), days[0] ?? 0),
    mostDays: days.reduce((most, count) => Math.max(most, count), 0),
  };
}
