import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { until } from '../../support/until.ts';

/** All three in one rack: they share an NFS export and a SAN. */
const [dying, other, third] = ['xen-03', 'xen-01', 'xen-05'] as const;
const [guest, path, link] = ['wiki-04', '/etc/xen/wiki-04.cfg', '/etc/xen/auto/wiki-04.cfg'];
let demo: DemoSite;
let doors: DemoDoors;
let core: OwnCore;
let hostId: string;

beforeEach(async () => {
  demo = await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 4 });
  doors = demoDoors(demo.hosts);
  core = await openOwnCore([dying, other, third].map((label) => doors.door(label)));
  hostId = core.idOf(dying);
  // What is not known of a host when it dies is known never.
  await until(
    async () =>
      (await rows()).every(({ reasons }) => reasons.every(({ code }) => code !== 'no-config')),
    'every configuration seen',
  );
});
afterEach(async () => {
  await core.close();
  doors.close();
  await demo.close();
});

async function rows(choices: Record<string, string | null> = {}) {
  return (await core.must('outages.plan', { hostId, choices })).rows;
}

async function die(): Promise<void> {
  await demo.control.stopHost(dying);
  await silence();
}

async function silence(): Promise<void> {
  await core.until('its silence', ({ hosts }) => hosts[hostId]?.link.state === 'offline');
}

/** Its power is back, and the console has read it anew. */
async function comeBack(): Promise<void> {
  await demo.control.startHost(dying);
  await core.must('hosts.connect', { hostId });
  await core.until('it is back', ({ hosts }) => hosts[hostId]?.link.state === 'online');
}

async function restart(vm = guest, to: string = other): Promise<Job> {
  const restarts = [{ vm, targetHostId: core.idOf(to) }];
  const { jobIds } = await core.must('outages.restart', { hostId, restarts });
  return core.ended(jobIds[0] ?? '');
}

async function startElsewhere(): Promise<void> {
  await die();
  await core.must('outages.giveWord', { hostId, typed: dying });
  const job = await restart();
  expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded' });
}

async function retire(): Promise<Job> {
  const uuids = core.state().outages[hostId]?.vms.map(({ uuid }) => uuid) ?? [];
  const { jobIds } = await core.must('outages.retire', { hostId, uuids });
  return core.ended(jobIds[0] ?? '');
}

