import { judgeMove } from '../../../../shared/migration/judge-move.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { PlanRecord } from '../../plan/plan-record.ts';
import type { AwayVm } from './away-record.ts';

/** VMs that were moved off a host, as they are now. */
export interface Return {
  /** Those that run where they were put, and may come back. */
  plan: PlanRecord;
  /** Those that run elsewhere and stay there, each with why. */
  stay: string[];
}

/**
 * Who comes back to a host: what runs where it was put. What somebody has moved on meanwhile, has
 * stopped, or cannot move now, is left as it is. Pure.
 */
export function planReturn(state: SiteState, host: Host, away: readonly AwayVm[]): Return {
  const steps: PlanRecord['steps'] = [];
  const stay: string[] = [];
  for (const { uuid, name, to } of away) {
    const places = runningPlaces(state, uuid);
    const [vm] = places;
    // Off: it starts where its configuration is. Back: that is what was wanted.
    if (!vm || places.some(({ hostId }) => hostId === host.id)) continue;
    const source = state.hosts[vm.hostId];
    if (!source || places.length > 1 || source.facts?.hostname !== to) {
      stay.push(`${name} was moved on to ${source?.label ?? vm.hostId}.`);
      continue;
    }
    const { reasons } = judgeMove({
      vm,
      source,
      target: host,
      targetVms: Object.values(state.vms[host.id] ?? {}),
      jobs: Object.values(state.jobs),
      settings: state.settings,
      mode: 'live',
    });
    const against = reasons.find(({ severity }) => severity === 'blocks');
    if (against) {
      stay.push(`${name} stays on ${source.label}: ${against.message}`);
      continue;
    }
    steps.push({
      ...{ vm: vm.name, uuid, sourceHostId: vm.hostId, targetHostId: host.id },
      ...{ mode: 'live', memoryMiB: vm.memoryMiB, cpu: vm.cpu ?? 0, round: 0 },
    });
  }
  const plan: PlanRecord = {
    goal: 'bring-back',
    hostId: host.id,
    apart: [],
    together: [],
    steps,
    cpuRoom: {},
    freed: [],
  };
  return { plan, stay };
}

function runningPlaces({ vms }: Pick<SiteState, 'vms'>, uuid: string): Vm[] {
  return Object.values(vms)
    .flatMap((ofHost) => Object.values(ofHost))
    .filter((vm) => vm.uuid === uuid && vm.domid !== null);
}
