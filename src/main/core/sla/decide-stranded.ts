import type { Host } from '../../../shared/model/host.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Assignment } from '../../../shared/outage/assign-targets.ts';
import { isInHours } from '../../../shared/sla/hours.ts';
import { type Objective, slaPriorities } from '../../../shared/sla/objective.ts';
import type { Proposal } from '../../../shared/sla/proposal.ts';
import { type Control, damping, freshControl, type SlaEffect, type VmControl } from './decide.ts';

/** By itself the console cuts the power of so many hosts within an hour, over the whole site. */
export const fencesPerHour = 1;
const hourMs = 3_600_000;

/** A VM with an objective whose host has been silent for long enough to do something about it. */
export interface Stranded {
  uuid: string;
  vm: Vm;
  host: Host;
  objective: Objective;
}

/** Those that ran when their host was last seen, and are nowhere else. Pure. */
export function strandedIn(input: {
  state: SiteState;
  objectiveOf: (uuid: string) => Objective | null;
  /** How long a host has to be silent. */
  patienceMs: number;
  now: number;
}): Stranded[] {
  const { state, objectiveOf, patienceMs, now } = input;
  const silent = Object.values(state.hosts).filter(({ link }) => {
    const isAway = link.state === 'offline' || link.state === 'connecting';
    return isAway && link.lastSeen !== null && Math.abs(now - link.lastSeen) >= patienceMs;
  });
  return silent.flatMap((host) =>
    Object.values(state.vms[host.id] ?? {}).flatMap((vm): Stranded[] => {
      const objective = vm.uuid === null ? null : objectiveOf(vm.uuid);
      if (vm.uuid === null || !objective || vm.domid === null) return [];
      if (!isInHours(objective.promise.hours, now)) return [];
      return [{ uuid: vm.uuid, vm, host, objective }];
    }),
  );
}

/**
 * What is to be done for VMs whose host does not answer. By itself only in mode `act`, where the
 * host can be fenced and nothing says that the VM still answers; else it is proposed. Pure.
 */
export function decideStranded(input: {
  control: Control;
  stranded: readonly Stranded[];
  assignmentOf: (one: Stranded) => Assignment | undefined;
  /** Whether a host is proved to be down already, could be fenced now, or neither. */
  proofOf: (hostId: string) => 'proved' | 'fencing' | 'none';
  /** What its probe says; `none`: there is none. */
  probeOf: (one: Stranded) => 'up' | 'down' | 'unknown' | 'none';
  now: number;
}): { control: Control; effects: SlaEffect[] } {
  const { now } = input;
  const vms = new Map(input.control.vms);
  let recent = input.control.recent.filter(({ at }) => Math.abs(now - at) < hourMs);
  const effects: SlaEffect[] = [];
  const rank = ({ objective }: Stranded) => slaPriorities.indexOf(objective.promise.priority);
  for (const one of input.stranded.toSorted((a, b) => rank(b) - rank(a))) {
    const known = vms.get(one.uuid) ?? freshControl(one.host.id);
    vms.set(one.uuid, takeUp(known, one));
  }
  return { control: { vms, recent }, effects };

  function takeUp(control: VmControl, one: Stranded): VmControl {
    const { uuid, vm, host, objective } = one;
    const { mode } = objective.promise;
    if (mode === 'watch') return control;
    const isCool =
      control.actedAt === null || Math.abs(now - control.actedAt) >= damping.cooldownMs;
    if (!isCool) return control;
    const probe = input.probeOf(one);
    // It answers: its host is only not to be heard from here.
    if (probe === 'up') return { ...control, proposal: null };
    const targetHostId = input.assignmentOf(one)?.targetHostId ?? null;
    if (targetHostId === null) {
      const why = input.assignmentOf(one)?.reasons[0]?.message ?? 'No host can take it.';
      const text = `${host.label} does not answer. ${why}`;
      if (control.helpless === null) effects.push({ kind: 'say', uuid, text });
      return { ...control, proposal: null, helpless: text };
    }
    const proof = input.proofOf(host.id);
    const because =
      proof === 'proved'
        ? `${host.label} is down.`
        : `${host.label}, where ${vm.name} ran, does not answer.`;
    const proposal: Proposal = {
      uuid,
      vm: { hostId: host.id, name: vm.name },
      step: { kind: 'elsewhere', targetHostId },
      because,
    };
    const byItself = mode === 'act' && proof !== 'none' && probe !== 'unknown';
    if (!byItself) return { ...control, proposal, helpless: null };
    if (isOverLimit(host.id, targetHostId, proof === 'fencing')) return { ...control, proposal };
    recent = [...recent, { at: now, hostId: targetHostId, kind: 'elsewhere' }];
    if (proof === 'fencing' && !wasFenced(host.id)) {
      recent = [...recent, { at: now, hostId: host.id, kind: 'fence' }];
    }
    effects.push({ kind: 'act', proposal });
    return { ...control, actedAt: now, proposal: null, helpless: null };
  }

  function wasFenced(hostId: string): boolean {
    return recent.some((one) => one.kind === 'fence' && one.hostId === hostId);
  }

  function isOverLimit(hostId: string, targetHostId: string, fences: boolean): boolean {
    const fenced = recent.filter(({ kind }) => kind === 'fence').length;
    if (fences && !wasFenced(hostId) && fenced >= fencesPerHour) return true;
    const here = recent.filter(
      (one) =>
        one.kind === 'elsewhere' &&
        one.hostId === targetHostId &&
        Math.abs(now - one.at) < damping.cooldownMs,
    );
    return here.length >= damping.perHost;
  }
}
