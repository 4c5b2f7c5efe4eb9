import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoveFailure } from '../../../src/main/demo/host/demo-world.ts';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { Job, MoveMode } from '../../../src/shared/model/job.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';
import { until } from '../../support/until.ts';

const [here, there, other] = ['xen-01', 'xen-03', 'xen-02'] as const;
const cleanups = createCleanups();
let demo: DemoSite;
let core: OwnCore;

beforeAll(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 4 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
  core = cleanups.add(await openOwnCore(doors.doors));
});
afterAll(() => cleanups.run());

async function begin(guest: string, mode: MoveMode): Promise<string> {
  const { jobIds } = await core.must('moves.start', {
    moves: [{ vm: core.vm(here, guest), targetHostId: core.idOf(there), mode }],
  });
  return jobIds[0] ?? '';
}

async function run(guest: string, failure: MoveFailure, mode: MoveMode = 'live'): Promise<Job> {
  demo.control.failNextMove(guest, failure);
  return core.ended(await begin(guest, mode));
}

/** A move whose copy stands still in the middle; `goOn` lets it go on. */
async function inMidCopy(guest: string, mode: MoveMode = 'live') {
  const goOn = demo.control.holdCopy(guest);
  const jobId = await begin(guest, mode);
  await core.until('the copy under way', ({ jobs }) => {
    const job = jobs[jobId];
    if (job?.endedAt) throw new Error(`it ended before: ${JSON.stringify(job, null, 1)}`);
    return job?.phase === 'copy-memory' && (job.progress?.bytes ?? 0) > 0;
  });
  return { jobId, goOn };
}

/** It runs where it was, whole and alone, and is seen to. */
async function expectAtSource(guest: string): Promise<void> {
  expect(demo.control.whereRuns(guest)).toEqual([here]);
  expect(demo.control.look(there, guest)).toBeNull();
  expect(demo.control.look(there, `${guest}--incoming`)).toBeNull();
  expect(demo.control.look(here, `${guest}--migratedaway`)).toBeNull();
  await core.until('the board to agree', ({ vms }) => {
    const vm = vms[core.idOf(here)]?.[guest];
    return vm?.state === 'running' && !vms[core.idOf(there)]?.[guest];
  });
}

async function expectAtTarget(guest: string): Promise<void> {
  expect(demo.control.whereRuns(guest)).toEqual([there]);
  expect(demo.control.look(here, guest)).toBeNull();
  expect(demo.control.look(here, `${guest}--migratedaway`)).toBeNull();
  await core.until('the board to agree', ({ vms }) => {
    const vm = vms[core.idOf(there)]?.[guest];
    return vm?.state === 'running' && !vms[core.idOf(here)]?.[guest];
  });
}

describe('a live move that goes wrong ends with the truth and the toolstack’s own words', () => {
  it.each<[MoveFailure, string, string, string]>([
    [
      'guest-hung',
      'legacy-crm',
      'did not answer the request to stop',
      "guest didn't acknowledge suspend",
    ],
    ['target-memory', 'dc-01', 'not enough free memory', 'Failed to populate physmap'],
    ['link-cut', 'dc-02', 'connection between the two hosts broke', 'Broken pipe'],
    [
      'fails-at-target',
      'wiki-02',
      'target could not build the guest',
      'migration target: Failure, destroying our copy.',
    ],
  ])('%s: %s goes on at the source', async (failure, guest, cause, words) => {
    const job = await run(guest, failure);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'failed',
      error: { code: 'command-failed' },
    });
    expect(job.error?.message).toContain(cause);
    expect(job.error?.details).toContain(words);
    expect(job.summary).toContain(`${guest} runs on ${here}, as before.`);
    await expectAtSource(guest);
  });

  it('a name that is taken over there while the copy is under way: the source goes on', async () => {
    const guest = 'dc-04';
    const { jobId, goOn } = await inMidCopy(guest);
    const config = `name = "${guest}"\ntype = "pv"\nmemory = 256\nvcpus = 1\n`;
    demo.control.writeFile(there, `/etc/xen/${guest}.cfg`, config);
    demo.control.startGuest(there, guest);
    goOn();
    const job = await core.ended(jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'command-failed' } });
    expect(job.error?.message).toContain('a domain of this name');
    expect(job.error?.details).toContain(`Domain with name "${guest}" already exists`);
    expect(demo.control.look(here, guest)?.state).toBe('running');
    demo.control.stopGuest(there, guest);
    demo.control.removeFile(there, `/etc/xen/${guest}.cfg`);
  });

  it('the word of its start lost in the final handshake: it is found at the target', async () => {
    const job = await run('db-02', 'handshake-lost');
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded', phase: 'done' });
    expect(job.log.join('\n')).toContain('Migration failed during final handshake');
    await expectAtTarget('db-02');
  });

  it('the permission to start lost: it runs nowhere, and the user is told what was seen', async () => {
    const job = await run('web-01', 'go-lost');
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'undecided',
      error: { code: 'undecided' },
    });
    expect(job.findings.map(({ hostId }) => hostId)).toEqual([core.idOf(here), core.idOf(there)]);
    expect(job.findings[0]?.text).toContain('web-01--migratedaway');
    expect(job.findings[1]?.text).toContain('web-01--incoming');
    expect(demo.control.whereRuns('web-01')).toEqual([]);
    expect(demo.control.look(there, 'web-01--incoming')?.state).toBe('paused');
  });
});

