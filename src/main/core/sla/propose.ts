import { judgeMove } from '../../../shared/migration/judge-move.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { type Objective, slaPriorities } from '../../../shared/sla/objective.ts';
import type { SlaStep, TunePart } from '../../../shared/sla/proposal.ts';
import { chooseWeight, type WeightQuestion } from './choose-weight.ts';
import type { BreachKind } from './judge-reading.ts';

/** What would help, or why nothing of what the console can do would. Both with the numbers. */
export type Remedy = { step: SlaStep; because: string } | { step: null; because: string };

export interface RemedyQuestion {
  vm: Vm;
  objective: Objective;
  /** `rest`: the promise is kept, and it wants a part of what is left. */
  matter: BreachKind | 'rest';
  /** What it got over the readings that count, in pCPUs. */
  cpu: number;
  state: SiteState;
  objectiveOf: (uuid: string) => Objective | null;
  /** What its probe was told. */
  answer: string | null;
  /** What was tried on this host and did not help. */
  futile: readonly TunePart[];
}

/** What Xen gives dom0 and every VM unless told otherwise. */
const defaultWeight = 256;
/** A VM that uses less than this does not compete. */
const idleCpus = 0.05;
/** Of a part of what is promised, so much is enough: the rest would be taken from others' parts. */
const nearlyAll = 0.9;
/** How full a host may become by a move made for a promise. */
const fullTarget = 0.85;

/** The cheapest thing that should help: weight or cap, then vCPUs, then a restart, then a move. */
export function proposeRemedy(question: RemedyQuestion): Remedy {
  const { vm, objective, matter } = question;
  const { cpus } = objective.promise;
  switch (matter) {
    case 'crashed':
      return power('restart', `${vm.name} has crashed.`);
    case 'off':
      return vm.configPath === null
        ? nothing(`${vm.name} is off, and has no configuration file to start it from.`)
        : power('start', `${vm.name} is off.`);
    case 'paused':
      return power('resume', `${vm.name} is paused.`);
    case 'unreachable':
      return nothing(
        `${vm.name} runs, but does not answer. ${question.answer ?? ''} Look at its console: the guest or its network is stuck.`,
      );
    case 'cap':
      return raiseCap(question, cpus ?? 0);
    case 'vcpus':
      return raiseVcpus(question, cpus ?? 0);
    case 'contention':
    case 'rest':
      return raiseWeight(question);
  }
}

const nothing = (because: string): Remedy => ({ step: null, because });
const power = (action: 'restart' | 'start' | 'resume', because: string): Remedy => ({
  step: { kind: 'power', action },
  because,
});
const number = (value: number) => String(Math.round(value * 100) / 100);

function tune(part: TunePart, from: number, to: number, because: string): Remedy {
  return { step: { kind: 'tune', part, from, to }, because };
}

function raiseCap({ vm, cpu, futile }: RemedyQuestion, wanted: number): Remedy {
  const to = Math.ceil(wanted * 105);
  const got = `${vm.name} gets ${number(cpu)} of ${number(wanted)} promised pCPUs`;
  if (vm.cap === null || vm.cap >= to || futile.includes('cap')) {
    return nothing(`${got}, and a higher cap does not help.`);
  }
  return tune('cap', vm.cap, to, `${got}: its cap is ${vm.cap} %.`);
}

function raiseVcpus({ vm, cpu, futile }: RemedyQuestion, wanted: number): Remedy {
  const to = Math.min(Math.ceil(wanted), vm.maxVcpus);
  const got = `${vm.name} gets ${number(cpu)} of ${number(wanted)} promised pCPUs`;
  if (to <= vm.vcpus) return nothing(`${got}: it has ${vm.vcpus} vCPUs and can have no more.`);
  if (futile.includes('vcpus')) return nothing(`${got}, and its guest takes no more vCPUs.`);
  return tune('vcpus', vm.vcpus, to, `${got}: it has ${vm.vcpus} vCPUs.`);
}

