import type { SlaPriority } from '../../../shared/sla/objective.ts';
import { claimWeight, shareCpu } from './share-cpu.ts';

/** Xen's largest weight. */
const mostWeight = 65_535;
/** A step is never larger: what the next readings say counts more than this estimate. */
const mostPerStep = 16;
/** A smaller change would not be felt. */
const leastChange = 1.1;
/** A little more than is promised, as others' demand is not constant. */
const margin = 1.05;
/** How far above VMs without an objective a VM with one is put, when both want the rest. */
const favour: Record<SlaPriority, number> = { low: 1, normal: 2, high: 4 };

export interface WeightQuestion {
  /** credit or credit2. */
  scheduler: string;
  weight: number;
  vcpus: number;
  /** pCPUs it gets, and should get. */
  cpu: number;
  wanted: number;
  pcpus: number;
  dom0Cpu: number;
  dom0Weight: number;
  priority: SlaPriority;
  /** The other VMs that use the host's CPU. */
  others: readonly { weight: number; cpu: number; vcpus: number; hasObjective: boolean }[];
}

/**
 * The weight that should bring a VM the pCPUs it wants on a full host; null where no weight is
 * worth setting. dom0 keeps what it uses now, and a quarter more: a host whose dom0 starves cannot
 * be reached.
 */
export function chooseWeight(question: WeightQuestion): number | null {
  const { weight, others } = question;
  const isShort = question.cpu < question.wanted;
  const forPromise = isShort ? weightFor(question) : 0;
  const free = others.filter(({ hasObjective }) => !hasObjective);
  const forRest = Math.max(...free.map((one) => one.weight), 0) * favour[question.priority];
  const most = Math.min(weight * mostPerStep, mostWeight);
  const chosen = Math.ceil(Math.min(Math.max(forPromise, forRest), most, heaviest(question, most)));
  return chosen >= weight * leastChange ? chosen : null;
}

/** How many of a VM's vCPUs have work: more than it gets says, where it does not get all. */
const busy = (cpu: number, vcpus: number) => Math.min(vcpus, Math.max(Math.ceil(cpu * 1.5), 1));

/** Of a full host, with this weight: what the VM would get, and what dom0 could have. */
function sharesWith(question: WeightQuestion, weight: number): { vm: number; dom0: number } {
  const { scheduler, vcpus, pcpus, dom0Cpu, dom0Weight, others } = question;
  const claims = [
    { demand: vcpus, weight: claimWeight(scheduler, weight, vcpus) },
    { demand: dom0Cpu, weight: claimWeight(scheduler, dom0Weight, dom0Cpu) },
    ...others.map((other) => {
      const demand = busy(other.cpu, other.vcpus);
      return { demand, weight: claimWeight(scheduler, other.weight, demand) };
    }),
  ];
  const [vm = 0] = shareCpu(claims, pcpus);
  // dom0's whole part of the weights, whether it wants it now or not.
  const sum = claims.reduce((all, claim) => all + claim.weight, 0);
  return { vm, dom0: (pcpus * (claims[1]?.weight ?? 0)) / sum };
}

/** The smallest weight for which this holds, up to Xen's largest. */
function smallest(holds: (weight: number) => boolean): number {
  let [low, high] = [1, mostWeight];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * By what is known of the others. Where that says that the present weight is enough, the odds of
 * its present share tell how much it takes.
 */
function weightFor(question: WeightQuestion): number {
  const { weight, pcpus, dom0Cpu } = question;
  const wanted = Math.min(question.wanted * margin, (pcpus - dom0Cpu) * 0.98);
  const known = smallest((some) => sharesWith(question, some).vm >= wanted);
  if (known >= weight * leastChange) return known;
  const cpu = Math.max(question.cpu, wanted * 0.02, 0.01);
  return (weight * wanted * (pcpus - cpu)) / (cpu * (pcpus - wanted));
}

/** The largest weight that leaves dom0 what it needs. */
function heaviest(question: WeightQuestion, most: number): number {
  const needed = Math.max(question.dom0Cpu * 1.25, 0.02);
  const isTooMuch = (weight: number) => sharesWith(question, weight).dom0 < needed;
  return isTooMuch(most) ? smallest(isTooMuch) - 1 : most;
}
