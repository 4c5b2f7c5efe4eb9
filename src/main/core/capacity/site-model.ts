import type { PlanInput, PlanRule } from '../../../shared/capacity/capacity-plan.ts';
import { reclaimableMiB, reservedMiB } from '../../../shared/migration/free-memory.ts';
import { memoryNeedMiB } from '../../../shared/migration/memory-need.ts';
import type { Host, HostFacts } from '../../../shared/model/host.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm, VmRef } from '../../../shared/model/vm.ts';
import { type CpuDemand, demandOf } from './cpu-demand.ts';
import { hostKindKey, sharedSources, vmKindKey } from './kinds.ts';
import { judgePlanned, takenHosts, whyNowhere } from './obstacles.ts';
import type { PlanHost, PlanItem, PlanModel, PlanVm } from './plan-model.ts';

/** The site as a planner sees it, and what is behind each of its numbers. */
export interface SiteModel {
  model: PlanModel;
  /** By the model's indices. */
  hosts: readonly ReadHost[];
  vms: readonly Vm[];
  leftOut: { hostId: string; reason: string }[];
}

/** A host whose facts and load are known. */
export type ReadHost = Host & { facts: HostFacts; usage: NonNullable<Host['usage']> };

/** Makes the planner's model of the live site. Halted VMs take nothing, and are not in it. */
export function siteModel(state: SiteState, input: PlanInput, demand: CpuDemand): SiteModel {
  const hosts: ReadHost[] = [];
  const leftOut: SiteModel['leftOut'] = [];
  for (const host of Object.values(state.hosts)) {
    const reason = whyLeftOut(host);
    if (reason === null) hosts.push(host as ReadHost);
    else leftOut.push({ hostId: host.id, reason });
  }
  const jobs = Object.values(state.jobs);
  const shared = sharedSources(hosts);
  const kindOf = numbering<string>();
  const hostKinds = hosts.map((host) => kindOf(hostKindKey(host, shared)));

  const guests: { vm: Vm; host: number }[] = hosts.flatMap((host, at) =>
    Object.values(state.vms[host.id] ?? {})
      .filter((vm) => vm.domid !== null)
      .map((vm) => ({ vm, host: at })),
  );
  const vmKindOf = numbering<string>();
  const vmKinds = guests.map(({ vm, host }) =>
    vmKindOf(vmKindKey(vm, hosts[host] as ReadHost, hostKinds[host] ?? -1, { jobs, shared })),
  );
  const sampleVm = firstOf(vmKinds, guests);
  const sampleHosts = Map.groupBy(hosts.keys(), (host) => hostKinds[host] ?? -1);
  const known = new Map<number, boolean>();

  function accepts(vmKind: number, hostKind: number): boolean {
    const key = vmKind * hosts.length + hostKind;
    const before = known.get(key);
    if (before !== undefined) return before;
    const sample = sampleVm.get(vmKind);
    const target = sampleHosts.get(hostKind)?.find((host) => host !== sample?.host);
    const [source, on] = [hosts[sample?.host ?? -1], hosts[target ?? -1]];
    const answer =
      sample !== undefined &&
      source !== undefined &&
      on !== undefined &&
      judgePlanned(state, sample.vm, source, on, input.stopAndCopy).obstacle === null;
    known.set(key, answer);
    return answer;
  }

  const { stays, pins } = rulesByVm(input.rules);
  const taken = takenHosts(state, hosts);
  const hostKindsThere = [...new Set(hostKinds)];
  const nowhere = new Map<number, boolean>();
  const isNowhere = (kind: number) => {
    const before = nowhere.get(kind);
    if (before !== undefined) return before;
    const answer = hostKindsThere.every((hostKind) => !accepts(kind, hostKind));
    nowhere.set(kind, answer);
    return answer;
  };
  const indexOfHost = new Map(hosts.map(({ id }, at) => [id, at]));
  const vms = guests.map(({ vm, host }, at): PlanVm => {
    const kind = vmKinds[at] ?? -1;
    const pin = pins.get(refKey({ hostId: vm.hostId, name: vm.name }));
    return {
      name: vm.name,
      host,
      kind,
      memoryMiB: memoryNeedMiB(vm),
      cpu: demandOf(vm, demand),
      only: pin ? new Set(pin.flatMap((id) => indexOfHost.get(id) ?? [])) : null,
      banned: taken(vm),
      fixed: stays.has(refKey({ hostId: vm.hostId, name: vm.name }))
        ? 'You keep it where it is.'
        : isNowhere(kind)
          ? whyNowhere(state, vm, hosts[host] as ReadHost, hosts, input.stopAndCopy)
          : null,
    };
  });

  const guestsOn = Map.groupBy(guests, ({ host }) => host);
  const model: PlanModel = {
    hosts: hosts.map((host, at): PlanHost => {
      const { facts, usage } = host;
      const here = (guestsOn.get(at) ?? []).map(({ vm }) => vm);
      const present = here.reduce((sum, vm) => sum + memoryNeedMiB(vm), 0);
      const reserved = reservedMiB({ target: host, targetVms: here, jobs });
      const available = usage.freeMemoryMiB + reclaimableMiB(facts) - reserved;
      const keptFree = (1 - state.settings.memoryCeiling) * facts.totalMemoryMiB;
      return {
        id: host.id,
        kind: hostKinds[at] ?? -1,
        memoryMiB: available + present - keptFree,
        cpus: input.cpuTarget * facts.pcpus - dom0CpuOf(host),
      };
    }),
    vms,
    items: itemsOf(input.rules, guests),
    accepts,
  };
  return { model, hosts, vms: guests.map(({ vm }) => vm), leftOut };
}