function raiseWeight(question: RemedyQuestion): Remedy {
  const { vm, objective, cpu, state, futile } = question;
  const host = state.hosts[vm.hostId];
  const pcpus = host?.facts?.pcpus ?? 0;
  const { cpus, priority } = objective.promise;
  const isRest = question.matter === 'rest';
  const dom0Cpu = (host?.usage?.dom0Cpu ?? 0) * pcpus;
  const share = host?.usage?.cpu ?? 0;
  const full = `${host?.label ?? vm.hostId} is full (${Math.round(share * 100)} % of ${pcpus} pCPUs)`;
  const because = isRest
    ? `${full}, and ${vm.name} wants more than the ${number(cpu)} pCPUs it gets.`
    : `${full}, and ${vm.name} gets ${number(cpu)} of ${number(cpus ?? 0)} promised pCPUs.`;
  const rivals = rivalsOf(question);
  const room = pcpus * 0.98 - dom0Cpu;
  const owedTo = (rank: 'higher' | 'equal') =>
    rivals.reduce((sum, rival) => sum + (rival.rank === rank ? rival.owed : 0), 0);
  const owed = owedTo('higher') + owedTo('equal');
  // What is left by those that come first goes to equals in parts, to none at another's cost.
  const left = Math.max(room - owedTo('higher'), 0);
  const part = Math.min(1, left / Math.max((cpus ?? 0) + owedTo('equal'), 0.01));
  const fair = (cpus ?? 0) * part;
  const hasItsPart = !isRest && part < 1 && cpu >= fair * nearlyAll;
  const canWeigh =
    vm.weight !== null && /^credit2?$/.test(host?.facts?.scheduler ?? '') && pcpus > 0;
  if (canWeigh && vm.weight !== null && !hasItsPart && !futile.includes('weight')) {
    const weight = chooseWeight({
      scheduler: host?.facts?.scheduler ?? '',
      weight: vm.weight,
      vcpus: vm.vcpus,
      cpu,
      wanted: isRest ? 0 : fair,
      pcpus,
      dom0Cpu,
      dom0Weight: host?.facts?.dom0.weight ?? defaultWeight,
      priority,
      others: rivals,
    });
    if (weight !== null) return tune('weight', vm.weight, weight, because);
  }
  if (isRest) return nothing(`${because} A higher weight does not help.`);
  const target = roomiestHost(question);
  const oversold =
    owed + (cpus ?? 0) > room
      ? ` What is promised there (${number(owed + (cpus ?? 0))} pCPUs) is more than it has.`
      : ' A higher weight does not help.';
  if (target)
    return { step: { kind: 'move', targetHostId: target.id }, because: because + oversold };
  return nothing(`${because}${oversold} No host that it could move to has that much free.`);
}

type Rival = WeightQuestion['others'][number] & {
  /** What is promised to it, and whether that comes before what is promised to the VM. */
  owed: number;
  rank: 'higher' | 'equal' | 'lower';
};

/** The other VMs at work on its host. */
function rivalsOf({ vm, objective, state, objectiveOf }: RemedyQuestion) {
  const rank = slaPriorities.indexOf(objective.promise.priority);
  const rivals: Rival[] = [];
  for (const other of Object.values(state.vms[vm.hostId] ?? {})) {
    if (other.uuid === vm.uuid || other.domid === null) continue;
    if ((other.cpu ?? 0) < idleCpus) continue;
    const theirs = other.uuid === null ? null : objectiveOf(other.uuid);
    const theirRank = theirs ? slaPriorities.indexOf(theirs.promise.priority) : -1;
    // What it leaves unused of its promise is not taken from anybody.
    const owed = Math.min(theirs?.promise.cpus ?? 0, (other.cpu ?? 0) * 2);
    rivals.push({
      weight: other.weight ?? defaultWeight,
      cpu: other.cpu ?? 0,
      vcpus: other.vcpus,
      hasObjective: theirs !== null,
      owed,
      rank: theirRank > rank ? 'higher' : theirRank === rank ? 'equal' : 'lower',
    });
  }
  return rivals;
}

/** Where it could be moved live and would have what is promised; the one with most CPU left. */
function roomiestHost({ vm, objective, state }: RemedyQuestion): Host | null {
  const source = state.hosts[vm.hostId];
  const { cpus } = objective.promise;
  if (!source || cpus === null || vm.state !== 'running') return null;
  const jobs = Object.values(state.jobs);
  const fits = Object.values(state.hosts)
    .map((host) => {
      const pcpus = host.facts?.pcpus ?? 0;
      const used = host.usage?.cpu;
      return { host, free: used == null ? 0 : pcpus * fullTarget - used * pcpus };
    })
    .filter(({ host, free }) => host.id !== vm.hostId && free >= cpus)
    .sort((a, b) => b.free - a.free);
  for (const { host } of fits) {
    const targetVms = Object.values(state.vms[host.id] ?? {});
    const { settings } = state;
    const question = { vm, source, target: host, targetVms, jobs, settings, mode: 'live' as const };
    if (judgeMove(question).possible) return host;
  }
  return null;
}
