import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../shared/reports/report.ts';
import {
  type ReportFormat,
  type ReportQuestion,
  reportNames,
  rolloutSections,
} from '../../../shared/reports/report-question.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { mediaTypes } from './media-types.ts';
import { prepareReport } from './prepare-report.ts';
import { previewReport } from './preview-report.ts';
import type { ReportSource } from './report-source.ts';
import type { PrintPdf } from './write-report.ts';

/** A report that was made and waits to be taken. */
export interface MadeReport {
  path: string;
  /** Under which it is to be saved. */
  fileName: string;
  /** Its media type. */
  type: string;
}

/** Makes reports of the open site: to look at, and as files that the shells hand to the user. */
export interface ReportDesk {
  preview(question: ReportQuestion): Promise<Result<Report>>;
  make(
    question: ReportQuestion,
    format: ReportFormat,
  ): Promise<Result<{ reportId: string; fileName: string; bytes: number }>>;
  /** Makes a file of the record of a rollout. */
  write(
    source: ReportSource,
    format: ReportFormat,
  ): Promise<Result<{ reportId: string; fileName: string; bytes: number }>>;
  /** Null: it was never made, or so long ago that later ones took its place. */
  file(reportId: string): MadeReport | null;
  close(): Promise<void>;
}

/** Older ones were taken long ago. */
const mostKept = 10;

export function createReportDesk(options: {
  /** Begins a report of the open site. */
  begin: (question: ReportQuestion) => Promise<Result<ReportSource>>;
  print: PrintPdf;
}): ReportDesk {
  const { begin, print } = options;
  const made = new Map<string, MadeReport>();
  let folder: Promise<string> | null = null;

  async function dropOldest(): Promise<void> {
    const [oldest] = made;
    if (made.size <= mostKept || !oldest) return;
    made.delete(oldest[0]);
    await rm(oldest[1].path, { force: true });
  }

  async function write(
    source: ReportSource,
    format: ReportFormat,
    sections: readonly string[],
  ): Promise<Result<{ reportId: string; fileName: string; bytes: number }>> {
    // Only this user may enter a folder that mkdtemp makes.
    folder ??= mkdtemp(join(tmpdir(), 'stateroom-reports-'));
    const reportId = randomUUID();
    const path = join(await folder, reportId);
    const { writeReport } = await import('./write-report.ts');
    const written = await writeReport(source, { path, format, sections, print });
    if (!written.ok) return written;
    const fileName = fileNameOf(source, format);
    made.set(reportId, { path, fileName, type: mediaTypes[format] });
    await dropOldest();
    return ok({ reportId, fileName, bytes: written.value.bytes });
  }

  return {
    async preview(question) {
      const source = await begin(question);
      if (!source.ok) return source;
      const prepared = await prepareReport(source.value);
      return prepared.ok ? previewReport(source.value) : prepared;
    },
    async make(question, format) {
      const source = await begin(question);
      return source.ok ? write(source.value, format, question.sections) : source;
    },
    write: (source, format) =>
      write(
        source,
        format,
        rolloutSections.map(({ id }) => id),
      ),
    file: (reportId) => made.get(reportId) ?? null,
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

/** `site-inventory-2026-11-24.html`: letters, digits and dashes alone, for every file system. */
export function fileNameOf({ head }: Pick<ReportSource, 'head'>, format: ReportFormat): string {
  const subject =
    head.kind === 'host' || head.kind === 'rollout' ? head.title : reportNames[head.kind];
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: head.timeZone }).format(head.period.to);
  const plain = subject
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '');
  return `${plain || 'report'}-${day}.${format}`;
}
