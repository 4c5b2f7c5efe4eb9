import { type Control, decide, noControl, type SlaEffect } from '../../src/main/core/sla/decide.ts';
import { type Evaluated, evaluateSite } from '../../src/main/core/sla/evaluate-site.ts';
import type { Activity } from '../../src/main/core/sla/judge-reading.ts';
import type { Ledger } from '../../src/main/core/sla/ledger.ts';
import { createObjectiveIndex } from '../../src/main/core/sla/objective-index.ts';
import { proposeRemedy } from '../../src/main/core/sla/propose.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import type { Objective, SlaPromise } from '../../src/shared/sla/objective.ts';
import { sampleFacts } from './sample-facts.ts';
import { samplePromise } from './sample-objective.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

export interface WorldVm {
  name: string;
  /** pCPUs its guest wants. */
  demand: number;
  vcpus?: number;
  maxVcpus?: number;
  weight?: number;
  cap?: number;
  state?: Vm['state'];
  promise?: Partial<SlaPromise>;
}

/** One host whose full CPU is shared by weight, with the controller over it. Pure: no host, no clock. */
interface SlaWorld {
  readonly vms: Map<string, WorldVm & { weight: number; cap: number; vcpus: number; cpu: number }>;
  readonly effects: { at: number; effect: SlaEffect }[];
  /** The time of the last reading. */
  at: number;
  control: Control;
  evaluated: Evaluated[];
  /** Lets the time of so many readings pass. */
  run(readings: number): void;
}

const start = new Date(2026, 10, 30, 12).getTime();

/** @param deaf Weights change nothing, as for VMs that are pinned to the same pCPU. */
export function slaWorld(
  vms: readonly WorldVm[],
  options: { pcpus?: number; deaf?: boolean; others?: SiteState['hosts'] } = {},
): SlaWorld {
  const pcpus = options.pcpus ?? 4;
  const uuidOf = (name: string) => `uuid-${name}`;
  const objectives = vms.flatMap(({ name, promise }): Objective[] =>
    promise
      ? [
          {
            id: name,
            subject: { kind: 'vm', uuid: uuidOf(name), name },
            promise: samplePromise(promise),
          },
        ]
      : [],
  );
  const objectiveOf = createObjectiveIndex(objectives, new Map());
  let ledgers: ReadonlyMap<string, Ledger> = new Map();
  const world: SlaWorld = {
    vms: new Map(vms.map((vm) => [vm.name, { weight: 256, cap: 0, vcpus: 8, ...vm, cpu: 0 }])),
    effects: [],
    at: start,
    control: noControl,
    evaluated: [],
    run(readings) {
      for (let reading = 0; reading < readings; reading++) step();
    },
  };

  function step(): void {
    world.at += 15_000;
    share([...world.vms.values()], pcpus - 0.1, options.deaf ?? false);
    const state = stateNow();
    const activity = new Map<number, Activity>();
    [...world.vms.values()].forEach((vm, index) => {
      activity.set(index + 1, vm.demand > vm.cpu + 0.01 ? 'waiting' : 'blocked');
    });
    world.evaluated = evaluateSite({
      state,
      hostIds: ['h1'],
      activity: new Map([['h1', activity]]),
      objectiveOf,
      ledgers,
      maxGapMs: 60_000,
      probeOf: () => 'none',
    });
    ledgers = new Map([
      ...ledgers,
      ...world.evaluated.map(({ uuid, ledger }) => [uuid, ledger] as const),
    ]);
    const decided = decide({
      control: world.control,
      evaluated: world.evaluated,
      propose: (question) => proposeRemedy({ ...question, state, objectiveOf, answer: null }),
      now: world.at,
    });
    world.control = decided.control;
    for (const effect of decided.effects) {
      world.effects.push({ at: world.at, effect });
      carryOut(effect);
    }
  }

  function carryOut(effect: SlaEffect): void {
    if (effect.kind === 'say') return;
    const uuid = effect.kind === 'act' ? effect.proposal.uuid : effect.uuid;
    const vm = [...world.vms.values()].find(({ name }) => uuidOf(name) === uuid);
    if (!vm) return;
    if (effect.kind === 'undo') vm[effect.part] = effect.to;
    else if (effect.proposal.step.kind === 'tune') {
      vm[effect.proposal.step.part] = effect.proposal.step.to;
    } else vm.state = 'running';
  }

  function stateNow(): SiteState {
    const used = [...world.vms.values()].reduce((sum, { cpu }) => sum + cpu, 0.1) / pcpus;
    const usage = { at: world.at, cpu: Math.min(used, 1), dom0Cpu: 0.1 / pcpus, freeMemoryMiB: 0 };
    const facts = sampleFacts({ pcpus, scheduler: 'credit' });
    const made = [...world.vms.values()].map((vm, index) =>
      sampleVm({
        name: vm.name,
        uuid: uuidOf(vm.name),
        domid: index + 1,
        state: vm.state ?? 'running',
        vcpus: vm.vcpus,
        maxVcpus: vm.maxVcpus ?? 8,
        weight: vm.weight,
        cap: vm.cap,
        cpu: vm.cpu,
      }),
    );
    return {
      ...emptySite,
      hosts: { ...options.others, h1: sampleHost({ facts, usage }) },
      vms: { h1: Object.fromEntries(made.map((vm) => [vm.name, vm])) },
    };
  }

  return world;
}

/** What Xen does with a full host: by weight, nobody more than wanted, and what is left again. */
function share(
  vms: {
    demand: number;
    vcpus: number;
    cap: number;
    weight: number;
    state?: Vm['state'];
    cpu: number;
  }[],
  pcpus: number,
  deaf: boolean,
): void {
  let left = pcpus;
  let hungry = vms.filter(({ state }) => (state ?? 'running') === 'running');
  for (const vm of vms) vm.cpu = 0;
  const most = (vm: (typeof vms)[number]) =>
    Math.min(vm.demand, vm.vcpus, vm.cap > 0 ? vm.cap / 100 : vm.demand);
  while (hungry.length > 0 && left > 1e-9) {
    const weights = hungry.reduce((sum, { weight }) => sum + (deaf ? 1 : weight), 0);
    const part = left / weights;
    const sated = hungry.filter((vm) => most(vm) - vm.cpu <= part * (deaf ? 1 : vm.weight));
    const served = sated.length > 0 ? sated : hungry;
    for (const vm of served) {
      const more = sated.length > 0 ? most(vm) - vm.cpu : part * (deaf ? 1 : vm.weight);
      vm.cpu += more;
      left -= more;
    }
    hungry = sated.length > 0 ? hungry.filter((vm) => !sated.includes(vm)) : [];
  }
}
