import { Check } from 'lucide-react';
import { type Job, movePhases } from '../../../shared/model/job.ts';
import { isEnded } from '../../state/active-jobs.ts';
import { movePhaseText } from '../../state/job-text.ts';

const shown = movePhases.filter((phase) => phase !== 'done');

/** The phases of a move on a line: behind it, where it is, and to come. */
export function PhaseSteps({ job }: { job: Job }) {
  const at = job.phase === null ? -1 : movePhases.indexOf(job.phase);
  const over = isEnded(job) && job.state !== 'succeeded';
  return (
    <ol className="phases" aria-label="Phases">
      {shown.map((phase, index) => {
        const place =
          job.state === 'succeeded' || index < at ? 'past' : index === at ? 'now' : 'next';
        return (
          <li
            key={phase}
            data-place={place === 'now' && over ? 'broken' : place}
            aria-current={place === 'now' ? 'step' : undefined}
            data-no-return={phase === 'handover' || undefined}
          >
            {place === 'past' ? (
              <Check className="phase-done" size={12} strokeWidth={3} aria-hidden />
            ) : (
              <i aria-hidden />
            )}
            {movePhaseText(phase)}
          </li>
        );
      })}
    </ol>
  );
}
