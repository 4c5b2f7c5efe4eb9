import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';
import { afterPicture, type MadePlan, planToEmpty, planWhole } from '../../support/plan-wish.ts';

const cleanups = createCleanups();
let demo: DemoSite;
let doors: DemoDoors;
let core: OwnCore;
/** The host that is emptied. */
let emptied: string;

afterEach(() => cleanups.run());
afterAll(() => cleanups.run());

async function openSite(size: { vms: number; speed: number }): Promise<void> {
  demo = cleanups.add(await startDemoSite({ hosts: 6, seed: 7, ...size }));
  doors = cleanups.add(demoDoors(demo.hosts));
  core = cleanups.add(await openOwnCore(doors.doors));
}

const labelOf = (hostId: string) => core.state().hosts[hostId]?.label ?? '';

async function apply({ planId }: MadePlan, onTrouble: 'leave-out' | 'stop' = 'leave-out') {
  return (await core.must('capacity.apply', { planId, onTrouble })).jobId;
}

/** Applies a plan, whose first move stands still in mid-copy until `goOn` is called. */
async function applyHeld(made: MadePlan) {
  const goOn = demo.control.holdCopy(made.plan.moves[0]?.vm.name ?? '');
  const jobId = await apply(made);
  await core.until('the first move of the plan under way', ({ jobs }) => {
    const plan = jobs[jobId];
    if (plan?.endedAt) throw new Error(`it ended before: ${JSON.stringify(plan, null, 1)}`);
    return movesOf(jobId)[0]?.phase === 'copy-memory';
  });
  return { jobId, goOn };
}

function movesOf(planJob: string): Job[] {
  return Object.values(core.state().jobs)
    .filter(({ spec }) => spec.kind === 'move' && spec.plan === planJob)
    .sort((a, b) => a.createdAt - b.createdAt);
}

async function emptyHost(): Promise<MadePlan> {
  const hosts = new Map(demo.hosts.map(({ label }) => [label, core.idOf(label)]));
  const made = await planToEmpty(core, hosts);
  ({ emptied } = made);
  return made;
}

