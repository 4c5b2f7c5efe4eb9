import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { SlaPromise } from '../../../src/shared/sla/objective.ts';
import type { SlaOverview } from '../../../src/shared/sla/sla-overview.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../../support/console-process.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { until } from '../../support/until.ts';

/** A host of 8 pCPUs with three PV guests: app-01 of 8 vCPUs, two of 1. */
const host = 'xen-06';
const cleanups = createCleanups();
let demo: DemoSite;
let doors: DemoDoors;
let data: ReturnType<typeof makeDataDir>;
let console_: ConsoleProcess;
let client: ConsoleClient;
let hostId: string;

beforeAll(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 2 }));
  doors = cleanups.add(demoDoors(demo.hosts));
});
afterAll(() => cleanups.run());

beforeEach(async () => {
  data = makeDataDir();
  await open();
  await client.must('settings.update', { usageIntervalSeconds: 2 });
  hostId = await addHost(client, doors.door(host));
  await untilRead(client, [hostId]);
});
afterEach(async () => {
  client.close();
  await console_.stop();
  data.remove();
  for (const guest of ['app-01', 'ns-01', 'ntp-01']) demo.control.burn(host, guest, 0);
});

async function open(): Promise<void> {
  console_ = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  client = await connectClient(console_.url);
}

/** SIGKILL, as a power cut is: nothing gets a chance to tidy up. */
async function kill(): Promise<void> {
  client.close();
  await console_.kill();
}

const weight = (guest: string) => demo.control.tuning(host, guest).weight;

function uuidOf(name: string): string {
  const uuid = client.state().vms[hostId]?.[name]?.uuid;
  if (!uuid) throw new Error(`${name} has no UUID`);
  return uuid;
}

async function promise(name: string, more: Partial<SlaPromise>): Promise<string> {
  const subject = { kind: 'vm', uuid: uuidOf(name), name } as const;
  const { id } = await client.must('sla.put', { id: null, subject, promise: samplePromise(more) });
  return id;
}

/** Asks again until the overview is so; fails with what it was. */
async function untilLevels<T>(
  what: string,
  look: (overview: SlaOverview) => T | undefined | null | false,
): Promise<T> {
  return until(async () => look(await client.must('sla.overview', {})), what);
}

/** pCPUs that a guest gets of its host over a second, by the host's own count. */
async function share(guest: string): Promise<number> {
  /** Both of one moment: taken again when this process had to wait in between. */
  const at = (): readonly [number, number] => {
    const time = Date.now();
    const used = demo.control.cpuSeconds(host, guest);
    return Date.now() - time > 2 ? at() : [time / 1000, used];
  };
  const [began, before] = at();
  const now = await until(() => {
    const [time, used] = at();
    return time - began >= 1 ? ([time, used] as const) : null;
  }, 'a second of CPU time');
  return (now[1] - before) / (now[0] - began);
}

/** The two small guests and the big one all want the whole host. */
function crowd(): void {
  demo.control.burn(host, 'app-01', 8);
  demo.control.burn(host, 'ns-01', 1);
  demo.control.burn(host, 'ntp-01', 1);
}

