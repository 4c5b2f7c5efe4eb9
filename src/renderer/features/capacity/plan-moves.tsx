import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';

type PlannedMove = CapacityPlan['moves'][number];

/** As many rows as somebody reads; the others on demand. */
const shownAtFirst = 100;

/** The moves in their order; any of them can be dropped or pinned, and the plan is made anew at once. */
export function PlanMoves(props: {
  moves: CapacityPlan['moves'];
  onKeep: (move: PlannedMove) => void;
  onPin: (move: PlannedMove) => void;
}) {
  const { moves } = props;
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  const [all, setAll] = useState(false);
  const shown = all ? moves : moves.slice(0, shownAtFirst);
  return (
    <section className="plan-moves" aria-label="Moves in order">
      <h3>Moves, in this order</h3>
      {moves.length === 0 ? <p className="plan-none">None.</p> : null}
      <ol>
        {shown.map((move, at) => (
          <li
            className="plan-row plan-move"
            key={`${move.round}/${move.vm.hostId}/${move.vm.name}`}
            data-vm={move.vm.name}
          >
            <span className="plan-move-at">{at + 1}</span>
            <b>{move.vm.name}</b>
            <span className="plan-move-way">
              {label(move.vm.hostId)} <ArrowRight size={13} aria-label="to" />{' '}
              {label(move.targetHostId)}
            </span>
            <span className="plan-move-cost">
              {move.mode === 'live' ? null : 'stop and copy, '}
              {formatMemory(move.memoryMiB)}, about {formatDuration(move.durationMs)}
            </span>
            <Button
              size="s"
              label={`Keep ${move.vm.name} where it is`}
              tip="Drop this move and plan anew without it"
              onPress={() => props.onKeep(move)}
            >
              Keep here
            </Button>
            <Button
              size="s"
              look="quiet"
              label={`Pin ${move.vm.name} to ${label(move.targetHostId)}`}
              tip="Every plan from now on brings it to this host and no other"
              onPress={() => props.onPin(move)}
            >
              Pin there
            </Button>
          </li>
        ))}
      </ol>
      {shown.length < moves.length ? (
        <Button onPress={() => setAll(true)}>
          Show {plural(moves.length - shown.length, 'more move')}
        </Button>
      ) : null}
    </section>
  );
}
