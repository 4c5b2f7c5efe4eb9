import { useEffect, useState } from 'react';
import { dayOf } from '../../../shared/sla/hours.ts';
import type { SlaDay } from '../../../shared/sla/sla-overview.ts';
import { useApp } from '../../state/app-context.ts';
import { shareText } from '../../state/sla-text.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { useNow } from '../../ui/use-now.ts';

const shownDays = 31;

/** Attainment day by day: a bar per day, as high as the promise was kept; a day unseen is a gap. */
export function LevelDays({ uuid, target }: { uuid: string; target: number }) {
  const { transport } = useApp();
  const now = useNow(60_000);
  const [days, setDays] = useState<readonly SlaDay[]>([]);
  useEffect(() => {
    let over = false;
    void transport.invoke('sla.days', { uuid }).then((answer) => {
      if (!over && answer.ok) setDays(answer.value.days);
    });
    return () => {
      over = true;
    };
  }, [transport, uuid]);
  const byDay = new Map(days.map((one) => [one.day, one]));
  const cells = Array.from({ length: shownDays }, (_, at) => {
    const time = new Date(now);
    time.setDate(time.getDate() - (shownDays - 1 - at));
    return cellOf(dayOf(time.getTime()), byDay, target);
  });
  return (
    <figure className="sla-days">
      <ol aria-label={`The last ${shownDays} days`}>
        {cells.map(({ day, text, height, tone }) => (
          <li key={day} title={text} data-tone={tone}>
            <span style={{ height }} />
            <span className="visually-hidden">{text}</span>
          </li>
        ))}
      </ol>
      <figcaption>
        <span>{cells[0]?.day}</span>
        <span>
          each day’s time in which the promise was kept; red: less than {shareText(target)}, empty:
          not seen
        </span>
        <span>today</span>
      </figcaption>
    </figure>
  );
}

/** The lowest that is drawn: under half a day is all the same. */
const floor = 0.5;

function cellOf(day: string, byDay: ReadonlyMap<string, SlaDay>, target: number) {
  const found = byDay.get(day);
  const seen = found ? found.goodMs + found.badMs : 0;
  if (!found || seen === 0) return { day, text: `${day}: not seen`, height: '0', tone: 'unseen' };
  const kept = found.goodMs / seen;
  const height = `${Math.max(8, (100 * (kept - floor)) / (1 - floor)).toFixed(0)}%`;
  const text = `${day}: ${shareText(kept)} of ${formatDuration(seen)} seen`;
  return { day, text, height, tone: kept >= target ? 'good' : 'bad' };
}
