import { RefreshCw } from 'lucide-react';
import type { PlanGoal } from '../../../shared/capacity/plan-goal.ts';
import type { PlanPreferences } from '../../../shared/capacity/plan-preferences.ts';
import type { Host } from '../../../shared/model/host.ts';
import { patchView } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { BackButton } from '../../ui/back-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';

const goals: readonly { value: PlanGoal; label: string }[] = [
  { value: 'consolidate', label: 'Fewest hosts' },
  { value: 'balance', label: 'Even load' },
  { value: 'evacuate', label: 'Empty a host' },
];
const targets = [60, 70, 80, 90];
const spares = [
  { value: '0', label: 'none' },
  { value: '1', label: '1 host (N+1)' },
  { value: '2', label: '2 hosts (N+2)' },
  { value: '3', label: '3 hosts (N+3)' },
];
const worths = [
  { value: 'any', label: 'any number' },
  { value: '40', label: '40 moves' },
  { value: '20', label: '20 moves' },
  { value: '10', label: '10 moves' },
  { value: '5', label: '5 moves' },
];
const gains = [2, 5, 10, 20];

/** What to plan, and with what. Every change makes the plan anew. */
export function PlanToolbar(props: {
  goal: PlanGoal;
  onGoal: (goal: PlanGoal) => void;
  hosts: readonly Host[];
  hostId: string;
  onHost: (hostId: string) => void;
  preferences: PlanPreferences;
  change: (changes: Partial<PlanPreferences>) => void;
  onAgain: () => void;
  /** Why the plan cannot be applied; null: it can. */
  blocked: string | null;
  onApply: () => void;
}) {
  const { store } = useApp();
  const { goal, preferences, change } = props;
  const { cpuTarget, spareHosts, mostMovesPerHost, minGain, stopAndCopy } = preferences;
  return (
    <div className="page-bar" role="toolbar" aria-label="What to plan">
      <Segmented label="Plan for" value={goal} options={goals} onChange={props.onGoal} />
      {goal === 'evacuate' ? (
        <Picker
          inline
          label="Host"
          value={props.hostId}
          options={props.hosts.map(({ id, label: name }) => ({ value: id, label: name }))}
          onChange={props.onHost}
        />
      ) : null}
      <Picker
        inline
        label="CPU target"
        value={String(Math.round(cpuTarget * 100))}
        options={withOwn(targets, Math.round(cpuTarget * 100)).map((value) => ({
          value: String(value),
          label: `${value} %`,
        }))}
        onChange={(value) => change({ cpuTarget: Number(value) / 100 })}
      />
      {goal === 'consolidate' ? (
        <>
          <Picker
            inline
            label="Spare"
            value={String(spareHosts)}
            options={spares}
            onChange={(value) => change({ spareHosts: Number(value) })}
          />
          <Picker
            inline
            label="A freed host is worth"
            value={mostMovesPerHost === null ? 'any' : String(mostMovesPerHost)}
            options={worths}
            onChange={(value) =>
              change({ mostMovesPerHost: value === 'any' ? null : Number(value) })
            }
          />
        </>
      ) : null}
      {goal === 'balance' ? (
        <Picker
          inline
          label="A move gains at least"
          value={String(Math.round(minGain * 100))}
          options={withOwn(gains, Math.round(minGain * 100)).map((value) => ({
            value: String(value),
            label: `${value} % of a host`,
          }))}
          onChange={(value) => change({ minGain: Number(value) / 100 })}
        />
      ) : null}
      <Check checked={stopAndCopy} onChange={(checked) => change({ stopAndCopy: checked })}>
        Stop and copy PV guests too
      </Check>
      <span className="page-gap" />
      <Button onPress={props.onAgain} tip="Look at the site as it is now">
        <RefreshCw size={15} aria-hidden />
        Plan again
      </Button>
      <Button look="primary" blocked={props.blocked} onPress={props.onApply}>
        Apply…
      </Button>
      <BackButton onPress={() => patchView(store, { screen: { kind: 'board' } })} />
    </div>
  );
}

/** The usual choices, and the one that is set, whatever it is. */
function withOwn(choices: readonly number[], own: number): number[] {
  return [...new Set([...choices, own])].sort((a, b) => a - b);
}
