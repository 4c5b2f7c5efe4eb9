import { createReport } from '../../src/main/core/reports/create-report.ts';
import { previewReport } from '../../src/main/core/reports/preview-report.ts';
import type { PromiseFacts } from '../../src/main/core/reports/report-source.ts';
import { siteInMemory } from '../../src/main/core/reports/site-at-moment.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import { diffSites } from '../../src/shared/history/diff-sites.ts';
import type { PastSite } from '../../src/shared/history/past-site.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { ok, type Result } from '../../src/shared/result.ts';
import { fakeSeries } from './fake-series.ts';

type ReportHandlers = {
  [M in Extract<MethodName, `reports.${string}`>]: (
    input: MethodInput<M>,
  ) => Result<MethodOutput<M>>;
};

const noPromises: PromiseFacts = {
  objectives: [],
  tags: new Map(),
  totals: new Map(),
  days: [],
  breaches: [],
  audit: [],
};

/** Reports of a site that is only in the page: previews are made, files and mails are not. */
export function createFakeReports({
  state,
  siteAt,
}: {
  state: () => SiteState;
  siteAt: (at: number) => PastSite;
}): ReportHandlers {
  return {
    'reports.preview': (question) => {
      const madeAt = Date.now();
      const { from, to } = question;
      const { hosts, vms } = state();
      const site = to === null ? { hosts, vms } : siteAt(to);
      const inputs = {
        site: siteInMemory(site),
        usage: (_key: string, points: number) =>
          fakeSeries({ from, to: to ?? madeAt, points }, madeAt),
        figures: () => fakeSeries({ from, to: to ?? madeAt, points: 31 }, madeAt),
        historyBegin: () => null,
        promises: () => noPromises,
        imageServers: () => [],
        changes: () => diffSites(siteAt(from), site),
      };
      const about = { site: 'Fake site', to: to ?? madeAt, madeAt, timeZone: 'UTC' };
      const report = createReport(question, inputs, about);
      return report.ok ? previewReport(report.value) : report;
    },
    'reports.make': ({ question, format }) =>
      ok({ reportId: `${question.kind}-1`, fileName: `report.${format}`, bytes: 12_345 }),
    'reports.setMailPassword': () => ok({}),
    'reports.testMail': ({ to }) => ok({ to }),
  };
}
