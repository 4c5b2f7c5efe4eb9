import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import type { Activity, VmReading } from './judge-reading.ts';
import { type Advance, advanceLedger, type Ledger } from './ledger.ts';

/** What one evaluation looks at. */
export interface EvaluationInput {
  state: SiteState;
  /** Hosts that told of their usage since the evaluation before. */
  hostIds: readonly string[];
  /** By host and domid, from that telling. */
  activity: ReadonlyMap<string, ReadonlyMap<number, Activity>>;
  objectiveOf: (uuid: string) => Objective | null;
  ledgers: ReadonlyMap<string, Ledger>;
  maxGapMs: number;
  probeOf: (uuid: string, objective: Objective) => VmReading['probe'];
}

export interface Evaluated extends Advance {
  uuid: string;
  objective: Objective;
  /** Where it was found; null: nowhere. */
  vm: Vm | null;
  reading: VmReading;
}

/** A VM that is told of twice is where it runs, not where only its file lies. */
const presenceRank: Record<Vm['state'], number> = {
  running: 6,
  'shutting-down': 5,
  paused: 4,
  transit: 3,
  crashed: 2,
  dying: 1,
  halted: 0,
};

/**
 * Judges every VM with an objective on the hosts that have news. A host without news is not
 * looked at, so its VMs' time is a gap. Pure.
 */
export function evaluateSite(input: EvaluationInput): Evaluated[] {
  const { state, objectiveOf, ledgers } = input;
  const evaluated: Evaluated[] = [];
  const done = new Set<string>();
  let places: Map<string, Vm> | null = null;
  const placeOf = (uuid: string): Vm | null => {
    places ??= placesOf(state);
    return places.get(uuid) ?? null;
  };

  let isAnyAway: boolean | null = null;
  /** A VM that is nowhere to be seen may run on a host that is not heard of. */
  const mayBeElsewhere = (): boolean => {
    isAnyAway ??= Object.values(state.hosts).some(({ link }) => link.state !== 'online');
    return isAnyAway;
  };

  function take(uuid: string, objective: Objective, vm: Vm | null, hostId: string): void {
    if (done.has(uuid)) return;
    done.add(uuid);
    const host = state.hosts[hostId];
    if (!host?.usage) return;
    const presence = presenceOf(vm, mayBeElsewhere);
    const probe = input.probeOf(uuid, objective);
    const reading = { ...readingOf(vm, input, hostId), presence, probe };
    const advance = advanceLedger(ledgers.get(uuid) ?? null, objective.promise, reading, {
      at: host.usage.at,
      hostId,
      maxGapMs: input.maxGapMs,
    });
    evaluated.push({ ...advance, uuid, objective, vm, reading });
  }

  for (const hostId of input.hostIds) {
    for (const vm of Object.values(state.vms[hostId] ?? {})) {
      if (vm.uuid === null) continue;
      const objective = objectiveOf(vm.uuid);
      if (objective === null) continue;
      const real = vm.state === 'running' ? vm : placeOf(vm.uuid);
      if (real?.hostId === hostId) take(vm.uuid, objective, real, hostId);
    }
  }
  const fresh = new Set(input.hostIds);
  for (const [uuid, ledger] of ledgers) {
    if (done.has(uuid) || !fresh.has(ledger.hostId)) continue;
    const objective = objectiveOf(uuid);
    // It left this host; where it is now, it is judged by that host's own news.
    if (objective && placeOf(uuid) === null) take(uuid, objective, null, ledger.hostId);
  }
  return evaluated;
}

function placesOf(state: SiteState): Map<string, Vm> {
  const places = new Map<string, Vm>();
  for (const vms of Object.values(state.vms)) {
    for (const vm of Object.values(vms)) {
      if (vm.uuid === null) continue;
      const known = places.get(vm.uuid);
      if (!known || presenceRank[vm.state] > presenceRank[known.state]) places.set(vm.uuid, vm);
    }
  }
  return places;
}

function readingOf(
  vm: Vm | null,
  input: EvaluationInput,
  hostId: string,
): Omit<VmReading, 'presence' | 'probe'> {
  const host = input.state.hosts[hostId];
  return {
    cpu: vm?.cpu ?? null,
    activity: vm?.domid == null ? null : (input.activity.get(hostId)?.get(vm.domid) ?? null),
    vcpus: vm?.vcpus ?? 0,
    cap: vm?.cap ?? 0,
    hostShare: host?.usage?.cpu ?? null,
    pcpus: host?.facts?.pcpus ?? 0,
  };
}

function presenceOf(vm: Vm | null, mayBeElsewhere: () => boolean): VmReading['presence'] {
  switch (vm?.state) {
    case 'running':
    case 'shutting-down':
      return 'running';
    case 'paused':
    case 'crashed':
      return vm.state;
    case 'transit':
      return 'unknown';
    default:
      return mayBeElsewhere() ? 'unknown' : 'off';
  }
}
