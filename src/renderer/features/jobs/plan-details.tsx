import { useState } from 'react';
import type { Job } from '../../../shared/model/job.ts';
import { isEnded } from '../../state/active-jobs.ts';
import { useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { movesOf } from './job-order.ts';
import { JobRow } from './job-row.tsx';

/** How far a plan is, and its moves: those under way and those that failed, the others on demand. */
export function PlanDetails({ job }: { job: Job }) {
  const jobs = useAppState((state) => state.site.jobs);
  const [all, setAll] = useState(false);
  const moves = movesOf(job.id, jobs);
  const worth = moves.filter((move) => !isEnded(move) || move.state === 'failed');
  const shown = all ? moves : worth;
  const hidden = moves.length - shown.length;
  return (
    <div className="plan-details">
      <p>{countsText(job)}</p>
      {shown.length > 0 ? (
        <ul className="plan-details-moves" aria-label="Moves of this plan">
          {shown.map((move) => (
            <JobRow key={move.id} job={move} waitsFor="Its turn has come" />
          ))}
        </ul>
      ) : null}
      {hidden > 0 ? (
        <Button size="s" onPress={() => setAll(true)}>
          Show {plural(hidden, 'more move')}
        </Button>
      ) : null}
    </div>
  );
}

function countsText({ plan, spec }: Job): string {
  if (!plan) return '';
  const { moves, moved, running, leftOut, failed } = plan;
  const waiting = moves - moved - running - leftOut - failed;
  const parts = [
    `${moved} of ${plural(moves, 'move')} made`,
    running > 0 ? `${running} under way` : '',
    waiting > 0 ? `${waiting} to come` : '',
    leftOut > 0 ? `${leftOut} left out` : '',
    failed > 0 ? `${failed} failed` : '',
  ].filter((part) => part !== '');
  const rule =
    spec.kind === 'plan' && spec.onTrouble === 'stop'
      ? ' It stops when a move is not possible any more.'
      : '';
  return `${parts.join(', ')}.${rule}`;
}
