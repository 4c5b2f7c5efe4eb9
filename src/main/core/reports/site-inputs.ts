import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { SiteHistory } from '../store/site-history.ts';
import type { ReportInputs } from './report-source.ts';
import { siteInMemory } from './site-at-moment.ts';
import { StoreFailure } from './store-failure.ts';

/** What a report of this site is made of, read when it is needed. */
export function siteInputs(
  question: ReportQuestion,
  now: number,
  from: {
    history: Pick<SiteHistory, 'walk' | 'diff'>;
    samples: Pick<SampleStore, 'series'>;
    /** The site as it is shown; null: only what is stored is known. */
    live: PastSite | null;
  },
): Result<{ inputs: ReportInputs; to: number }> {
  const to = question.to ?? now;
  const site =
    question.to === null && from.live ? ok(siteInMemory(from.live)) : from.history.walk(to);
  if (!site.ok) return site;
  let changes: readonly ObjectChange[] | null = null;
  return ok({
    to,
    inputs: {
      site: site.value,
      usage(key, points) {
        const series = (begin: number) =>
          must(from.samples.series(key, { from: begin, to: Math.max(to, begin + 1), points }));
        const all = series(question.from);
        const { since } = all;
        // Points over a time of which nothing is kept would leave few for what is.
        return since !== null && since > question.from && since < to ? series(since) : all;
      },
      changes() {
        changes ??= must(from.history.diff(question.from, to));
        return changes;
      },
    },
  });
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new StoreFailure(result.error);
  return result.value;
}
