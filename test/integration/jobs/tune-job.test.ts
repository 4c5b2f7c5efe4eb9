import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createJobs } from '../../../src/main/core/jobs/create-jobs.ts';
import { tuneJob } from '../../../src/main/core/jobs/tune-job.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { createXlDriver } from '../../../src/main/core/xen/xl/xl-driver.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import { endedJobStates, type JobSpec } from '../../../src/shared/model/job.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { createFakeXenTools } from '../../support/fake-xen-tools.ts';
import { createLocalLink } from '../../support/local-link.ts';
import { createLocalRunner } from '../../support/local-runner.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';
import { until } from '../../support/until.ts';

const uuid = 'ccd5929a-1cff-474c-93fa-ef9068940683';
const head = 'Name ID Mem VCPUs State Time(s) UUID Reason-Code Security Label\n';
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** A console with one host, whose `xl` says what the test puts there. */
function openHost(path = ':memory:') {
  const tools = createFakeXenTools();
  cleanups.push(() => tools.remove());
  tools.domains({ 0: 'Domain-0', 7: 'web1' });
  tools.answer('list -v 7', `${head}web1 7 128 2 -b---- 1.0 ${uuid} - -\n`);
  const link = createLocalLink('h1', createLocalRunner({ env: tools.env }));
  const driver = createXlDriver({ configDir: tools.configDir });
  let site: SiteState = {
    ...emptySite,
    hosts: { h1: sampleHost({ facts: sampleFacts() }) },
    vms: { h1: { web1: sampleVm({ uuid }) } },
  };
  const store = openStore(path, { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  const tuned: number[] = [];
  const jobs = createJobs({
    definitions: [
      tuneJob({
        linkOf: (hostId) => (hostId === 'h1' ? link : undefined),
        driverOf: () => driver,
        stateOf: () => site,
        onTuned: (_, { weight }) => tuned.push(weight),
        lookEveryMs: 10,
      }),
    ],
    journal: store.value.journal,
    moveConcurrency: () => 1,
    emit: (events) => {
      for (const event of events) site = applyEvent(site, event);
    },
    log: recordingLog(),
  });
  const close = () => store.value.close();
  return {
    tools,
    jobs,
    tuned,
    journal: store.value.journal,
    close,
    /** What `xl sched-credit2 -d` shows from now on. */
    shows: (weight: number) =>
      tools.answer('sched-credit2 -d 7', `Name ID Weight Cap\nweb1 7 ${weight} 0\n`),
    ended: () =>
      until(() => {
        const job = Object.values(site.jobs)[0];
        return job && endedJobStates.includes(job.state) ? job : null;
      }, 'the end of the job'),
  };
}

const spec = (to: (JobSpec & { kind: 'tune' })['to']): JobSpec => ({
  kind: 'tune',
  vm: 'web1',
  uuid,
  hostId: 'h1',
  to,
});

describe('setting a running VM as a job', () => {
  it('succeeds when the host shows what was set, and tells what that is', async () => {
    const host = openHost();
    cleanups.push(host.close);
    host.shows(512);
    host.tools.answer('sched-credit2 -d 7 -w 512', '');
    host.jobs.start([spec({ weight: 512 })]);
    expect(await host.ended()).toMatchObject({
      state: 'succeeded',
      summary: 'web1 has weight 512 now.',
    });
    expect(host.tuned).toEqual([512]);
  });

  it('does not take the toolstack’s word for it', async () => {
    const host = openHost();
    cleanups.push(host.close);
    host.shows(256);
    host.tools.answer('sched-credit2 -d 7 -w 512', '');
    host.jobs.start([spec({ weight: 512 })]);
    expect(await host.ended()).toMatchObject({
      state: 'failed',
      summary: expect.stringContaining('still has weight 256'),
    });
  });

  it('sets nothing when the VM is not there any more', async () => {
    const host = openHost();
    cleanups.push(host.close);
    host.tools.domains({ 0: 'Domain-0' });
    host.jobs.start([spec({ weight: 512 })]);
    expect(await host.ended()).toMatchObject({ state: 'failed', error: { code: 'vm-not-found' } });
    expect(host.tools.calls().filter((call) => call.includes(' -w '))).toEqual([]);
  });

  it.each([
    [512, 'succeeded'],
    [256, 'failed'],
  ])('found in the journal after a kill ends by what the host shows: %d', async (now, state) => {
    const folder = mkdtempSync(join(tmpdir(), 'tune-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'site.sqlite');
    const before = openHost(path);
    const at = Date.now();
    before.journal.open({ id: 'j1', spec: spec({ weight: 512 }), createdAt: at });
    before.journal.record('j1', { at, step: 'begun', data: {} });
    before.journal.record('j1', { at, step: 'acting', data: {} });
    before.close();

    const after = openHost(path);
    cleanups.push(after.close);
    after.shows(now);
    expect(after.jobs.recover([]).ok).toBe(true);
    expect(await after.ended()).toMatchObject({ state });
    expect(after.tools.calls().filter((call) => call.includes(' -w '))).toEqual([]);
  });
});
