import { memoryNeedMiB } from '../../../../shared/migration/memory-need.ts';
import { deviceReasons } from '../../../../shared/migration/reasons/devices.ts';
import { identityReasons } from '../../../../shared/migration/reasons/identity.ts';
import { memoryReasons } from '../../../../shared/migration/reasons/memory.ts';
import { platformReasons } from '../../../../shared/migration/reasons/platform.ts';
import { reachReasons } from '../../../../shared/migration/reasons/reach.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';

/** A VM that is nowhere yet. Memory in MiB. */
export interface NewVm {
  name: string;
  uuid: string;
  type: 'pv' | 'pvh';
  memoryMiB: number;
  vcpus: number;
  bridge: string;
  mac: string;
  configPath: string;
}

/** `hostId`: where it goes; null: nowhere, and what each chosen host says against it. */
export interface NewPlace {
  hostId: string | null;
  why: string[];
}

/**
 * Puts new VMs on the chosen hosts by the rules that a move is judged by: what the host is capable of,
 * its bridges, its names, and its memory under the site's ceiling, with those that were put there
 * before. Each goes where the largest share of memory stays free, so that one host's end takes few
 * of them; hosts above the site's CPU ceiling come last. Pure.
 */
export function placeVms(
  state: Pick<SiteState, 'hosts' | 'vms' | 'jobs' | 'settings'>,
  vms: readonly NewVm[],
  hostIds: readonly string[],
): NewPlace[] {
  const taken = new Map<string, number>();
  const hosts = [...new Set(hostIds)];
  return vms.map((wish): NewPlace => {
    const vm = asVm(wish);
    const need = memoryNeedMiB(vm);
    const why: string[] = [];
    let best: { host: Host; rank: number } | null = null;
    for (const id of hosts) {
      const known = state.hosts[id];
      const host = known && withTaken(known, taken.get(id) ?? 0);
      const against = host ? whyNotOn(state, vm, host) : 'One of the chosen hosts is gone.';
      if (against !== null) {
        why.push(against);
        continue;
      }
      if (!host) continue;
      const rank = rankOf(state, host, need);
      if (!best || rank > best.rank) best = { host, rank };
    }
    if (!best) return { hostId: null, why: hosts.length === 0 ? ['Choose a host.'] : why };
    taken.set(best.host.id, (taken.get(best.host.id) ?? 0) + need);
    return { hostId: best.host.id, why: [] };
  });
}

/** The first reason against it there; null: it may go there. */
function whyNotOn(
  state: Pick<SiteState, 'vms' | 'jobs' | 'settings'>,
  vm: Vm,
  target: Host,
): string | null {
  const targetVms = Object.values(state.vms[target.id] ?? {});
  const jobs = Object.values(state.jobs);
  // It comes from nowhere: what is asked of the other end of a move is asked of nobody.
  const question = {
    ...{ vm, target, targetVms, jobs, settings: state.settings },
    source: { ...target, id: '', facts: null },
    mode: 'stop-and-copy' as const,
  };
  const reasons = [
    ...reachReasons(question).filter(({ code }) => code.startsWith('target-')),
    ...platformReasons(question),
    ...deviceReasons(question),
    ...identityReasons(question),
    ...memoryReasons(question),
  ];
  const blocking = reasons.find(({ severity }) => severity === 'blocks');
  if (blocking) return blocking.message;
  if (target.usage === null) return `How much memory is free on ${target.label} is not known.`;
  const halted = targetVms.find(({ name, configPath }) => {
    return name === vm.name || configPath === vm.configPath;
  });
  if (halted) return `${target.label} has a VM ${halted.name} (${halted.configPath}) already.`;
  const pcpus = target.facts?.pcpus ?? 0;
  return vm.vcpus > pcpus
    ? `${target.label} has ${pcpus} CPUs, fewer than the ${vm.vcpus} that it shall have.`
    : null;
}

function withTaken(host: Host, mib: number): Host {
  if (!host.usage || mib === 0) return host;
  return { ...host, usage: { ...host.usage, freeMemoryMiB: host.usage.freeMemoryMiB - mib } };
}

function rankOf({ settings }: Pick<SiteState, 'settings'>, host: Host, need: number): number {
  const free = (host.usage?.freeMemoryMiB ?? 0) - need;
  const isBusy = (host.usage?.cpu ?? 0) >= settings.cpuCeiling;
  return free / Math.max(1, host.facts?.totalMemoryMiB ?? 1) - (isBusy ? 1 : 0);
}

function asVm({ name, uuid, type, memoryMiB, vcpus, bridge, mac, configPath }: NewVm): Vm {
  return {
    ...{ hostId: '', name, uuid, domid: null, type, state: 'halted' },
    ...{ vcpus, maxVcpus: vcpus, memoryMiB, maxMemoryMiB: memoryMiB, weight: null, cap: null },
    ...{ disks: [], nics: [{ mac, bridge, model: '' }], pciDevices: [], bootFiles: [] },
    ...{ vnuma: false, nestedHvm: false, noMigrate: false, consoleTty: null, configPath },
    ...{ autostart: false, cpu: null, cpuSeconds: null },
  };
}
