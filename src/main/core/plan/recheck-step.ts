import type { PlanTrouble } from '../../../shared/capacity/plan-trouble.ts';
import { judgeMove } from '../../../shared/migration/judge-move.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { cpuTrouble } from './cpu-trouble.ts';
import type { PlanRecord, PlanStep } from './plan-record.ts';
import type { StepState } from './step-state.ts';

/**
 * What speaks against a move of a plan now, on the site as it is known, or is good to know: the
 * plan is older than the site. Of moves before it, what became of them counts as well.
 */
export function recheckStep(
  state: SiteState,
  plan: PlanRecord,
  at: number,
  states: readonly StepState[],
): PlanTrouble[] {
  const step = plan.steps[at];
  if (!step) return [];
  const lost =
    lostTrouble(state, step) ??
    groupTrouble(state, plan, at, states) ??
    cpuTrouble(state, plan, at, states);
  if (lost) return [lost];
  const vm = state.vms[step.sourceHostId]?.[step.vm];
  const [source, target] = [state.hosts[step.sourceHostId], state.hosts[step.targetHostId]];
  if (!vm || !source || !target) return [];
  const { reasons } = judgeMove({
    vm,
    source,
    target,
    targetVms: Object.values(state.vms[target.id] ?? {}),
    jobs: Object.values(state.jobs),
    settings: state.settings,
    mode: step.mode,
  });
  const against = reasons.filter(({ severity }) => severity === 'blocks');
  const refused = against.map(({ message }) => leavesOut('not-possible', step, message));
  return [...memoryTrouble(step, vm), ...refused];
}

/** The hosts or the VM are not there any more; null: they are. Asked before the plan begins, too. */
export function lostTrouble(state: SiteState, step: PlanStep): PlanTrouble | null {
  for (const id of [step.sourceHostId, step.targetHostId]) {
    const host = state.hosts[id];
    if (!host) {
      const which = id === step.sourceHostId ? 'from' : 'to';
      return leavesOut(
        'host-gone',
        step,
        `The host that ${step.vm} should move ${which} is not among the console’s hosts any more.`,
      );
    }
    if (host.link.state !== 'online') {
      return leavesOut('host-away', step, `${host.label} is not connected.`);
    }
  }
  const known = state.vms[step.sourceHostId]?.[step.vm];
  if (known?.uuid === step.uuid && known.domid !== null) return null;
  const there = whereIs(state, step.uuid);
  if (there) {
    const label = state.hosts[there.hostId]?.label ?? there.hostId;
    const already = there.hostId === step.targetHostId ? ' already' : '';
    return leavesOut(
      'vm-elsewhere',
      step,
      `${step.vm} is on ${label}${already}: somebody else moved it after this was planned.`,
    );
  }
  const label = state.hosts[step.sourceHostId]?.label ?? step.sourceHostId;
  return leavesOut('vm-gone', step, `${step.vm} does not run on ${label} any more, nor elsewhere.`);
}

export function memoryTrouble(step: PlanStep, vm: Vm): PlanTrouble[] {
  if (vm.memoryMiB === step.memoryMiB) return [];
  const mib = (value: number) => `${value.toLocaleString('en')} MiB`;
  return [
    {
      code: 'memory-changed',
      severity: 'tells',
      vm: { hostId: step.sourceHostId, name: step.vm },
      message: `${step.vm} has ${mib(vm.memoryMiB)} now; it was planned with ${mib(step.memoryMiB)}.`,
    },
  ];
}

/** Rules of the plan, and moves of the same VM before this one. */
function groupTrouble(
  state: SiteState,
  plan: PlanRecord,
  at: number,
  states: readonly StepState[],
): PlanTrouble | null {
  const step = plan.steps[at] as PlanStep;
  const notMade = (other: number) => {
    const kind = states[other]?.kind;
    return kind === 'left-out' || kind === 'failed' || kind === 'undecided';
  };
  const before = plan.steps.findIndex(
    ({ uuid }, other) => uuid === step.uuid && other < at && notMade(other),
  );
  if (before >= 0) {
    return leavesOut('earlier-move', step, `An earlier move of ${step.vm} was not made.`);
  }
  for (const group of plan.together.filter((each) => each.includes(step.uuid))) {
    const other = plan.steps.find(
      ({ uuid }, place) => uuid !== step.uuid && group.includes(uuid) && notMade(place),
    );
    if (other) {
      const why = `${other.vm}, with which ${step.vm} is kept together, was not moved.`;
      return leavesOut('not-together', step, why);
    }
  }
  for (const group of plan.apart.filter((each) => each.includes(step.uuid))) {
    const other = comesTo(state, step.targetHostId, new Set(group), step.uuid);
    if (other !== null) {
      const label = state.hosts[step.targetHostId]?.label ?? step.targetHostId;
      const why = `${other}, from which ${step.vm} is kept apart, is on ${label} now.`;
      return leavesOut('kept-apart', step, why);
    }
  }
  return null;
}

/** The name of one of these that is on a host or on its way there. */
function comesTo(
  state: SiteState,
  hostId: string,
  uuids: ReadonlySet<string>,
  own: string,
): string | null {
  for (const vm of Object.values(state.vms[hostId] ?? {})) {
    if (vm.domid !== null && vm.uuid !== null && vm.uuid !== own && uuids.has(vm.uuid)) {
      return vm.name;
    }
  }
  for (const { spec, state: is } of Object.values(state.jobs)) {
    if (endedJobStates.includes(is) || spec.kind !== 'move') continue;
    if (spec.targetHostId === hostId && spec.uuid !== own && uuids.has(spec.uuid)) return spec.vm;
  }
  return null;
}

function whereIs(state: SiteState, uuid: string): Vm | null {
  for (const vms of Object.values(state.vms)) {
    for (const vm of Object.values(vms)) {
      if (vm.uuid === uuid && vm.domid !== null && vm.state !== 'transit') return vm;
    }
  }
  return null;
}

function leavesOut(code: PlanTrouble['code'], step: PlanStep, message: string): PlanTrouble {
  return {
    code,
    severity: 'leaves-out',
    vm: { hostId: step.sourceHostId, name: step.vm },
    message,
  };
}
