import { useState } from 'react';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanGoal } from '../../../shared/capacity/plan-goal.ts';
import type { KeptRule } from '../../../shared/capacity/plan-preferences.ts';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import type { Host } from '../../../shared/model/host.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { useAppState } from '../../state/app-context.ts';
import { shownBlock } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { plural } from '../../ui/format/plural.ts';
import { UsageGraph } from '../../ui/graph/usage-graph.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ConfirmPlanDialog } from './confirm-plan-dialog.tsx';
import { HostBars } from './host-bars.tsx';
import { PlanFigures } from './plan-figures.tsx';
import { PlanMoves } from './plan-moves.tsx';
import { PlanReasons } from './plan-reasons.tsx';
import { PlanRules } from './plan-rules.tsx';
import { boundText, demandText, headline, progressText } from './plan-text.ts';
import { PlanToolbar } from './plan-toolbar.tsx';
import { type PlanState, usePlan } from './use-plan.ts';
import { usePreferences } from './use-preferences.ts';
import '../../ui/page.css';
import './capacity.css';

/** Where the site stands, and the way to fewer hosts, even load or one empty host. */
export function CapacityPage({ evacuate }: { evacuate: string | null }) {
  const hosts = useAppState((state) => state.site.hosts);
  const block = useAppState(shownBlock);
  const byName = Object.values(hosts).toSorted((a, b) => byNaturalName(a.label, b.label));
  const [goal, setGoal] = useState<PlanGoal>(evacuate === null ? 'consolidate' : 'evacuate');
  const [chosenHost, setHost] = useState(evacuate);
  const [confirming, setConfirming] = useState(false);
  const { preferences, rules, change } = usePreferences();
  const hostId = chosenHost ?? byName[0]?.id ?? '';
  const { cpuTarget, spareHosts, stopAndCopy, mostMovesPerHost, minGain } = preferences;
  const { state, progress, again, cancel } = usePlan({
    goal,
    ...(goal === 'evacuate' ? { hostId } : {}),
    cpuTarget,
    spareHosts,
    stopAndCopy,
    mostMovesPerHost,
    minGain,
    rules,
  });
  const away = byName.filter(({ link }) => link.state !== 'online');
  const offline =
    away.length === byName.length ? 'No host is connected: nothing can be moved.' : null;
  const setRules = (next: KeptRule[]) => change({ rules: next });
  const addRule = (rule: KeptRule) => setRules([...preferences.rules, rule]);
  const asking = state.kind === 'asking' || (state.kind === 'planned' && state.stale);
  return (
    <main className="page capacity" aria-label="Capacity">
      <PlanToolbar
        goal={goal}
        onGoal={setGoal}
        hosts={byName}
        hostId={hostId}
        onHost={setHost}
        preferences={preferences}
        change={change}
        onAgain={again}
        blocked={block ?? offline ?? whyNotApply(state)}
        onApply={() => setConfirming(true)}
      />
      {asking ? <Asking progress={progress} onCancel={cancel} /> : null}
      {state.kind === 'failed' ? (
        <ErrorBox error={state.error} title="The site could not be planned" />
      ) : null}
      <div className="capacity-plan" aria-busy={state.kind === 'planned' && state.stale}>
        {state.kind === 'planned' ? (
          <>
            <Headline plan={state.plan} offline={offline} away={away} />
            <PlanFigures plan={state.plan} />
            <div className="capacity-column">
              <HostBars plan={state.plan} target={cpuTarget} />
              {isShort(state.plan) ? <OverTime /> : null}
            </div>
          </>
        ) : null}
        <div className="capacity-column">
          {state.kind === 'planned' ? (
            <>
              <PlanMoves
                moves={state.plan.moves}
                onKeep={({ uuid, vm }) => addRule({ kind: 'stay', vm: { uuid, name: vm.name } })}
                onPin={({ uuid, vm, targetHostId }) =>
                  addRule({
                    kind: 'pinned',
                    vm: { uuid, name: vm.name },
                    hostIds: [targetHostId],
                  })
                }
              />
              <PlanReasons plan={state.plan} />
            </>
          ) : null}
          <PlanRules rules={preferences.rules} onChange={setRules} />
          {state.kind === 'planned' && isShort(state.plan) ? null : <OverTime />}
        </div>
      </div>
      {confirming && state.kind === 'planned' ? (
        <ConfirmPlanDialog
          planId={state.planId}
          plan={state.plan}
          onClose={() => setConfirming(false)}
        />
      ) : null}
    </main>
  );
}

/** Below so few hosts the graph is still seen. */
function isShort(plan: CapacityPlan): boolean {
  return plan.hosts.length <= 16;
}

function OverTime() {
  return (
    <section className="capacity-graph">
      <h3>The site over time</h3>
      <UsageGraph subject={{ kind: 'site' }} />
    </section>
  );
}

function Asking(props: { progress: PlanProgress | null; onCancel: () => void }) {
  const { progress } = props;
  return (
    <p className="capacity-waiting" role="status">
      <Spinner /> Planning{progress ? `: ${progressText(progress)}` : '…'}
      <Button size="s" label="Cancel planning" onPress={props.onCancel}>
        Cancel
      </Button>
    </p>
  );
}

/** What the site could save, how sure that is, and from how many days of data. */
function Headline(props: { plan: CapacityPlan; offline: string | null; away: readonly Host[] }) {
  const { plan, offline, away } = props;
  const hosts = useAppState((state) => state.site.hosts);
  return (
    <div className="capacity-headline" role="status">
      <h2>{offline ?? headline(plan, (id) => hosts[id]?.label ?? id)}</h2>
      {away.length > 0 ? <p>{awayText(away, Date.now())}</p> : null}
      {offline ? null : (
        <p>
          {plan.goal === 'consolidate' ? `${boundText(plan)} ` : null}
          {demandText(plan)}
        </p>
      )}
    </div>
  );
}

/** A plan is of what can be reached: how many hosts cannot, and when the newest of them last was. */
function awayText(away: readonly Host[], now: number): string {
  const seen = away.flatMap(({ link }) => link.lastSeen ?? []);
  const newest = seen.length > 0 ? Math.max(...seen) : null;
  return `${plural(away.length, 'host is', 'hosts are')} not connected (${formatLastSeen(newest, now)}) and kept out of the plan, with what is on ${away.length === 1 ? 'it' : 'them'}.`;
}

function whyNotApply(state: PlanState): string | null {
  if (state.kind !== 'planned' || state.stale) return 'The plan is not made yet.';
  return state.plan.moves.length === 0 ? 'There is nothing to move.' : null;
}