describe('a VM whose host is dead', () => {
  it('is started nowhere while nothing proves that', async () => {
    await die();
    const restarts = [{ vm: guest, targetHostId: core.idOf(other) }];
    const unproved = await core.invoke('outages.restart', { hostId, restarts });
    expect(unproved).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
    const wrong = await core.invoke('outages.giveWord', { hostId, typed: 'xen-3' });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(core.state().outages).toEqual({});
    expect(demo.control.whereRuns(guest)).toEqual([]);
  });

  it('is started by the user’s word from what was last seen of it, with its autostart', async () => {
    const before = demo.control.readFile(dying, path);
    await startElsewhere();
    expect(demo.control.whereRuns(guest)).toEqual([other]);
    expect(demo.control.readFile(other, path)).toBe(before);
    expect(demo.control.readFile(other, link)).toBe(before);
    // It is known to be elsewhere, so that it is shown there and not where it was.
    expect(core.state().vms[hostId]?.[guest]).toBeUndefined();
    await core.until('it is seen there', ({ vms }) =>
      Boolean(vms[core.idOf(other)]?.[guest]?.domid),
    );
    expect(core.state().outages[hostId]).toMatchObject({
      proof: { kind: 'word' },
      vms: [{ name: guest, autostart: true, configPath: path, targetHostId: core.idOf(other) }],
    });
  });

  it('is not started once that host answers again, whatever was said before', async () => {
    await die();
    await core.must('outages.giveWord', { hostId, typed: dying });
    await comeBack();
    expect(core.state().outages[hostId]).toBeUndefined();
    const restarts = [{ vm: guest, targetHostId: core.idOf(other) }];
    expect(await core.invoke('outages.restart', { hostId, restarts })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('answers') },
    });
    expect(demo.control.whereRuns(guest)).toEqual([dying]);
  });

  it('is called once more before anything is done: one that answers stops the job', async () => {
    await die();
    await core.must('outages.giveWord', { hostId, typed: dying });
    // The console has not heard of it yet; the job does.
    await demo.control.startHost(dying);
    const restarts = [{ vm: guest, targetHostId: core.idOf(other) }];
    const started = await core.invoke('outages.restart', { hostId, restarts });
    if (started.ok) {
      const job = await core.ended(started.value.jobIds[0] ?? '');
      expect(job).toMatchObject({ state: 'failed', error: { code: 'preflight-refused' } });
    }
    expect(demo.control.whereRuns(guest)).toEqual([dying]);
    expect(demo.control.readFile(other, path)).toBeNull();
  });

  it('stays off, with the reason, where no host has its disk, or it runs already', async () => {
    await die();
    await core.must('outages.giveWord', { hostId, typed: dying });
    for (const row of await rows()) expect(row.targetHostId, JSON.stringify(row)).not.toBeNull();
    const chosen = await rows({ [guest]: null });
    expect(chosen.find(({ vm }) => vm.name === guest)).toMatchObject({ targetHostId: null });
    // As an admin would, in another terminal.
    demo.control.writeFile(other, path, demo.control.readFile(dying, path) ?? '');
    demo.control.startGuest(other, guest);
    const job = await restart(guest, third);
    expect(job).toMatchObject({ state: 'failed' });
    expect(demo.control.whereRuns(guest)).toEqual([other]);
  });

  it('leaves nothing behind where it cannot be started', async () => {
    await die();
    await core.must('outages.giveWord', { hostId, typed: dying });
    // Somebody takes the name at the last moment, with another uuid.
    demo.control.writeFile(
      other,
      '/etc/xen/x.cfg',
      `name = "${guest}"\ntype = "pv"\nmemory = 64\n`,
    );
    demo.control.startGuest(other, 'x');
    const job = await restart();
    expect(job).toMatchObject({ state: 'failed' });
    expect(demo.control.readFile(other, path)).toBeNull();
    expect(core.state().outages[hostId]?.vms).toEqual([]);
  });
});

describe('a dead host that comes back', () => {
  it('has started the VM a second time: that is found, and nothing is hidden until it is ended', async () => {
    await startElsewhere();
    await comeBack();
    expect(demo.control.whereRuns(guest).sort()).toEqual([other, dying].sort());
    await core.until('it is seen twice', ({ vms }) => Boolean(vms[hostId]?.[guest]?.domid));
    expect(await retire()).toMatchObject({
      state: 'failed',
      error: { hint: expect.stringContaining('Force it off') },
    });
    const off = { vm: { hostId, name: guest }, action: 'force-off' as const };
    await core.ended((await core.must('vms.power', off)).jobId);
    // It must not be started here again, by anybody.
    await core.until('it is off here', ({ vms }) => vms[hostId]?.[guest]?.state === 'halted');
    const start = { vm: { hostId, name: guest }, action: 'start' as const };
    expect(await core.ended((await core.must('vms.power', start)).jobId)).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('was started on') },
    });
    expect(await retire()).toMatchObject({ state: 'succeeded' });
    expect(demo.control.readFile(dying, path)).toBeNull();
    expect(demo.control.readFile(dying, link)).toBeNull();
    expect(demo.control.readFile(dying, `${path}.moved`)).toContain(guest);
    expect(demo.control.readFile(other, path)).toContain(guest);
    expect(core.state().outages[hostId]).toBeUndefined();
    expect(demo.control.whereRuns(guest)).toEqual([other]);
  });

  it('is at home again with a VM that moved back', async () => {
    await startElsewhere();
    demo.control.removeFile(dying, link);
    await comeBack();
    const vm = await core.until('it is seen there', ({ vms }) => vms[core.idOf(other)]?.[guest]);
    const move = { vm: { hostId: vm.hostId, name: guest }, targetHostId: hostId };
    const { jobIds } = await core.must('moves.start', {
      moves: [{ ...move, mode: 'stop-and-copy' }],
    });
    const moved = await core.ended(jobIds[0] ?? '');
    expect(moved, JSON.stringify(moved, null, 1)).toMatchObject({ state: 'succeeded' });
    expect(core.state().outages[hostId]).toBeUndefined();
  });
});

