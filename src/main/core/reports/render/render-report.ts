import type { ReportFormat } from '../../../../shared/reports/report-question.ts';
import type { ReportSource } from '../report-source.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderXlsx } from './xlsx.ts';

/** The report in a format, piece by piece; a PDF is printed from the HTML. */
export function renderReport(
  source: ReportSource,
  format: Exclude<ReportFormat, 'pdf'>,
  sections: readonly string[],
): Iterable<string | Uint8Array> {
  switch (format) {
    case 'html':
      return renderHtml(source, sections);
    case 'xlsx':
      return renderXlsx(source);
    case 'csv':
      return renderCsv(source, sections.length);
    case 'json':
      return renderJson(source);
    case 'md':
      return renderMarkdown(source);
  }
}