describe('a stop-and-copy that goes wrong never leaves two and never loses one', () => {
  it.each<[MoveFailure, string]>([
    ['link-cut', 'Broken pipe'],
    ['target-memory', 'Failed to populate physmap'],
    ['fails-at-target', 'Failed to unpause domain'],
    ['go-lost', 'The connection broke after the target was told to start it'],
    ['guest-hung', "guest didn't acknowledge suspend"],
  ])('%s: the guest goes on at the source', async (failure, words) => {
    const job = await run('intranet', failure, 'stop-and-copy');
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'failed' });
    expect(job.error?.details).toContain(words);
    expect(job.summary).toContain(`intranet runs on ${here}, as before.`);
    await expectAtSource('intranet');
  });

  it('handshake-lost: the guest is found at the target, and the paused copy is taken away', async () => {
    const job = await run('wiki-01', 'handshake-lost', 'stop-and-copy');
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded', phase: 'done' });
    await expectAtTarget('wiki-01');
  });
});

describe('a move that somebody interferes with', () => {
  it('is taken back when it is cancelled before the point of no return', async () => {
    const { jobId, goOn } = await inMidCopy('dc-02');
    await core.must('jobs.cancel', { jobId });
    const job = await core.ended(jobId);
    goOn();
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'cancelled' });
    await expectAtSource('dc-02');
  });

  it('is taken back just so while it is stopped and copied', async () => {
    const { jobId, goOn } = await inMidCopy('dc-02', 'stop-and-copy');
    expect(demo.control.look(here, 'dc-02')?.state).toBe('suspended');
    await core.must('jobs.cancel', { jobId });
    expect(await core.ended(jobId)).toMatchObject({ state: 'cancelled' });
    goOn();
    await expectAtSource('dc-02');
  });

  it('cannot be cancelled from the point of no return on', async () => {
    const jobId = await begin('dc-01', 'live');
    await core.until('the point of no return', ({ jobs }) => jobs[jobId]?.cancellable === false);
    const refused = await core.invoke('jobs.cancel', { jobId });
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
    expect(await core.ended(jobId)).toMatchObject({ state: 'succeeded' });
    await expectAtTarget('dc-01');
  });

  it('goes on unseen when the link to the source is cut, and is found again', async () => {
    const { jobId, goOn } = await inMidCopy('dc-02');
    demo.control.cutLink(here);
    goOn();
    expect(await core.ended(jobId)).toMatchObject({ state: 'succeeded', phase: 'done' });
    await expectAtTarget('dc-02');
  });

  it('is refused with the reason when the target lost its power, and the board says since when', async () => {
    await demo.control.stopHost(other);
    const host = await core.until('the loss seen', ({ hosts }) => {
      const now = hosts[core.idOf(other)];
      return now?.link.state !== 'online' ? now : undefined;
    });
    expect(host.link.lastSeen).toBeGreaterThan(0);
    const { verdict } = await core.must('moves.preflight', {
      vm: core.vm(here, 'dc-04'),
      targetHostId: core.idOf(other),
      mode: 'live',
    });
    expect(verdict.possible).toBe(false);
    expect(verdict.reasons.map(({ code }) => code)).toContain('target-offline');
    await demo.control.startHost(other);
    await until(() => core.state().hosts[core.idOf(other)]?.link.state === 'online', 'it is back');
  });
});
