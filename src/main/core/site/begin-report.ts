import type { SiteState } from '../../../shared/model/site.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import type { Result } from '../../../shared/result.ts';
import { createReport } from '../reports/create-report.ts';
import type { ReportSource } from '../reports/report-source.ts';
import { siteInputs } from '../reports/site-inputs.ts';
import { words } from '../reports/values.ts';
import type { Site } from './open-site.ts';

const names: Record<Site['kind'], string> = {
  own: 'Own site',
  demo: 'Demo site',
  file: 'Site file',
};

/** Begins a report of an open site, with what waits to be written to its history. */
export function beginReport(
  { kind, store, samples, recorder, sla, now }: Site,
  live: SiteState,
  question: ReportQuestion,
): Result<ReportSource> {
  recorder.flush();
  sla.flush();
  const madeAt = Date.now();
  const made = siteInputs(question, now(), { ...store, samples, live });
  if (!made.ok) return made;
  const { inputs, to } = made.value;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const named = kind === 'own' ? words(live.settings.siteName.trim()) : '';
  const site = named || names[kind];
  return createReport(question, inputs, { site, to, madeAt, timeZone });
}