describe('a silent host that is fenced', () => {
  const power = (what: string) => ['ipmitool', '-H', `${dying}-bmc`, 'chassis', 'power', what];

  async function configure(off: readonly string[], offText = 'Power is off'): Promise<void> {
    const status = { command: power('status'), offText };
    const fencing = { viaHostId: core.idOf(other), off: [...off], status };
    await core.must('fencing.set', { hostId, fencing });
  }

  async function fence(): Promise<Job> {
    return core.ended((await core.must('fencing.fence', { hostId })).jobId);
  }

  it('is off by its own controller’s word, and only then its VMs are started elsewhere', async () => {
    await configure(power('off'));
    expect(await core.must('fencing.ask', { hostId })).toEqual({
      isOff: false,
      text: 'Chassis Power is on',
    });
    // It does not answer, and goes on all the same: what nobody can tell from a dead one.
    demo.control.freeze(dying);
    demo.control.cutLink(dying);
    await silence();
    expect(demo.control.whereRuns(guest)).toEqual([dying]);
    expect(await fence()).toMatchObject({ state: 'succeeded' });
    expect(demo.control.whereRuns(guest)).toEqual([]);
    expect(core.state().outages[hostId]?.proof).toMatchObject({
      kind: 'fencing',
      text: expect.stringContaining('Chassis Power is off'),
    });
    expect(await restart()).toMatchObject({ state: 'succeeded' });
    expect(demo.control.whereRuns(guest)).toEqual([other]);
  });

  it('is not fenced while it answers', async () => {
    await configure(power('off'));
    expect(await fence()).toMatchObject({ state: 'failed' });
    expect(demo.control.whereRuns(guest)).toEqual([dying]);
  });

  it('proves nothing where the command fails, in the command’s own words', async () => {
    await configure(['ipmitool', '-H', 'nobody', 'chassis', 'power', 'off']);
    await die();
    expect(await fence()).toMatchObject({
      state: 'failed',
      error: { details: expect.stringContaining('Unable to establish IPMI') },
    });
    expect(core.state().outages).toEqual({});
  });
});

describe('a promise to a VM whose host goes silent', () => {
  const power = (what: string) => ['ipmitool', '-H', `${dying}-bmc`, 'chassis', 'power', what];

  async function promise(mode: 'act' | 'suggest'): Promise<void> {
    await core.must('settings.update', { usageIntervalSeconds: 2 });
    const uuid = core.state().vms[hostId]?.[guest]?.uuid ?? '';
    const subject = { kind: 'vm' as const, uuid, name: guest };
    const made = samplePromise({ mode, cpus: null, probe: null });
    await core.must('sla.put', { id: null, subject, promise: made });
    const fencing = { viaHostId: core.idOf(other), off: power('off'), status: null };
    await core.must('fencing.set', { hostId, fencing });
    demo.control.freeze(dying);
    demo.control.cutLink(dying);
    await silence();
  }

  const overview = () => core.must('sla.overview', {});

  it('is kept in mode act: the host is fenced, the VM started elsewhere, and both told', async () => {
    await promise('act');
    const told = await until(
      async () => (await overview()).audit.find(({ kind }) => kind === 'set' || kind === 'failed'),
      'something done for it',
    );
    expect(told, JSON.stringify(told)).toMatchObject({ kind: 'set', name: guest });
    expect(told.text).toContain('Chassis Power Control: Down/Off');
    expect(demo.control.whereRuns(guest)).not.toContain(dying);
    expect(demo.control.whereRuns(guest)).toHaveLength(1);
  });

  it('is proposed in mode suggest, and nothing is done', async () => {
    await promise('suggest');
    const step = await until(
      async () => (await overview()).proposals.find(({ vm }) => vm.name === guest)?.step,
      'a proposal',
    );
    expect(step).toMatchObject({ kind: 'elsewhere' });
    expect(demo.control.whereRuns(guest)).toEqual([dying]);
    expect(core.state().outages).toEqual({});
  });
});
