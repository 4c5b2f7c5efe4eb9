import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MoveMode } from '../../src/shared/model/job.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';

let lab: Lab;
let console_: LabConsole;

beforeAll(async () => {
  lab = await openLab();
});

beforeEach(async () => {
  await lab.reset();
  console_ = await openLabConsole(lab, ['xen-a', 'xen-b']);
});

afterEach(async () => {
  await console_.close();
});

async function start(guest: string, mode: MoveMode): Promise<string> {
  const { jobIds } = await console_.client.must('moves.start', {
    moves: [{ vm: console_.vm('xen-a', guest), targetHostId: console_.idOf('xen-b'), mode }],
  });
  return jobIds[0] ?? '';
}

/** Resolves once so much of the memory has gone over the wire. */
async function copied(jobId: string, mebibytes: number): Promise<void> {
  await console_.client.until(`${mebibytes} MiB copied`, ({ jobs }) => {
    const job = jobs[jobId];
    if (job?.endedAt) throw new Error(`it ended before: ${JSON.stringify(job, null, 1)}`);
    return (job?.progress?.bytes ?? 0) > mebibytes * 1_048_576;
  });
}

/** Names of the domains of a host as xl tells them, dom0 left out. */
async function domains(host: string): Promise<string[]> {
  const listed = await lab.run(host, 'xl list');
  return listed.stdout
    .split('\n')
    .slice(1)
    .flatMap((line) => /^(.+?)\s+\d+\s+\d+\s+\d+\s+\S+\s+[\d.]+$/.exec(line)?.[1] ?? [])
    .filter((name) => name !== 'Domain-0');
}

