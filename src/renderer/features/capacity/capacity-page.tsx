import { RefreshCw, X } from 'lucide-react';
import { useState } from 'react';
import type { PlanGoal } from '../../../shared/capacity/capacity-plan.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { UsageGraph } from '../../ui/graph/usage-graph.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ConfirmPlanDialog } from './confirm-plan-dialog.tsx';
import { HostBars } from './host-bars.tsx';
import { PlanMoves } from './plan-moves.tsx';
import { PlanReasons } from './plan-reasons.tsx';
import { boundText, demandText, headline, usedShare } from './plan-text.ts';
import { type PlanState, usePlan } from './use-plan.ts';
import './capacity.css';

const goals: readonly { value: PlanGoal; label: string }[] = [
  { value: 'consolidate', label: 'Fewest hosts' },
  { value: 'balance', label: 'Even load' },
  { value: 'evacuate', label: 'Empty a host' },
];
const targets = ['60', '70', '80', '90'] as const;
const spares = [
  { value: '0', label: 'none' },
  { value: '1', label: '1 host (N+1)' },
  { value: '2', label: '2 hosts (N+2)' },
] as const;

/** Where the site stands, and the way to fewer hosts, even load or one empty host. */
export function CapacityPage({ evacuate }: { evacuate: string | null }) {
  const { store } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const byName = Object.values(hosts).toSorted((a, b) => byNaturalName(a.label, b.label));
  const [goal, setGoal] = useState<PlanGoal>(evacuate === null ? 'consolidate' : 'evacuate');
  const [chosenHost, setHost] = useState(evacuate);
  const [target, setTarget] = useState<(typeof targets)[number]>('80');
  const [spare, setSpare] = useState<(typeof spares)[number]['value']>('0');
  const [stopAndCopy, setStopAndCopy] = useState(false);
  const [kept, setKept] = useState<readonly VmRef[]>([]);
  const [confirming, setConfirming] = useState(false);
  const hostId = chosenHost ?? byName[0]?.id ?? '';
  const { state, again } = usePlan({
    goal,
    ...(goal === 'evacuate' ? { hostId } : {}),
    cpuTarget: Number(target) / 100,
    spareHosts: Number(spare),
    stopAndCopy,
    rules: kept.map((vm) => ({ kind: 'stay', vm })),
  });
  const label = (id: string) => hosts[id]?.label ?? id;
  const away = byName.filter(({ link }) => link.state !== 'online');
  const offline =
    away.length === byName.length ? 'No host is connected: nothing can be moved.' : null;
  return (
    <main className="capacity" aria-label="Capacity">
      <div className="capacity-bar" role="toolbar" aria-label="What to plan">
        <Segmented label="Plan for" value={goal} options={goals} onChange={setGoal} />
        {goal === 'evacuate' ? (
          <Picker
            inline
            label="Host"
            value={hostId}
            options={byName.map(({ id, label: name }) => ({ value: id, label: name }))}
            onChange={setHost}
          />
        ) : null}
        <Picker
          inline
          label="CPU target"
          value={target}
          options={targets.map((value) => ({ value, label: `${value} %` }))}
          onChange={setTarget}
        />
        {goal === 'consolidate' ? (
          <Picker inline label="Spare" value={spare} options={spares} onChange={setSpare} />
        ) : null}
        <Check checked={stopAndCopy} onChange={setStopAndCopy}>
          Stop and copy PV guests too
        </Check>
        <span className="capacity-gap" />
        <Button onPress={again} tip="Look at the site as it is now">
          <RefreshCw size={15} aria-hidden />
          Plan again
        </Button>
        <Button
          look="primary"
          blocked={offline ?? whyNotApply(state)}
          onPress={() => setConfirming(true)}
        >
          Apply…
        </Button>
        <Button
          look="quiet"
          className="icon-only"
          label="Back to the board"
          tip="Back to the board"
          onPress={() => patchView(store, { screen: { kind: 'board' } })}
        >
          <X size={17} aria-hidden />
        </Button>
      </div>
      {state.kind === 'asking' ? (
        <p className="capacity-waiting" role="status">
          <Spinner /> Planning…
        </p>
      ) : null}
      {state.kind === 'failed' ? (
        <ErrorBox error={state.error} title="The site could not be planned" />
      ) : null}
      {state.kind === 'planned' ? (
        <div className="capacity-plan" aria-busy={state.stale}>
          <div className="capacity-headline" role="status">
            <h2>{offline ?? headline(state.plan, label)}</h2>
            {away.length > 0 ? <p>{awayText(away, Date.now())}</p> : null}
            {offline ? null : (
              <p>
                {state.plan.goal === 'consolidate' ? `${boundText(state.plan)} ` : null}
                {demandText(state.plan)} At that load, the hosts with VMs use{' '}
                {formatPercent(usedShare(state.plan, 'before'))} of their CPU as they are and{' '}
                {formatPercent(usedShare(state.plan, 'after'))} afterwards.
              </p>
            )}
          </div>
          <section className="capacity-graph">
            <h3>The site over time</h3>
            <UsageGraph subject={{ kind: 'site' }} />
          </section>
          <HostBars plan={state.plan} target={Number(target) / 100} />
          <PlanMoves
            moves={state.plan.moves}
            kept={kept}
            onKeep={(vm) => setKept([...kept, vm])}
            onRelease={(vm) => setKept(kept.filter((one) => one !== vm))}
          />
          <PlanReasons plan={state.plan} />
        </div>
      ) : null}
      {confirming && state.kind === 'planned' ? (
        <ConfirmPlanDialog plan={state.plan} onClose={() => setConfirming(false)} />
      ) : null}
    </main>
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
