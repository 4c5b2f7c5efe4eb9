import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createJobs } from '../../../src/main/core/jobs/create-jobs.ts';
import { powerJob } from '../../../src/main/core/jobs/power-job.ts';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { createXlDriver } from '../../../src/main/core/xen/xl/xl-driver.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import { endedJobStates, type PowerAction } from '../../../src/shared/model/job.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { createFakeXenTools } from '../../support/fake-xen-tools.ts';
import { createLocalLink } from '../../support/local-link.ts';
import { createLocalRunner } from '../../support/local-runner.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleVm } from '../../support/sample-site.ts';
import { until } from '../../support/until.ts';

const hostile = 'web "1" $(reboot) ü';
const folders: string[] = [];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const head = 'Name ID Mem VCPUs State Time(s) UUID Reason-Code Security Label\n';
const dom0 = 'Domain-0 0 1024 1 r----- 99.0 00000000-0000-0000-0000-000000000000 - -\n';
const row = (name: string, domid: number, state: string) =>
  `${name} ${domid} 128 1 ${state} 1.0 ccd5929a-1cff-474c-93fa-ef9068940683 - -\n`;

/** A console with one host, whose `xl` says what the test puts there. */
function openHost(options: { vm?: string; configPath?: string | null; path?: string } = {}) {
  const vm = options.vm ?? 'web1';
  const tools = createFakeXenTools();
  cleanups.push(() => tools.remove());
  const configPath =
    options.configPath === undefined ? join(tools.configDir, 'vm.cfg') : options.configPath;
  if (configPath) writeFileSync(configPath, `name = '${vm}'\n`);
  const link = createLocalLink('h1', createLocalRunner({ env: tools.env }));
  const driver = createXlDriver({ configDir: tools.configDir });
  let site: SiteState = {
    ...emptySite,
    vms: { h1: { [vm]: sampleVm({ name: vm, configPath }) } },
  };
  const store = openStore(options.path ?? ':memory:', { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  let later = 0;
  const close = () => store.value.close();
  const jobs = createJobs({
    definitions: [
      powerJob({
        linkOf: (hostId) => (hostId === 'h1' ? link : undefined),
        driverOf: () => driver,
        stateOf: () => site,
        lookEveryMs: 10,
        patience: () => 3_600_000,
      }),
    ],
    journal: store.value.journal,
    moveConcurrency: () => 1,
    emit: (events) => {
      for (const event of events) site = applyEvent(site, event);
    },
    log: recordingLog(),
    now: () => Date.now() + later,
  });
  const jobIn = () => Object.values(site.jobs)[0];
  return {
    tools,
    link,
    jobs,
    close,
    journal: store.value.journal as Store['journal'],
    job: jobIn,
    /** The domain as `xl list -v` shows it from now on; null: it is off. */
    shows(state: string | null, domid = 7) {
      tools.answer('list -v', head + dom0 + (state === null ? '' : row(vm, domid, state)));
      tools.domains(state === null ? { 0: 'Domain-0' } : { 0: 'Domain-0', [domid]: vm });
    },
    begin(action: PowerAction) {
      const started = jobs.start([{ kind: 'power', action, vm, hostId: 'h1' }]);
      if (!started.ok) throw new Error(started.error.message);
    },
    ended: () =>
      until(() => {
        const job = jobIn();
        return job && endedJobStates.includes(job.state) ? job : null;
      }, 'the end of the job'),
    /** The patience with the guest is over. */
    tire() {
      later = 24 * 3_600_000;
    },
    asked: (command: string) =>
      until(() => tools.calls().some((call) => call === command), `xl ${command}`),
  };
}

describe('a power action', () => {
  it.each(['web1', hostile, '-l', '12'])(
    'on %s is over when the VM is where it should be',
    async (vm) => {
      const host = openHost({ vm });
      host.shows('-b----');
      host.tools.answer('shutdown 7', '');
      host.begin('shutdown');
      await host.asked('shutdown 7');
      await until(() => host.job()?.state === 'verifying', 'the look');
      expect(host.job()?.cancellable).toBe(false);
      host.shows(null);
      expect(await host.ended()).toMatchObject({ state: 'succeeded', summary: `${vm} is off.` });
    },
  );

  it('cannot be taken back once the toolstack was asked', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.answer('shutdown 7', '');
    // Until the guest has heard it, xl's request lies there.
    host.tools.store('/local/domain/7/control/shutdown', 'poweroff');
    host.begin('shutdown');
    await host.asked('shutdown 7');
    const job = host.job();
    expect(job).toMatchObject({ state: 'running', cancellable: false });
    expect(host.jobs.cancel(job?.id ?? '')).toMatchObject({ error: { code: 'not-possible-now' } });
    host.tools.store('/local/domain/7/control/shutdown', '');
    host.shows(null);
    expect(await host.ended()).toMatchObject({ state: 'succeeded' });
  });

  it('starts a VM from its configuration, and sees it run', async () => {
    const host = openHost();
    host.shows(null);
    const create = `create -f ${host.tools.configDir}/vm.cfg`;
    host.tools.answer(create, 'Parsing config from vm.cfg\n');
    host.begin('start');
    await host.asked(create);
    host.shows('r-----', 8);
    expect(await host.ended()).toMatchObject({
      state: 'succeeded',
      summary: 'web1 is running.',
      log: ['Parsing config from vm.cfg'],
    });
  });

  it.each<[PowerAction, string | null, RegExp]>([
    ['start', '-b----', /running already/],
    ['shutdown', null, /is off/],
    ['shutdown', '--p---', /paused and cannot hear a request/],
    ['reboot', '---sc-', /crashed and cannot hear/],
    ['force-off', null, /is off/],
    ['pause', '--p---', /is paused/],
    ['resume', '-b----', /not paused/],
  ])(
    '%s is refused for a VM in state %s, with the reason, and nothing is asked',
    async (action, state, reason) => {
      const host = openHost();
      host.shows(state);
      host.begin(action);
      const job = await host.ended();
      expect(job.state).toBe('failed');
      expect(job.error?.message).toMatch(reason);
      expect(host.tools.calls().filter((call) => call !== 'list -v')).toEqual([]);
    },
  );

  it('is refused for a VM without a configuration to start from', async () => {
    const host = openHost({ configPath: null });
    host.shows(null);
    host.begin('start');
    expect((await host.ended()).error).toMatchObject({
      message: expect.stringMatching(/no configuration file/),
    });
  });

  it('fails with the toolstack’s own words', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.fail('destroy 7', 1, 'libxl: error: Domain 7:xc_domain_destroy failed\n');
    host.begin('force-off');
    expect(await host.ended()).toMatchObject({
      state: 'failed',
      error: { details: expect.stringContaining('xc_domain_destroy failed') },
      log: ['libxl: error: Domain 7:xc_domain_destroy failed'],
    });
  });

  it('has succeeded if the VM is where it should be, whatever the toolstack said', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.fail('destroy 7', 1, 'xl: gone meanwhile\n');
    host.tools.onceAsked('destroy 7', () => host.shows(null));
    host.begin('force-off');
    expect(await host.ended()).toMatchObject({ state: 'succeeded' });
  });

  it('does not believe the toolstack’s yes: a guest that stays is told of', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.answer('reboot 7', '');
    host.begin('reboot');
    await until(() => host.job()?.state === 'verifying', 'the look');
    host.tire();
    expect(await host.ended()).toMatchObject({
      state: 'failed',
      summary: 'web1 did not react to the request and is running.',
    });
  });

  it('is a restart only when a new domain runs', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.answer('reboot 7', '');
    host.begin('reboot');
    await host.asked('reboot 7');
    host.shows('r-----', 8);
    expect(await host.ended()).toMatchObject({ state: 'succeeded', summary: 'web1 is running.' });
  });

  it('is undecided when the host is away, and decided when it is back', async () => {
    const host = openHost();
    host.shows('-b----');
    host.tools.answer('shutdown 7', '');
    host.begin('shutdown');
    await host.asked('shutdown 7');
    await until(() => host.job()?.state === 'verifying', 'the look');
    host.link.cut();
    // A look that was under way may still come to its end.
    await until(() => host.link.refusals() > 0, 'a look in vain');
    host.tire();
    expect(await host.ended()).toMatchObject({
      state: 'undecided',
      error: { code: 'ssh-unreachable' },
      findings: [{ hostId: 'h1' }],
    });
    host.link.restore();
    host.shows(null);
    host.jobs.hostOnline('h1');
    await until(() => host.job()?.state === 'succeeded', 'the second look');
  });

  describe('that the console did not live to see the end of', () => {
    function fileFor(): string {
      const folder = mkdtempSync(join(tmpdir(), 'power-'));
      folders.push(folder);
      return join(folder, 'site.sqlite');
    }
    const spec = { kind: 'power', action: 'shutdown', vm: 'web1', hostId: 'h1' } as const;
    function leave(path: string, ...steps: [string, Record<string, unknown>][]) {
      const store = openStore(path, { log: recordingLog() });
      if (!store.ok) throw new Error(store.error.message);
      store.value.journal.open({ id: 'old', spec, createdAt: 1 });
      for (const [step, data] of steps) store.value.journal.record('old', { at: 2, step, data });
      store.value.close();
    }

    it.each<[string, string | null, object]>([
      ['is off now', null, { state: 'succeeded', summary: 'web1 is off.' }],
      [
        'still runs',
        '-b----',
        { state: 'failed', summary: expect.stringMatching(/ended during this; web1 is running/) },
      ],
    ])('is told by where the VM is: it %s', async (_what, state, end) => {
      const path = fileFor();
      leave(path, ['begun', {}], ['acting', { before: 7 }]);
      const host = openHost({ path });
      cleanups.push(host.close);
      host.shows(state);
      host.jobs.recover([]);
      expect(await host.ended()).toMatchObject(end);
      expect(host.tools.calls()).toEqual(['list -v']);
    });

    it('was nothing, if the toolstack had not been asked: no success is claimed', async () => {
      const path = fileFor();
      leave(path, ['begun', {}]);
      const host = openHost({ path });
      cleanups.push(host.close);
      host.shows('-b----');
      host.jobs.recover([]);
      expect(await host.ended()).toMatchObject({
        state: 'cancelled',
        summary: expect.stringMatching(/nothing was done/),
      });
    });
  });
});
