import type { PlanTrouble } from '../../../shared/capacity/plan-trouble.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { PlanRecord } from './plan-record.ts';
import type { StepState } from './step-state.ts';

/** A load moves; by this share of a host it may have grown since the plan was made. */
const noise = 0.05;

/**
 * Whether a move would fill its target above the CPU target that the plan was made for: what was
 * planned for a VM that comes counts, and what uses more now, with its present load. dom0 counts as
 * it was then: now it is busy with the plan's own moves.
 */
export function cpuTrouble(
  state: SiteState,
  plan: PlanRecord,
  at: number,
  states: readonly StepState[],
): PlanTrouble | null {
  const step = plan.steps[at];
  const room = step && plan.cpuRoom[step.targetHostId];
  const host = step && state.hosts[step.targetHostId];
  if (!step || !host || room === undefined) return null;
  const coming = new Map<string, number>([[step.uuid, step.cpu]]);
  for (const [other, { uuid, targetHostId, cpu }] of plan.steps.entries()) {
    const kind = states[other]?.kind;
    const comes = kind === 'running' || kind === 'moved';
    if (comes && targetHostId === step.targetHostId) coming.set(uuid, cpu);
  }
  let cpu = 0;
  for (const vm of Object.values(state.vms[host.id] ?? {})) {
    if (vm.domid === null || vm.state === 'transit') continue;
    const planned = vm.uuid === null ? undefined : coming.get(vm.uuid);
    if (planned === undefined) cpu += vm.cpu ?? vm.vcpus;
    else coming.set(vm.uuid ?? '', Math.max(planned, vm.cpu ?? 0));
  }
  for (const planned of coming.values()) cpu += planned;
  const pcpus = host.facts?.pcpus ?? 0;
  if (cpu <= room + noise * pcpus) return null;
  const one = (value: number) => value.toFixed(1);
  return {
    code: 'cpu-target',
    severity: 'leaves-out',
    vm: { hostId: step.sourceHostId, name: step.vm },
    message: `With ${step.vm} the VMs on ${host.label} would use ${one(cpu)} pCPUs; the plan’s CPU target leaves them ${one(room)} of ${pcpus}.`,
  };
}
