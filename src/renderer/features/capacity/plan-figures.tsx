import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { useAppState } from '../../state/app-context.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { failureText, gapFigure, usedShare } from './plan-text.ts';

/** Where the site stands and would stand, in four numbers. */
export function PlanFigures({ plan }: { plan: CapacityPlan }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  const gap = gapFigure(plan);
  const { before, after } = plan.failover;
  return (
    <dl className="plan-figures">
      <Figure label="Hosts with VMs" note={`of ${plan.hosts.length} that take part`}>
        <Change from={String(plan.hostsBefore)} to={String(plan.hostsAfter)} />
      </Figure>
      <Figure label="CPU in use on them" note="at the load that the plan keeps room for">
        <Change
          from={formatPercent(usedShare(plan, 'before'))}
          to={formatPercent(usedShare(plan, 'after'))}
        />
      </Figure>
      <Figure
        label="If any one host fails"
        tone={after === null ? 'good' : 'warn'}
        note={after === null ? 'every VM has room elsewhere (N+1)' : failureText(after, label)}
      >
        <Change from={failureFigure(before)} to={failureFigure(after)} />
      </Figure>
      {plan.goal === 'consolidate' ? (
        <Figure label="To the best possible plan" tone={gap.tone} note={gap.note}>
          {gap.figure}
        </Figure>
      ) : null}
    </dl>
  );
}

function failureFigure(failure: CapacityPlan['failover']['before']): string {
  return failure === null ? 'safe' : `${failure.vms} without room`;
}

function Figure(props: {
  label: string;
  note: string;
  tone?: 'good' | 'warn' | undefined;
  children: ReactNode;
}) {
  return (
    <div className="plan-figure" data-tone={props.tone}>
      <dt>{props.label}</dt>
      <dd>
        <strong>{props.children}</strong>
        <small>{props.note}</small>
      </dd>
    </div>
  );
}

/** One number where nothing changes. */
function Change({ from, to }: { from: string; to: string }) {
  if (from === to) return to;
  return (
    <>
      <span className="plan-figure-from">{from}</span> <ArrowRight size={15} aria-label="becomes" />{' '}
      {to}
    </>
  );
}
