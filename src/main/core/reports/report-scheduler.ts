import { isAbsolute, join } from 'node:path';
import { appError } from '../../../shared/app-error.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import type { ScheduledRun } from '../../../shared/reports/report-schedule.ts';
import { err, type Result } from '../../../shared/result.ts';
import { isDue, periodBegin } from './due-report.ts';
import { fileNameOf } from './report-desk.ts';
import type { ReportSource } from './report-source.ts';
import { type PrintPdf, writeReport } from './write-report.ts';

/** Makes the report that the settings schedule, and writes down how it went. */
export interface ReportScheduler {
  /** Makes it if it is due; resolves once that is over. */
  look(): Promise<void>;
  /** Ends the looking; resolves when no report is under way any more. */
  close(): Promise<void>;
}

/**
 * `everyMs`: how often it is looked whether one is due, and how late the first time: by then a
 * console that has just started knows its hosts again.
 */
export function createReportScheduler(options: {
  settings: () => Settings;
  /** Keeps it with the settings, and shows it. */
  keepRun: (run: ScheduledRun) => void;
  /** Begins a report of the user's own site; null while that is not open. */
  begin: (question: ReportQuestion) => Promise<Result<ReportSource> | null>;
  print: PrintPdf;
  now: () => number;
  everyMs?: number;
}): ReportScheduler {
  const { settings, keepRun, begin, print, now } = options;
  let underWay: Promise<void> | null = null;

  async function make(): Promise<void> {
    const { reportSchedule: schedule, reportRun } = settings();
    const at = now();
    if (!isDue(schedule, reportRun, at)) return;
    const { kind, format, sections, folder } = schedule;
    const source = await begin({ kind, from: periodBegin(schedule, at), to: null, sections });
    if (!source) return;
    const path = source.ok ? join(folder, fileNameOf(source.value, format)) : '';
    const written = !source.ok
      ? source
      : isAbsolute(folder)
        ? await writeReport(source.value, { path, format, sections, print })
        : noFolder(folder);
    keepRun(written.ok ? { at, path, error: null } : { at, path: null, error: written.error });
  }

  async function look(): Promise<void> {
    underWay ??= make().finally(() => {
      underWay = null;
    });
    await underWay;
  }

  const timer = setInterval(() => void look(), options.everyMs ?? 60_000);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}

function noFolder(folder: string): Result<never> {
  return err(
    appError('report-not-written', `${folder} is no whole path of a folder.`, {
      hint: 'Give the folder of the scheduled reports from the root on.',
    }),
  );
}
