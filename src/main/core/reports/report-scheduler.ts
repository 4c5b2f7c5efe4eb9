import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { appError } from '../../../shared/app-error.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import type { ReportSchedule, ScheduledRun } from '../../../shared/reports/report-schedule.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { SecretStore } from '../ssh/ssh-stores.ts';
import { isDue, periodBegin } from './due-report.ts';
import { mailOfReport } from './mail-report.ts';
import { mailSecretKey } from './mail-secret.ts';
import { fileNameOf } from './report-desk.ts';
import type { ReportSource } from './report-source.ts';
import type { SendMail } from './send-mail.ts';
import type { PrintPdf } from './write-report.ts';

type Delivery = Omit<ScheduledRun, 'at'>;

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
  sendMail: SendMail;
  /** Where the password for mail is. */
  secrets: Pick<SecretStore, 'get'>;
  now: () => number;
  everyMs?: number;
}): ReportScheduler {
  const { settings, keepRun, begin, print, sendMail, secrets, now } = options;
  /** A mail server may take its time; the console's end does not wait for it. */
  const ending = new AbortController();
  let underWay: Promise<void> | null = null;

  async function make(): Promise<void> {
    const { reportSchedule: schedule, reportRun } = settings();
    const at = now();
    if (!isDue(schedule, reportRun, at)) return;
    const { kind, sections, folder } = schedule;
    const source = await begin({ kind, from: periodBegin(schedule, at), to: null, sections });
    if (!source) return;
    if (!source.ok) return keep(at, source);
    if (folder !== '') return keep(at, await deliver(source.value, schedule, folder));
    // Only this user may enter a folder that mkdtemp makes.
    const passing = await mkdtemp(join(tmpdir(), 'stateroom-mail-'));
    try {
      const done = await deliver(source.value, schedule, passing);
      keep(at, done.ok ? ok({ ...done.value, path: null }) : done);
    } finally {
      await rm(passing, { recursive: true, force: true });
    }
  }

  function keep(at: number, done: Result<Delivery>): void {
    const nothing = { path: null, mailedTo: [] };
    keepRun(done.ok ? { at, ...done.value } : { at, ...nothing, error: done.error });
  }

  /** The file first: what cannot be written is not mailed. */
  async function deliver(
    source: ReportSource,
    { format, sections, mail }: ReportSchedule,
    folder: string,
  ): Promise<Result<Delivery>> {
    if (!isAbsolute(folder)) return noFolder(folder);
    const name = fileNameOf(source, format);
    const path = join(folder, name);
    const { signal } = ending;
    const { writeReport } = await import('./write-report.ts');
    const written = await writeReport(source, { path, format, sections, print });
    if (!written.ok) return written;
    if (!mail) return ok({ path, mailedTo: [], error: null });
    const message = await mailOfReport(source.head, { path, name, format });
    const password = secrets.get(mailSecretKey(mail));
    const sent = await sendMail(mail, message, { password, signal });
    return ok(
      sent.ok
        ? { path, mailedTo: sent.value.to, error: sent.value.error }
        : { path, mailedTo: [], error: sent.error },
    );
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
      ending.abort();
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
