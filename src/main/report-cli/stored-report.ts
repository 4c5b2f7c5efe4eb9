import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appError } from '../../shared/app-error.ts';
import { err, type Result } from '../../shared/result.ts';
import type { Log } from '../core/log.ts';
import { createReport } from '../core/reports/create-report.ts';
import { siteInputs } from '../core/reports/site-inputs.ts';
import { readFailure } from '../core/reports/store-failure.ts';
import { type PrintPdf, writeReport } from '../core/reports/write-report.ts';
import { openSampleStore } from '../core/samples/sample-store.ts';
import { copyStore } from '../core/store/copy-store.ts';
import { openStore, type Store } from '../core/store/open-store.ts';
import type { SiteWalk } from '../core/store/site-walk.ts';
import type { ReportRequest } from './report-request.ts';

interface StoredReportOptions {
  print: PrintPdf;
  log: Log;
  now: number;
  timeZone: string;
  signal: AbortSignal;
}

/**
 * Writes a report of what a console keeps in its folder. The console may run meanwhile: a copy
 * of its files is read, and they are left as they are.
 * @returns `store-unusable` where there is no site, or no whole moment of it could be copied.
 */
export async function storedReport(
  request: ReportRequest,
  options: StoredReportOptions & { data: string },
): Promise<Result<{ bytes: number }>> {
  const { data } = options;
  if (!existsSync(join(data, 'site.sqlite'))) {
    return err(
      appError('store-unusable', `There is no site in ${data}.`, {
        hint: 'Name the folder of a console’s data with --data, or take --demo.',
      }),
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'stateroom-report-'));
  try {
    await chmod(folder, 0o700);
    for (const name of ['site.sqlite', 'samples.sqlite']) {
      const path = join(data, name);
      if (existsSync(path) && !(await copyStore(path, join(folder, name)))) return changing(path);
    }
    return await fromCopy(request, folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function changing(path: string): Result<never> {
  return err(
    appError('store-unusable', `${path} is written to all the time: it could not be copied.`, {
      hint: 'Try again in a while, or make the report in the console that is open.',
      retryable: true,
    }),
  );
}

async function fromCopy(
  request: ReportRequest,
  folder: string,
  { print, log, now, timeZone, signal }: StoredReportOptions,
): Promise<Result<{ bytes: number }>> {
  const store = openStore(join(folder, 'site.sqlite'), { log });
  if (!store.ok) return store;
  const samples = openSampleStore(join(folder, 'samples.sqlite'), () => now);
  try {
    if (!samples.ok) return samples;
    if (store.value.damaged) return damaged();
    const hostId = request.host === null ? null : findHost(store.value, request);
    if (hostId && !hostId.ok) return hostId;
    const { kind, from, to, sections, format, out: path } = request;
    const question = { kind, from, to, sections, ...(hostId ? { hostId: hostId.value } : {}) };
    const made = siteInputs(question, now, {
      ...store.value,
      samples: samples.value,
      live: null,
    });
    if (!made.ok) return made;
    const about = { site: request.site ?? 'Own site', to: made.value.to, madeAt: now, timeZone };
    const report = createReport(question, made.value.inputs, about);
    return report.ok
      ? await writeReport(report.value, { path, format, sections, print, signal })
      : report;
  } finally {
    if (samples.ok) samples.value.close();
    store.value.close();
  }
}

function damaged(): Result<never> {
  return err(
    appError('store-unusable', 'The site’s store is damaged.', {
      hint: 'Start the console: it sets the file aside and saves what can be read.',
    }),
  );
}

/** By its name first: an address may have two names. */
function findHost({ history }: Store, { host: name, to }: ReportRequest): Result<string> {
  const walk = history.walk(to ?? Number.MAX_SAFE_INTEGER);
  if (!walk.ok) return walk;
  try {
    const found = hostNamed(walk.value, name ?? '');
    if (found !== null) return { ok: true, value: found };
  } catch (thrown) {
    const failed = readFailure(thrown);
    if (!failed) throw thrown;
    return failed;
  }
  return err(appError('host-not-found', `There is no host ${name} in the site.`));
}

function hostNamed(walk: SiteWalk, name: string): string | null {
  let byAddress: string | null = null;
  for (const { host } of walk.hosts()) {
    if (host.label === name || host.id === name) return host.id;
    if (host.access.address === name) byAddress ??= host.id;
  }
  return byAddress;
}