describe('a promise of CPU that a full host does not keep', () => {
  it('raises the VM’s weight, which it feels, and gives it back when the objective is removed', async () => {
    crowd();
    const before = await share('ns-01');
    expect(before).toBeLessThan(0.9);
    const id = await promise('ns-01', { cpus: 0.95 });
    await untilLevels('the weight set', ({ audit }) => audit.some(({ kind }) => kind === 'set'));
    expect(weight('ns-01')).toBeGreaterThan(256);
    expect(await share('ns-01')).toBeGreaterThan(Math.max(0.9, before * 1.1));
    const level = await untilLevels('the promise kept', ({ levels }) =>
      levels.find(({ now, held }) => now === 'kept' && held.length > 0),
    );
    expect(level.held).toEqual([{ part: 'weight', original: 256, set: weight('ns-01') }]);
    // The inventory tells of it without waiting for a sweep, and the tray stays empty.
    await client.until('the new weight in the inventory', ({ vms }) => {
      return vms[hostId]?.['ns-01']?.weight === weight('ns-01');
    });
    expect(Object.values(client.state().jobs)).toEqual([]);

    await client.must('sla.remove', { id });
    await until(() => weight('ns-01') === 256, 'the old weight');
    const { audit, levels } = await client.must('sla.overview', {});
    expect(levels).toEqual([]);
    await untilLevels('the return told', (now) => now.audit[0]?.kind === 'returned');
    expect(audit.map(({ text }) => text).join('\n')).toContain('of 0.95 promised pCPUs');
    expect(await share('ns-01')).toBeLessThan(0.9);
  });

  it('is only proposed in mode suggest, and set when that is accepted', async () => {
    crowd();
    const id = await promise('ns-01', { cpus: 0.95, mode: 'suggest' });
    const proposal = await untilLevels('a proposal', ({ proposals }) => proposals[0]);
    expect(proposal.step).toMatchObject({ kind: 'tune', part: 'weight', from: 256 });
    expect(weight('ns-01')).toBe(256);
    const { uuid, step } = proposal;
    const other = { ...step, to: 300 } as typeof step;
    expect(await client.invoke('sla.accept', { uuid, step: other })).toMatchObject({
      ok: false,
      error: { code: 'not-possible-now' },
    });
    await client.must('sla.accept', { uuid, step });
    expect(weight('ns-01')).toBe(step.kind === 'tune' ? step.to : 0);
    await client.must('sla.remove', { id });
    await until(() => weight('ns-01') === 256, 'the old weight');
  });

  it('leaves alone what somebody else has set since', async () => {
    crowd();
    const id = await promise('ns-01', { cpus: 0.95 });
    await untilLevels('the weight set', ({ audit }) => audit.some(({ kind }) => kind === 'set'));
    demo.control.retune(host, 'ns-01', { weight: 700 });
    await client.must('sla.remove', { id });
    const told = await untilLevels('what became of it', ({ audit }) =>
      audit.find(({ kind }) => kind === 'returned'),
    );
    expect(told.text).toContain('was set to 700 by somebody else, and stays');
    expect(weight('ns-01')).toBe(700);
    demo.control.retune(host, 'ns-01', { weight: 256 });
  });

  it('counts neither way while its host is not heard of', async () => {
    await promise('ns-01', { cpus: null });
    await untilLevels('some time kept', ({ levels }) => (levels[0]?.month.goodMs ?? 0) > 0);
    await client.must('hosts.disconnect', { hostId });
    const before = await untilLevels('nothing known', ({ levels }) =>
      levels.find(({ now }) => now === 'unknown'),
    );
    expect(before.month.badMs).toBe(0);
    // It may well run there, as it does: nothing is proposed that could make two of it.
    expect(before.unsure).toContain(`ns-01 may still run there: it is started elsewhere only`);
    expect((await client.must('sla.overview', {})).proposals).toEqual([]);
  });

  it('says of an objective that no host can meet that it is so', async () => {
    await promise('ns-01', { cpus: 3 });
    const level = await untilLevels('the level', ({ levels }) => levels[0]);
    expect(level.impossible).toContain('at most 1 vCPU ');
  });
});

describe('a console that was killed while it held a weight', () => {
  it('knows the old weight at its next start, and gives it back then', async () => {
    crowd();
    const id = await promise('ns-01', { cpus: 0.95 });
    await untilLevels('the weight set', ({ audit }) => audit.some(({ kind }) => kind === 'set'));
    const set = weight('ns-01');
    await kill();
    await open();
    await client.until('the host again', ({ vms }) => vms[hostId]?.['ns-01']?.state === 'running');
    expect(weight('ns-01')).toBe(set);
    const { levels } = await client.must('sla.overview', {});
    expect(levels[0]?.held).toEqual([{ part: 'weight', original: 256, set }]);
    await client.must('sla.remove', { id });
    await until(() => weight('ns-01') === 256, 'the old weight');
  });

  it('gives it back even when it is killed right after the objective was removed', async () => {
    crowd();
    const id = await promise('ns-01', { cpus: 0.95 });
    await untilLevels('the weight set', ({ audit }) => audit.some(({ kind }) => kind === 'set'));
    demo.control.freeze(host);
    await client.must('sla.remove', { id });
    await kill();
    demo.control.thaw(host);
    expect(weight('ns-01')).toBeGreaterThan(256);
    await open();
    await until(() => weight('ns-01') === 256, 'the old weight');
  });
});

