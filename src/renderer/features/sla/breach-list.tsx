import type { Breach } from '../../../shared/sla/sla-overview.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { momentText } from '../../ui/format/moment.ts';
import { useNow } from '../../ui/use-now.ts';
import { breachText } from './breach-text.ts';

/** When promises were broken, and why; the newest first. */
export function BreachList({ breaches }: { breaches: readonly Breach[] }) {
  const now = useNow(5000);
  return (
    <section className="sla-part" aria-label="Breaches">
      <h3>When a promise was broken, and why</h3>
      {breaches.length === 0 ? (
        <p className="sla-note">No promise was seen broken so far.</p>
      ) : (
        <ul>
          {breaches.map((breach) => (
            <li
              className="sla-row sla-breach"
              key={`${breach.uuid}/${breach.since}/${breach.cause}`}
            >
              <b>
                <bdi>{breach.name}</bdi>
              </b>
              <span>{breachText(breach)}</span>
              <time
                dateTime={new Date(breach.until).toISOString()}
                title={momentText(breach.since)}
              >
                {formatAgo(breach.until, now)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