/** pCPUs that dom0 uses. */
export function dom0CpuOf({ facts, usage }: ReadHost): number {
  return (usage.dom0Cpu ?? 0) * facts.pcpus;
}

function whyLeftOut({ link, toolstack, facts, usage }: Host): string | null {
  if (link.state !== 'online') return 'It is not connected.';
  if (toolstack !== 'xl') return 'It has no xl.';
  if (!facts) return 'It has not said yet what it is capable of.';
  if (!usage || usage.cpu === null) return 'Its load has not been measured yet.';
  return null;
}

/** A VM by its place, as a key. A host's id never holds a slash. */
export function refKey({ hostId, name }: VmRef): string {
  return `${hostId}/${name}`;
}

function rulesByVm(rules: readonly PlanRule[]) {
  const stays = new Set<string>();
  const pins = new Map<string, readonly string[]>();
  for (const rule of rules) {
    if (rule.kind === 'stay') stays.add(refKey(rule.vm));
    if (rule.kind === 'pinned') {
      const before = pins.get(refKey(rule.vm));
      pins.set(
        refKey(rule.vm),
        before ? before.filter((id) => rule.hostIds.includes(id)) : rule.hostIds,
      );
    }
  }
  return { stays, pins };
}

/** VMs kept together become one item, also where two such rules share a VM. */
function itemsOf(rules: readonly PlanRule[], guests: readonly { vm: Vm }[]): PlanItem[] {
  const index = new Map(guests.map(({ vm }, at) => [refKey(vm), at]));
  const parent = guests.map((_, at) => at);
  const find = (at: number): number => {
    const above = parent[at] ?? at;
    return above === at ? at : find(above);
  };
  const present = (refs: readonly VmRef[]) => refs.flatMap((ref) => index.get(refKey(ref)) ?? []);
  for (const rule of rules) {
    if (rule.kind !== 'together') continue;
    const [first, ...others] = present(rule.vms);
    for (const other of others) if (first !== undefined) parent[find(other)] = find(first);
  }
  const groups = [...Map.groupBy(guests.keys(), (at) => find(at)).values()];
  const itemOf = new Map(groups.flatMap((vms, item) => vms.map((at) => [at, item] as const)));
  const apart = groups.map(() => new Set<number>());
  for (const rule of rules) {
    if (rule.kind !== 'apart') continue;
    const items = new Set(present(rule.vms).flatMap((at) => itemOf.get(at) ?? []));
    for (const a of items) for (const b of items) if (a !== b) apart[a]?.add(b);
  }
  return groups.map((vms, item) => ({ vms, apart: [...(apart[item] ?? [])] }));
}

function numbering<K>(): (key: K) => number {
  const numbers = new Map<K, number>();
  return (key) => {
    const before = numbers.get(key);
    if (before !== undefined) return before;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
}

function firstOf<T>(kinds: readonly number[], each: readonly T[]): Map<number, T> {
  const first = new Map<number, T>();
  for (const [at, kind] of kinds.entries()) {
    const value = each[at];
    if (value !== undefined && !first.has(kind)) first.set(kind, value);
  }
  return first;
}
