import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { useAppState } from '../../state/app-context.ts';

/** Why not more: what holds VMs where they are, and which hosts were left alone. */
export function PlanReasons({ plan }: { plan: CapacityPlan }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  return (
    <>
      {plan.problems.length > 0 ? (
        <section className="plan-reasons" aria-label="In the way" data-tone="bad">
          <h3>In the way</h3>
          <ul>
            {plan.problems.map((problem) => (
              <li className="plan-row plan-reason" key={problem}>
                {problem}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {plan.stays.length > 0 ? (
        <section className="plan-reasons" aria-label="Why not more">
          <h3>Why not more: VMs that hold a host</h3>
          <ul>
            {plan.stays.map(({ vm, reason }) => (
              <li className="plan-row plan-reason" key={`${vm.hostId}/${vm.name}`}>
                <b>{vm.name}</b> <span>on {label(vm.hostId)}</span>
                <p>{reason}</p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {plan.leftOut.length > 0 ? (
        <section className="plan-reasons" aria-label="Hosts left out">
          <h3>Hosts that take no part</h3>
          <ul>
            {plan.leftOut.map(({ hostId, reason }) => (
              <li className="plan-row plan-reason" key={hostId}>
                <b>{label(hostId)}</b> <span>{reason}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
