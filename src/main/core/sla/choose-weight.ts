import type { SlaPriority } from '../../../shared/sla/objective.ts';

/** Xen's bounds of a weight, and what dom0 and every VM have unless told otherwise. */
const mostWeight = 65_535;
const defaultWeight = 256;
/** A step is never larger: what the next readings say counts more than this estimate. */
const mostPerStep = 16;
/** A smaller change would not be felt. */
const leastChange = 1.1;
/** A little more than the sum says, as others' demand is not constant. */
const margin = 1.15;
/** How far above VMs without an objective a VM with one is put, when both want the rest. */
const favour: Record<SlaPriority, number> = { low: 1, normal: 2, high: 4 };

export interface WeightQuestion {
  weight: number;
  /** pCPUs it gets, and should get. */
  cpu: number;
  wanted: number;
  pcpus: number;
  dom0Cpu: number;
  priority: SlaPriority;
  /** The other VMs that use the host's CPU. */
  others: readonly { weight: number; hasObjective: boolean }[];
}

/**
 * The weight that should bring a VM the pCPUs it wants on a full host; null where no weight is
 * worth setting. Shares go by weight, so the odds of its present share tell how much it takes:
 * that holds for credit, whose weight is a domain's, and credit2, whose weight is each vCPU's.
 * dom0 keeps what it uses now, and a quarter more: a host whose dom0 starves cannot be reached.
 * Its own weight is taken to be the default, which it is at least.
 */
export function chooseWeight(question: WeightQuestion): number | null {
  const { weight, pcpus, others } = question;
  const wanted = Math.min(question.wanted, pcpus * 0.98);
  const cpu = Math.max(question.cpu, wanted * 0.02, 0.01);
  const short = cpu < wanted;
  const forPromise = short ? (weight * wanted * (pcpus - cpu)) / (cpu * (pcpus - wanted)) : 0;
  let highest = 0;
  let sum = 0;
  for (const other of others) {
    sum += other.weight;
    if (!other.hasObjective) highest = Math.max(highest, other.weight);
  }
  const forRest = highest * favour[question.priority];
  const dom0Share = Math.max(question.dom0Cpu * 1.25, 0.02);
  const forDom0 = (defaultWeight * pcpus) / dom0Share - defaultWeight - sum;
  const chosen = Math.ceil(
    Math.min(Math.max(forPromise * margin, forRest), weight * mostPerStep, forDom0, mostWeight),
  );
  return chosen >= weight * leastChange ? chosen : null;
}
