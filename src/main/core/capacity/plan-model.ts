/** A host that takes part in planning. Its room is for VMs alone: dom0 and ceilings are taken off. */
export interface PlanHost {
  id: string;
  /** Hosts of one kind take the same kinds of VMs. */
  kind: number;
  /** MiB that VMs may take up together. */
  memoryMiB: number;
  /** pCPUs that VMs may use together. */
  cpus: number;
}

export interface PlanVm {
  name: string;
  /** Index of the host where it is. */
  host: number;
  kind: number;
  memoryMiB: number;
  /** pCPUs that it uses. */
  cpu: number;
  /** Indices of the only hosts it may be on; null: all that its kind may be on. */
  only: ReadonlySet<number> | null;
  /** Indices of hosts it may not go to, e.g. because its name is taken there. */
  banned: ReadonlySet<number> | null;
  /** Why it stays where it is, whatever the plan; null: it may move. */
  fixed: string | null;
}

/** VMs that go as one: a single one, or all of a rule that keeps them together. */
export interface PlanItem {
  vms: readonly number[];
  /** Indices of items that may not be on a host with this one. */
  apart: readonly number[];
}

/** Everything a plan is made of. Nothing in it is changed by planning. */
export interface PlanModel {
  hosts: readonly PlanHost[];
  vms: readonly PlanVm[];
  items: readonly PlanItem[];
  /** May a VM of this kind be brought to a host of that kind? */
  accepts(vmKind: number, hostKind: number): boolean;
}

/** MiB and pCPUs that these VMs take up together. */
export function needOf(
  model: PlanModel,
  vms: Iterable<number>,
): { memoryMiB: number; cpu: number } {
  let memoryMiB = 0;
  let cpu = 0;
  for (const at of vms) {
    memoryMiB += model.vms[at]?.memoryMiB ?? 0;
    cpu += model.vms[at]?.cpu ?? 0;
  }
  return { memoryMiB, cpu };
}

/** Sums of measured loads are not exact. */
const tolerance = 1e-6;

/** Whether VMs that take up this much in all have room on the host. */
export function holds(host: PlanHost, memoryMiB: number, cpu: number): boolean {
  return memoryMiB <= host.memoryMiB + tolerance && cpu <= host.cpus + tolerance;
}

/** May this VM be on that host: brought there, or left there where it is already? */
export function mayBeOn(model: PlanModel, vm: PlanVm, from: number, host: number): boolean {
  return from === host ? vm.only?.has(host) !== false : mayGo(model, vm, host);
}

/** May this VM be brought to that host at all, whatever room there is? */
export function mayGo(model: PlanModel, vm: PlanVm, host: number): boolean {
  if (vm.fixed !== null) return false;
  const target = model.hosts[host];
  if (!target || vm.banned?.has(host)) return false;
  if (vm.only && !vm.only.has(host)) return false;
  return model.accepts(vm.kind, target.kind);
}