describe('a console that was killed in the middle of a restart', () => {
  it.each([
    ['brings the VM up at its next start', 0, 'running'],
    ['leaves a VM alone that was taken down long ago, and says so', 86_400_000, 'off'],
  ] as const)('%s', async (_, agoMs, becomes) => {
    const uuid = uuidOf('ntp-01');
    client.close();
    await console_.stop();
    // As it lies on disk between the two steps: taken down, and not started again.
    const store = openStore(join(data.path, 'site.sqlite'), { log: recordingLog() });
    if (!store.ok) throw new Error(store.error.message);
    const restart = { hostId, at: Date.now() - agoMs };
    store.value.sla.putLease({ uuid, name: 'ntp-01', parts: {}, restart });
    store.value.close();
    demo.control.stopGuest(host, 'ntp-01');
    await open();
    const told = await untilLevels('what became of it', ({ audit }) => audit[0]);
    expect(told.kind).toBe(becomes === 'running' ? 'set' : 'failed');
    expect(demo.control.look(host, 'ntp-01')?.state ?? 'off').toBe(becomes);
    if (becomes === 'off') demo.control.startGuest(host, 'ntp-01');
  });
});

describe('promises that add up to more than their host has', () => {
  it('leave the lesser VM as it is, and say so with the numbers', async () => {
    crowd();
    await promise('app-01', { cpus: 8, priority: 'high', mode: 'watch' });
    await promise('ns-01', { cpus: 0.95, priority: 'low' });
    const level = await untilLevels('what is in the way', ({ levels }) =>
      levels.find(({ name, helpless }) => name === 'ns-01' && helpless !== null),
    );
    expect(level.helpless).toContain('is more than it has');
    expect(level.now).toBe('broken');
    expect(weight('ns-01')).toBe(256);
  });
});

describe('a VM that is promised to run', () => {
  it('is started anew after a crash, and runs once', async () => {
    await promise('ntp-01', { cpus: null });
    await untilLevels('the promise kept', ({ levels }) => levels[0]?.now === 'kept');
    demo.control.crashGuest(host, 'ntp-01');
    const breach = await untilLevels('the crash told', ({ breaches }) =>
      breaches.find(({ cause }) => cause === 'crashed'),
    );
    expect(breach.name).toBe('ntp-01');
    const told = await untilLevels('the restart told', ({ audit }) =>
      audit.find(({ kind }) => kind === 'set'),
    );
    expect(told.text).toBe('Restarted. ntp-01 has crashed.');
    expect(demo.control.look(host, 'ntp-01')?.state).toBe('running');
    expect(demo.control.whereRuns('ntp-01')).toEqual([host]);
    await untilLevels('the promise kept again', ({ levels }) => levels[0]?.now === 'kept');
  });

  it('has to answer, where that is promised; one that does not is named and left as it is', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await promise('ntp-01', { cpus: null, probe: { kind: 'tcp', address: '127.0.0.1', port } });
    await untilLevels('the promise kept', ({ levels }) => levels[0]?.now === 'kept');
    await new Promise((resolve) => server.close(resolve));
    const level = await untilLevels('nothing that helps', ({ levels }) =>
      levels.find(({ helpless }) => helpless !== null),
    );
    expect(level).toMatchObject({ now: 'broken', cause: 'unreachable' });
    expect(level.answer).toContain(`127.0.0.1:${port}: connect ECONNREFUSED`);
    expect(level.helpless).toContain('ntp-01 runs, but does not answer.');
    const { proposals, audit } = await client.must('sla.overview', {});
    expect(proposals).toEqual([]);
    expect(audit.map(({ kind }) => kind)).toEqual(['said']);
    expect(demo.control.look(host, 'ntp-01')?.state).toBe('running');
  });
});
