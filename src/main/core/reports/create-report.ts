import { appError } from '../../../shared/app-error.ts';
import type { ReportHead } from '../../../shared/reports/report.ts';
import {
  type ReportQuestion,
  reportNames,
  reportSections,
} from '../../../shared/reports/report-question.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { busiestVms } from './build/busiest-vms.ts';
import { capacitySections } from './build/capacity-report.ts';
import { changesSections, type LabelOf } from './build/changes-report.ts';
import { hostSections } from './build/host-report.ts';
import { imagesSections } from './build/images-report.ts';
import { siteSections } from './build/site-report.ts';
import { slaSections } from './build/sla-report.ts';
import type { ReportInputs, ReportSource, SourceBlock } from './report-source.ts';
import { words } from './values.ts';

/**
 * What is asked for as a report, nothing of it read yet but the one host that it may be of.
 * @returns `host-not-found` for a host that was not there at the period's end.
 */
export function createReport(
  question: ReportQuestion,
  inputs: ReportInputs,
  about: { site: string; to: number; madeAt: number; timeZone: string },
): Result<ReportSource> {
  const entry = question.hostId === undefined ? null : inputs.site.host(question.hostId);
  if (question.kind === 'host' && !entry) {
    return err(
      appError('host-not-found', 'This host was not in the site at the end of the period.', {
        hint: 'Choose a later end, or another host.',
      }),
    );
  }
  const subject = entry ? words(entry.host.label) : null;
  const title = subject === null ? reportNames[question.kind] : `Host report: ${subject}`;
  const head: ReportHead = {
    kind: question.kind,
    title,
    site: about.site,
    period: { from: question.from, to: about.to },
    madeAt: about.madeAt,
    timeZone: about.timeZone,
  };
  const labelOf: LabelOf = (id) =>
    inputs.site.host(id)?.host.label ??
    inputs.imageServers().find(({ server }) => server.id === id)?.server.label ??
    id;
  const busiest =
    question.kind === 'capacity' && question.sections.includes('vms') ? busiestVms(inputs) : null;
  const blocksOf = (id: string): Iterable<SourceBlock> => {
    if (entry) return hostSections[id]?.(entry, inputs, labelOf) ?? [];
    switch (question.kind) {
      case 'site':
        return siteSections[id]?.(inputs) ?? [];
      case 'capacity':
        return id === 'vms' && busiest ? [busiest.table] : (capacitySections[id]?.(inputs) ?? []);
      case 'sla':
        return slaSections[id]?.(inputs) ?? [];
      case 'images':
        return imagesSections[id]?.(inputs) ?? [];
      default:
        return changesSections[id]?.(inputs, labelOf) ?? [];
    }
  };
  const chosen = reportSections[question.kind].filter(({ id }) => question.sections.includes(id));
  return ok({
    head,
    ...(busiest ? { prepare: busiest.steps } : {}),
    sections: (function* () {
      for (const { id, title: of } of chosen) yield { id, title: of, blocks: blocksOf(id) };
    })(),
  });
}
