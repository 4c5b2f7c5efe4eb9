import { constants } from 'node:fs';
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { appError } from '../../shared/app-error.ts';
import type { MethodName, MethodOutput } from '../../shared/contract/methods.ts';
import type { SiteState } from '../../shared/model/site.ts';
import { err, type Result } from '../../shared/result.ts';
import type { Core } from '../core/core.ts';
import { createCore } from '../core/create-core.ts';
import type { Log } from '../core/log.ts';
import { notWritten, type PrintPdf } from '../core/reports/write-report.ts';
import { createSessionSecrets } from '../core/ssh/session-secrets.ts';
import { openDemo } from '../demo/open-demo.ts';
import type { ReportRequest } from './report-request.ts';

/** Starts the demo site, looks at all of it, writes the report and ends it again. */
export async function demoReport(
  request: ReportRequest & { demo: { hosts: number; vms: number; seed: number } },
  { print, log }: { print: PrintPdf; log: Log },
): Promise<Result<{ bytes: number }>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stateroom-report-'));
  const core = createCore({
    dataDir,
    settingsFile: { get: () => ({ usageIntervalSeconds: 2 }), set: () => undefined },
    secrets: createSessionSecrets(),
    openDemo: () => openDemo(request.demo),
    initialSite: 'demo',
    checkOutputs: false,
    print,
    log,
  });
  try {
    const state = await wholeSite(core);
    const { kind, from, to, sections, format } = request;
    const host = Object.values(state.hosts).find(({ id, label }) =>
      [id, label].includes(request.host ?? ''),
    );
    if (request.host !== null && !host) {
      return err(appError('host-not-found', `The demo site has no host ${request.host}.`));
    }
    const question = { kind, from, to, sections, ...(host ? { hostId: host.id } : {}) };
    const made = await ask(core, 'reports.make', { question, format });
    if (!made.ok) return made;
    const file = core.madeReport(made.value.reportId);
    return file ? await put(file.path, request.out, made.value.bytes) : made;
  } finally {
    await core.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ask<M extends MethodName>(
  core: Core,
  method: M,
  input: unknown,
): Promise<Result<MethodOutput<M>>> {
  return (await core.invoke(method, input)) as Result<MethodOutput<M>>;
}

/**
 * Resolves once every image server was looked at, and every host twice: a load is known from the
 * second look on.
 */
export async function wholeSite(core: Core): Promise<SiteState> {
  const { promise, resolve } = Promise.withResolvers<SiteState>();
  const look = async () => {
    const snapshot = await ask(core, 'site.snapshot', {});
    if (!snapshot.ok) return;
    const { state } = snapshot.value;
    const hosts = Object.values(state.hosts);
    const servers = Object.values(state.imageServers);
    if (hosts.length === 0 || servers.some(({ facts }) => facts === null)) return;
    if (hosts.every(({ usage }) => usage?.cpu != null)) resolve(state);
  };
  const stop = core.subscribe(() => void look());
  await look();
  const state = await promise;
  stop();
  return state;
}

/** The same as for a stored site: a whole file or none. */
async function put(from: string, to: string, bytes: number): Promise<Result<{ bytes: number }>> {
  const partial = join(dirname(to), `.${basename(to)}.${process.pid}.partial`);
  try {
    await copyFile(from, partial, constants.COPYFILE_EXCL);
    await rename(partial, to);
    return { ok: true, value: { bytes } };
  } catch (thrown) {
    return notWritten(to, thrown);
  } finally {
    await rm(partial, { force: true });
  }
}
