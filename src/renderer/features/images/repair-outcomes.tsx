import type { RepairOutcome } from '../../../shared/images/repair.ts';
import { plural } from '../../ui/format/plural.ts';

/** What became of each; those that were not touched first. */
export function RepairOutcomes({ outcomes }: { outcomes: readonly RepairOutcome[] }) {
  const done = outcomes.filter(({ outcome }) => outcome === 'done').length;
  const others = outcomes.length - done;
  return (
    <>
      <p role="status">
        Done for {plural(done, 'client')}
        {others > 0 ? `; ${plural(others, 'client')} not` : ''}.
      </p>
      <ul className="images-fates" aria-label="What became of each">
        {outcomes
          .toSorted((a, b) => Number(a.outcome === 'done') - Number(b.outcome === 'done'))
          .map(({ client, outcome, text }) => (
            <li key={client} data-not={outcome !== 'done' || undefined}>
              <strong>{client}</strong> {outcome === 'unknown' ? `Not known: ${text}` : text}
            </li>
          ))}
      </ul>
    </>
  );
}
