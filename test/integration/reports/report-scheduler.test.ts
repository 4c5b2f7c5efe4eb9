import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createReportScheduler,
  type ReportScheduler,
} from '../../../src/main/core/reports/report-scheduler.ts';
import { defaultSettings, type Settings } from '../../../src/shared/model/settings.ts';
import type { ReportQuestion } from '../../../src/shared/reports/report-question.ts';
import { noSchedule } from '../../../src/shared/reports/report-schedule.ts';
import { ok } from '../../../src/shared/result.ts';
import { everyBlock, sourceOf } from '../../support/sample-report.ts';
import { until } from '../../support/until.ts';

let folder: string;
let settings: Settings;
let now: number;
let open: boolean;
let asked: ReportQuestion[];
let scheduler: ReportScheduler;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-schedule-'));
  now = new Date(2026, 10, 24, 8).getTime();
  open = true;
  asked = [];
  const reports = join(folder, 'reports');
  settings = {
    ...defaultSettings,
    reportSchedule: {
      ...noSchedule,
      on: true,
      every: 'day',
      hour: 6,
      folder: reports,
      format: 'json',
    },
  };
  scheduler = startScheduler();
});
afterEach(async () => {
  await scheduler.close();
  rmSync(folder, { recursive: true, force: true });
});

function startScheduler(everyMs?: number): ReportScheduler {
  return createReportScheduler({
    settings: () => settings,
    keepRun: (reportRun) => {
      settings = { ...settings, reportRun };
    },
    async begin(question) {
      asked.push(question);
      return open ? ok(sourceOf(everyBlock)) : null;
    },
    print: () => Promise.reject(new Error('nothing is printed here')),
    sendMail: () => Promise.reject(new Error('nothing is mailed here')),
    secrets: { get: () => null },
    now: () => now,
    ...(everyMs === undefined ? {} : { everyMs }),
  });
}

describe('the scheduled report', () => {
  it('lies in its folder when its hour is over, of the time since the turn before', async () => {
    mkdirSync(join(folder, 'reports'));
    await scheduler.look();
    const [name = ''] = readdirSync(join(folder, 'reports'));
    expect(JSON.parse(readFileSync(join(folder, 'reports', name), 'utf8'))).toEqual(everyBlock);
    expect(settings.reportRun).toEqual({
      at: now,
      path: join(folder, 'reports', name),
      mailedTo: [],
      error: null,
    });
    expect(asked).toMatchObject([{ from: new Date(2026, 10, 23, 6).getTime(), to: null }]);
    await scheduler.look();
    expect(asked).toHaveLength(1);
  });

  it('says why it could not be written, and is tried again when an hour is over', async () => {
    await scheduler.look();
    expect(settings.reportRun).toMatchObject({
      path: null,
      error: { code: 'report-not-written', message: /its folder is not there/ },
    });
    mkdirSync(join(folder, 'reports'));
    now += 59 * 60_000;
    await scheduler.look();
    expect(readdirSync(join(folder, 'reports'))).toEqual([]);
    now += 60_000;
    await scheduler.look();
    expect(readdirSync(join(folder, 'reports'))).toHaveLength(1);
  });

  it('is looked for by itself, and is whole when the console ends meanwhile', async () => {
    mkdirSync(join(folder, 'reports'));
    const own = startScheduler(1);
    await until(() => asked.length > 0, 'a report begun');
    await own.close();
    expect(settings.reportRun).toMatchObject({ error: null });
    const [name = ''] = readdirSync(join(folder, 'reports'));
    expect(JSON.parse(readFileSync(join(folder, 'reports', name), 'utf8'))).toEqual(everyBlock);
  });

  it('waits for the site to be open', async () => {
    open = false;
    await scheduler.look();
    expect(settings.reportRun).toBeNull();
  });

  it('takes no folder that would be somewhere else from another place', async () => {
    settings.reportSchedule.folder = 'reports';
    await scheduler.look();
    expect(settings.reportRun?.error?.message).toContain('no whole path');
  });
});
