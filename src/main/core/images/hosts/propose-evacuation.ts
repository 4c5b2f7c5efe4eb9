import type { CapacityPlan } from '../../../../shared/capacity/capacity-plan.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { PlanRecord } from '../../plan/plan-record.ts';
import type { HostPorts } from './host-ports.ts';
import { evacuationInput, type Stay, staysOf } from './plan-evacuation.ts';
import { withWayBack } from './way-back.ts';

export interface Evacuation {
  plan: CapacityPlan;
  record: PlanRecord;
  /** VMs that find no place. None: it empties the host. */
  stays: Stay[];
}

/**
 * How a host is emptied. Where its VMs are to come back they go to hosts from which they can; only
 * if there is no room on those, to others: what runs elsewhere is better than what goes down.
 */
export async function proposeEvacuation(
  ports: Pick<HostPorts, 'propose'>,
  site: SiteState,
  host: Host,
  afterwards: 'bring-back' | 'leave',
): Promise<Result<Evacuation>> {
  async function propose(state: SiteState): Promise<Result<Evacuation>> {
    const made = await ports.propose(state, evacuationInput(state, host.id));
    if (!made.ok) return made;
    return ok({ ...made.value, stays: staysOf(state, host, made.value.plan) });
  }
  if (afterwards === 'leave') return propose(site);
  const back = await propose(withWayBack(site, host));
  return !back.ok || back.value.stays.length === 0 ? back : propose(site);
}
