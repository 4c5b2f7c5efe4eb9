import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { SampleSeries } from '../../../shared/samples/series.ts';
import { dayOf } from '../../../shared/sla/hours.ts';
import { day } from '../samples/levels.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { ImagesSeen, LastOverview } from '../store/images-seen.ts';
import type { SiteHistory } from '../store/site-history.ts';
import type { SlaRepository } from '../store/sla-repository.ts';
import type { PromiseFacts, ReportInputs } from './report-source.ts';
import { siteInMemory } from './site-at-moment.ts';
import { StoreFailure } from './store-failure.ts';

const hour = day / 24;

/** What a report of this site is made of, read when it is needed. */
export function siteInputs(
  question: ReportQuestion,
  now: number,
  from: {
    history: Pick<SiteHistory, 'walk' | 'diff' | 'firstMoment'>;
    samples: Pick<SampleStore, 'series'>;
    sla: Pick<
      SlaRepository,
      'objectives' | 'tags' | 'totalsOf' | 'daysOfAll' | 'breachesWithin' | 'auditWithin'
    >;
    imagesSeen: Pick<ImagesSeen, 'lastOverviews'>;
    /** The site as it is shown; null: only what is stored is known. */
    live: PastSite | null;
  },
): Result<{ inputs: ReportInputs; to: number }> {
  const to = question.to ?? now;
  const site =
    question.to === null && from.live ? ok(siteInMemory(from.live)) : from.history.walk(to);
  if (!site.ok) return site;
  let changes: readonly ObjectChange[] | null = null;
  let promises: PromiseFacts | null = null;
  let imageServers: readonly LastOverview[] | null = null;

  function series(key: string, pointsOver: (ms: number) => number): SampleSeries {
    const read = (begin: number) => {
      const points = pointsOver(to - begin);
      return must(from.samples.series(key, { from: begin, to: Math.max(to, begin + 1), points }));
    };
    const all = read(question.from);
    const { since } = all;
    // Points over a time of which nothing is kept would leave few for what is.
    return since !== null && since > question.from && since < to ? read(since) : all;
  }

  return ok({
    to,
    inputs: {
      site: site.value,
      usage: (key, points) => series(key, () => points),
      figures: (key) => series(key, figurePoints),
      historyBegin() {
        const first = must(from.history.firstMoment());
        return first !== null && first > question.from ? first : null;
      },
      promises() {
        const days = { first: dayOf(question.from), last: dayOf(to) };
        promises ??= {
          objectives: must(from.sla.objectives()),
          tags: must(from.sla.tags()),
          totals: must(from.sla.totalsOf(days)),
          days: must(from.sla.daysOfAll(days)),
          breaches: must(from.sla.breachesWithin(question.from, to)),
          audit: must(from.sla.auditWithin(question.from, to)),
        };
        return promises;
      },
      imageServers() {
        imageServers ??= must(from.imagesSeen.lastOverviews());
        return imageServers;
      },
      changes() {
        changes ??= must(from.history.diff(question.from, to));
        return changes;
      },
    },
  });
}

/** The store answers in days where none of this many points is less than one; else in hours. */
function figurePoints(ms: number): number {
  const step = ms >= 3 * day ? day : hour;
  return Math.min(Math.max(Math.floor(ms / step) + 1, 2), 2000);
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new StoreFailure(result.error);
  return result.value;
}
