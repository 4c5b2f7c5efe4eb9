import { afterEach, describe, expect, it } from 'vitest';
import { startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { connectClient } from '../../support/console-client.ts';
import { makeDataDir, startConsole } from '../../support/console-process.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { planToEmpty } from '../../support/plan-wish.ts';

const cleanups = createCleanups();
afterEach(() => cleanups.run());

describe('a console that was killed in the middle of a plan', () => {
  it('begins nothing more, finds the move under way, and tells how far the plan came', async () => {
    const demo = cleanups.add(await startDemoSite({ hosts: 6, vms: 30, seed: 7, speed: 3 }));
    const { doors } = cleanups.add(demoDoors(demo.hosts));
    const data = makeDataDir();
    cleanups.add({ close: data.remove });
    const start = () => startConsole({ dataDir: data.path, args: ['--site', 'own'] });

    const killed = await start();
    const before = await connectClient(killed.url);
    const ids = new Map<string, string>();
    for (const door of doors) ids.set(door.label, await addHost(before, door));
    await untilRead(before, [...ids.values()]);
    const { planId, plan, emptied } = await planToEmpty(before, ids);
    // It stands still in mid-copy until there is another console.
    const goOn = demo.control.holdCopy(plan.moves[1]?.vm.name ?? '');
    const { jobId } = await before.must('capacity.apply', { planId, onTrouble: 'leave-out' });
    await before.until('the second move under way', ({ jobs }) => {
      if (jobs[jobId]?.endedAt) throw new Error(JSON.stringify(jobs[jobId], null, 1));
      return movesIn(jobs)[1]?.phase === 'copy-memory';
    });
    before.close();
    await killed.kill();

    const shell = cleanups.add(await start());
    const client = await connectClient(shell.url);
    cleanups.add({ close: async () => client.close() });
    await client.until('the plan found again', ({ jobs }) => jobs[jobId]);
    goOn();
    const job = await client.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'failed',
      error: { code: 'plan-incomplete' },
      plan: { moves: plan.moves.length, moved: 2, running: 0 },
    });
    expect(job.summary).toContain('The console ended in mid-plan');
    expect(job.summary).toContain(`2 of ${plan.moves.length} VMs are where the plan wanted them.`);
    expect(job.summary).toContain('The host is not free yet.');
    expect(movesIn(client.state().jobs)).toMatchObject([
      { state: 'succeeded' },
      { state: 'succeeded' },
    ]);
    const runsOn = plan.moves.map(({ vm }) => demo.control.whereRuns(vm.name));
    expect(runsOn.filter(([host]) => host !== emptied)).toHaveLength(2);
    for (const hosts of runsOn) expect(hosts).toHaveLength(1);
  });
});

/** The moves of the plan, in the order in which they were begun. */
function movesIn(jobs: Readonly<Record<string, Job>>): Job[] {
  return Object.values(jobs)
    .filter(({ spec }) => spec.kind === 'move' && spec.plan !== undefined)
    .sort((a, b) => a.createdAt - b.createdAt);
}
