import type { ReactNode } from 'react';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { useAppState } from '../../state/app-context.ts';

/** Why not more: what holds VMs where they are, and which hosts were left alone. */
export function PlanReasons({ plan }: { plan: CapacityPlan }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  return (
    <>
      <Reasons label="In the way" tone="bad">
        {plan.problems.map((problem) => (
          <li className="plan-row plan-reason" key={problem}>
            {problem}
          </li>
        ))}
      </Reasons>
      <Reasons label="Why not more" title="Why not more: VMs that hold a host">
        {plan.stays.map(({ vm, reason }) => (
          <li className="plan-row plan-reason" key={`${vm.hostId}/${vm.name}`}>
            <b>{vm.name}</b> <span>on {label(vm.hostId)}</span>
            <p>{reason}</p>
          </li>
        ))}
      </Reasons>
      <Reasons label="Not worth it" title="Hosts that would take too many moves to free">
        {plan.costly.map(({ hostId, moves }) => (
          <li className="plan-row plan-reason" key={hostId}>
            <b>{label(hostId)}</b>{' '}
            <span>
              It could be freed with {moves} moves: more than a freed host is worth to you.
            </span>
          </li>
        ))}
      </Reasons>
      <Reasons label="Hosts left out" title="Hosts that take no part">
        {plan.leftOut.map(({ hostId, reason }) => (
          <li className="plan-row plan-reason" key={hostId}>
            <b>{label(hostId)}</b> <span>{reason}</span>
          </li>
        ))}
      </Reasons>
    </>
  );
}

/** Nothing where there are no reasons. */
function Reasons(props: { label: string; title?: string; tone?: 'bad'; children: ReactNode[] }) {
  if (props.children.length === 0) return null;
  return (
    <section className="plan-reasons" aria-label={props.label} data-tone={props.tone}>
      <h3>{props.title ?? props.label}</h3>
      <ul>{props.children}</ul>
    </section>
  );
}