async function counts(host: string, guest: string): Promise<void> {
  const before = await lab.guestCount(host, guest);
  expect(before).toBeGreaterThan(0);
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    const now = await lab.guestCount(host, guest);
    if (now !== undefined && before !== undefined && now > before) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${guest} on ${host} does not count any more`);
}

async function listing(host: string, folder: string): Promise<string[]> {
  return (await lab.run(host, `ls ${folder}`)).stdout.trim().split('\n');
}

describe('moving a guest between two real Xen hosts', () => {
  it('refuses a PV guest without shadow paging, says why, and stops and copies it instead', async () => {
    const vm = console_.vm('xen-a', 'pv1');
    const targetHostId = console_.idOf('xen-b');
    const live = await console_.client.must('moves.preflight', { vm, targetHostId, mode: 'live' });
    expect(live.verdict.possible).toBe(false);
    expect(live.verdict.reasons.filter(({ severity }) => severity === 'blocks')).toEqual([
      expect.objectContaining({ code: 'pv-needs-shadow', offer: 'stop-and-copy' }),
    ]);
    const refused = await console_.client.ended(await start('pv1', 'live'));
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'preflight-refused' } });

    const before = await lab.guestCount('xen-a', 'pv1');
    const job = await console_.client.ended(await start('pv1', 'stop-and-copy'));
    expect(job).toMatchObject({ state: 'succeeded', phase: 'done' });
    expect(job.log.join('\n')).toContain('Saving to /dev/stdout new xl format');
    expect(await domains('xen-a')).not.toContain('pv1');
    expect(await domains('xen-b')).toContain('pv1');
    expect(await lab.guestCount('xen-b', 'pv1')).toBeGreaterThanOrEqual(before ?? 0);
    await counts('xen-b', 'pv1');
    expect(await listing('xen-b', '/etc/xen/*.cfg')).toContain('/etc/xen/pv1.cfg');
    expect(await listing('xen-a', '/etc/xen/*.cfg')).not.toContain('/etc/xen/pv1.cfg');
  });

  it('tells the truth after the link to the source was cut in mid-copy', async () => {
    const jobId = await start('counter', 'live');
    await copied(jobId, 8);
    await lab.cutLink('xen-a', 'management');
    // The hosts speak to each other over the LAN: the move goes on without the console.
    const deadline = Date.now() + 600_000;
    while (!(await domains('xen-b')).includes('counter') && Date.now() < deadline) {
      // A login costs an emulated host seconds that the move needs.
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    }
    await lab.restoreLink('xen-a', 'management');
    const job = await console_.client.until('the move decided', ({ jobs }) => {
      const now = jobs[jobId];
      return now?.state === 'succeeded' || now?.state === 'failed' ? now : undefined;
    });
    expect(job.state).toBe('succeeded');
    expect(await domains('xen-a')).not.toContain('counter');
    await counts('xen-b', 'counter');
    expect(await listing('xen-b', '/etc/xen/auto')).toEqual(['counter.cfg']);
  });

  it('leaves the guest at the source when the way between the hosts breaks in mid-copy', async () => {
    const jobId = await start('counter', 'live');
    await copied(jobId, 8);
    await lab.cutLink('xen-b', 'lan');
    const job = await console_.client.ended(jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'command-failed' } });
    expect(job.error?.details).toMatch(/not responding|Connection|Broken pipe|transport process/);
    expect(job.summary).toContain('counter runs on xen-a, as before.');
    await lab.restoreLink('xen-b', 'lan');
    await counts('xen-a', 'counter');
    expect(await domains('xen-b')).toEqual([]);
    expect(await listing('xen-a', '/etc/xen/auto')).toEqual(['counter.cfg']);
  });

  it('refuses a target without the memory, and survives one that runs out of it in mid-copy', async () => {
    const hog = (mebibytes: number) =>
      lab.run(
        'xen-b',
        `sed 's/^name.*/name="hog"/; s/^uuid.*//; s/^memory.*/memory=${mebibytes}/' /etc/xen/pv2.cfg >/root/hog.cfg && xl create -p /root/hog.cfg`,
      );
    const free = Number((await lab.run('xen-b', 'xl info free_memory')).stdout);
    const created = await hog(free - 60);
    expect(created.code, created.stderr).toBe(0);
    const { verdict } = await console_.client.must('moves.preflight', {
      vm: console_.vm('xen-a', 'counter'),
      targetHostId: console_.idOf('xen-b'),
      mode: 'live',
    });
    expect(verdict.possible).toBe(false);
    expect(verdict.reasons.map((reason) => reason.code)).toContain('memory');

    await lab.run('xen-b', 'xl destroy hog');
    await console_.client.must('hosts.refresh', { hostId: console_.idOf('xen-b') });
    const jobId = await start('counter', 'live');
    // Between the look and the copy somebody else takes the memory.
    await console_.client.until('the move begun', ({ jobs }) => jobs[jobId]?.state === 'running');
    const late = await hog(Number((await lab.run('xen-b', 'xl info free_memory')).stdout) - 20);
    expect(late.code, late.stderr).toBe(0);
    const job = await console_.client.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'failed' });
    expect(job.error?.message).toContain('memory');
    expect(job.error?.details).toContain('Migration failed');
    await counts('xen-a', 'counter');
    expect(await domains('xen-b')).toEqual(['hog']);
  });

  it('finds the truth when the console was killed in mid-copy', async () => {
    const jobId = await start('counter', 'live');
    await copied(jobId, 8);
    await console_.killAndRestart();
    const again = await console_.client.until('the job found again', ({ jobs }) => jobs[jobId]);
    expect(again.spec).toMatchObject({ kind: 'move', vm: 'counter' });
    const job = await console_.client.until('the move decided', ({ jobs }) => {
      const now = jobs[jobId];
      return now?.state === 'succeeded' || now?.state === 'failed' ? now : undefined;
    });
    expect(job.state, JSON.stringify(job, null, 1)).toBe('succeeded');
    expect(await domains('xen-a')).not.toContain('counter');
    await counts('xen-b', 'counter');
    expect(await listing('xen-b', '/etc/xen/auto')).toEqual(['counter.cfg']);
    expect(await listing('xen-a', '/etc/xen/auto')).toEqual(['']);
  });

  it('takes a move back when it is cancelled before the point of no return', async () => {
    const jobId = await start('counter', 'live');
    await copied(jobId, 4);
    await console_.client.must('jobs.cancel', { jobId });
    const job = await console_.client.ended(jobId);
    expect(job).toMatchObject({ state: 'cancelled' });
    await counts('xen-a', 'counter');
    expect(await domains('xen-b')).toEqual([]);
  });

  it('writes no secret into its log', () => {
    const log = console_.log();
    expect(log).toContain('connected');
    expect(log).not.toMatch(/PRIVATE KEY|passphrase|password/i);
  });
});
