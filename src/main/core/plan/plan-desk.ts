import { type AppError, appError } from '../../../shared/app-error.ts';
import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { type CpuDemand, demandOf } from '../capacity/cpu-demand.ts';
import type { PlanRecord } from './plan-record.ts';

/** Proposals that were made lately: what is applied is what was shown. */
export interface PlanDesk {
  keep(id: string, plan: PlanRecord): void;
  of(id: string): PlanRecord | undefined;
}

/** Every change of a wish makes another; nobody looks at older ones than these. */
const kept = 16;

export function createPlanDesk(): PlanDesk {
  const plans = new Map<string, PlanRecord>();
  return {
    keep(id, plan) {
      plans.set(id, plan);
      for (const old of [...plans.keys()].slice(0, -kept)) plans.delete(old);
    },
    of: (id) => plans.get(id),
  };
}

/** What of a plan is kept to carry it out. `state` and `demand` are what it was made of. */
export function recordOf(
  plan: CapacityPlan,
  input: PlanInput,
  { state, demand }: { state: SiteState; demand: CpuDemand },
): PlanRecord {
  const targets = new Set(plan.moves.map(({ targetHostId }) => targetHostId));
  const cpuOf = (uuid: string) => cpuByUuid.get(uuid) ?? 0;
  const cpuByUuid = new Map<string, number>();
  for (const { vm, uuid } of plan.moves) {
    // One that waits on a third host is told of there, too, where it is not yet.
    const there = state.vms[vm.hostId]?.[vm.name];
    if (there?.uuid === uuid) cpuByUuid.set(uuid, demandOf(there, demand));
  }
  const groups = (kind: 'apart' | 'together') =>
    input.rules.flatMap((rule) =>
      rule.kind === kind
        ? [rule.vms.flatMap(({ hostId, name }) => state.vms[hostId]?.[name]?.uuid ?? [])]
        : [],
    );
  return {
    goal: plan.goal,
    hostId: plan.goal === 'evacuate' ? (input.hostId ?? null) : null,
    apart: groups('apart'),
    together: groups('together'),
    steps: plan.moves.map(({ vm, uuid, targetHostId, mode, memoryMiB, round }) => ({
      vm: vm.name,
      uuid,
      sourceHostId: vm.hostId,
      targetHostId,
      mode,
      memoryMiB,
      cpu: cpuOf(uuid),
      round,
    })),
    cpuRoom: Object.fromEntries(
      plan.hosts.flatMap(({ hostId, pcpus, dom0Cpu }) =>
        targets.has(hostId) ? [[hostId, input.cpuTarget * pcpus - dom0Cpu]] : [],
      ),
    ),
    freed: [...plan.freed, ...plan.spare],
  };
}

export function forgottenPlan(): AppError {
  return appError('not-possible-now', 'This plan is not known any more.', {
    hint: 'Make it again: it begins where the site is now.',
  });
}