describe('a plan that is applied', () => {
  beforeEach(() => openSite({ vms: 30, speed: 10 }));

  it('leaves the site exactly as its after-picture, and says which hosts are free', async () => {
    const made = await planWhole(core, { goal: 'consolidate', stopAndCopy: true });
    const { plan } = made;
    expect(plan.freed.length).toBeGreaterThan(0);
    const job = await core.ended(await apply(made));
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded' });
    for (const [name, hostId] of afterPicture(made)) {
      expect(demo.control.whereRuns(name), name).toEqual([labelOf(hostId)]);
    }
    await core.until('the board to agree', ({ vms }) =>
      plan.hosts.every(({ hostId, after }) => {
        const running = Object.values(vms[hostId] ?? {}).filter(({ domid }) => domid !== null);
        return running.length === after.vms;
      }),
    );
    for (const hostId of plan.freed) {
      expect(job.summary).toContain(labelOf(hostId));
      const finding = job.findings.find((each) => each.hostId === hostId);
      expect(finding?.text).toContain(`${labelOf(hostId)} is free: no VM runs on it.`);
    }
    expect(job.plan).toMatchObject({ moved: plan.moves.length, running: 0, leftOut: 0, failed: 0 });
    // Dismissed, it takes its moves along.
    await core.must('jobs.dismiss', { jobId: job.id });
    await core.until('an empty tray', ({ jobs }) => Object.keys(jobs).length === 0);
  });

  it('is refused when it is not known any more', async () => {
    const answer = await core.invoke('capacity.apply', { planId: 'old', onTrouble: 'stop' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  });
});

describe('a plan that somebody interferes with', () => {
  beforeEach(() => openSite({ vms: 30, speed: 4 }));

  it('leaves out a VM that somebody else has moved meanwhile, names it, and goes on', async () => {
    const made = await emptyHost();
    const last = made.plan.moves.at(-1);
    if (!last) throw new Error('no move');
    const elsewhere = demo.hosts
      .map(({ label }) => label)
      .find((label) => label !== emptied && label !== labelOf(last.targetHostId));
    const rival = cleanups.add(await openOwnCore(doors.doors));
    const { jobId, goOn } = await applyHeld(made);
    const { jobIds } = await rival.must('moves.start', {
      moves: [
        {
          vm: rival.vm(emptied, last.vm.name),
          targetHostId: rival.idOf(elsewhere ?? ''),
          mode: last.mode,
        },
      ],
    });
    const theirs = await rival.ended(jobIds[0] ?? '');
    expect(theirs, JSON.stringify(theirs, null, 1)).toMatchObject({ state: 'succeeded' });
    goOn();
    const job = await core.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'failed',
      error: { code: 'plan-incomplete' },
      plan: { moved: made.plan.moves.length - 1, leftOut: 1 },
    });
    expect(job.error?.details).toContain(
      `${last.vm.name} is on ${elsewhere}: somebody else moved it after this was planned.`,
    );
    expect(job.summary).toContain(`Free now: ${emptied}`);
    for (const [name, hostId] of afterPicture(made)) {
      const host = name === last.vm.name ? elsewhere : labelOf(hostId);
      expect(demo.control.whereRuns(name), name).toEqual([host]);
    }
  });

  it('begins no more moves once it is cancelled, and lets the one under way finish', async () => {
    const made = await emptyHost();
    const { jobId, goOn } = await applyHeld(made);
    await core.must('jobs.cancel', { jobId });
    goOn();
    const job = await core.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'cancelled' });
    expect(movesOf(jobId)).toMatchObject([{ state: 'succeeded' }]);
    expect(job.summary).toContain(`1 of ${made.plan.moves.length} VMs`);
    expect(job.summary).toContain('The host is not free yet.');
    for (const { vm, targetHostId } of made.plan.moves) {
      const first = movesOf(jobId)[0]?.spec;
      const moved = first?.kind === 'move' && first.vm === vm.name;
      expect(demo.control.whereRuns(vm.name)).toEqual([moved ? labelOf(targetHostId) : emptied]);
    }
  });

  it('begins nothing while it is paused, and goes on when it is resumed', async () => {
    const made = await emptyHost();
    const { jobId, goOn } = await applyHeld(made);
    await core.must('jobs.pause', { jobId });
    goOn();
    await core.until('the first move over', ({ jobs }) => jobs[jobId]?.plan?.moved === 1);
    expect(core.state().jobs[jobId]).toMatchObject({
      state: 'running',
      plan: { paused: true, running: 0 },
    });
    expect(movesOf(jobId)).toHaveLength(1);
    await core.must('jobs.resume', { jobId });
    const job = await core.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded' });
    expect(movesOf(jobId)).toHaveLength(made.plan.moves.length);
    const late = await core.invoke('jobs.pause', { jobId });
    expect(late).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  });

  it('stops at the first move that fails, if that was asked for; no second plan runs beside it', async () => {
    const made = await emptyHost();
    const [first] = made.plan.moves;
    demo.control.failNextMove(first?.vm.name ?? '', 'link-cut');
    const jobId = await apply(made, 'stop');
    const second = await core.ended(await apply(made));
    expect(second).toMatchObject({ state: 'failed', error: { code: 'preflight-refused' } });
    expect(second.summary).toContain('Another plan is being carried out');
    const job = await core.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'failed',
      error: { code: 'plan-incomplete' },
    });
    expect(job.summary).toContain(`Stopped, as the move of ${first?.vm.name} failed.`);
    expect(movesOf(jobId)).toMatchObject([{ state: 'failed' }]);
    for (const { vm } of made.plan.moves) {
      expect(demo.control.whereRuns(vm.name)).toEqual([emptied]);
    }
  });
});
