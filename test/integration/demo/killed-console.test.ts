import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { Job, MoveMode } from '../../../src/shared/model/job.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../../support/console-process.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { until } from '../../support/until.ts';

const [here, there] = ['xen-01', 'xen-03'] as const;
const cleanups = createCleanups();
let demo: DemoSite;
let doors: DemoDoors;
let data: ReturnType<typeof makeDataDir>;
let console_: ConsoleProcess;
let client: ConsoleClient;
let ids: Record<typeof here | typeof there, string>;

beforeAll(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 2 }));
  doors = cleanups.add(demoDoors(demo.hosts));
});
afterAll(() => cleanups.run());

beforeEach(async () => {
  data = makeDataDir();
  await open();
  ids = {
    [here]: await addHost(client, doors.door(here)),
    [there]: await addHost(client, doors.door(there)),
  };
  await untilRead(client, Object.values(ids));
});
afterEach(async () => {
  client.close();
  await console_.stop();
  data.remove();
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

/** The copy stands still from before the kill on, until `goOn` is called. */
async function beginAndKill(guest: string, mode: MoveMode) {
  const goOn = demo.control.holdCopy(guest);
  const { jobIds } = await client.must('moves.start', {
    moves: [{ vm: { hostId: ids[here], name: guest }, targetHostId: ids[there], mode }],
  });
  const jobId = jobIds[0] ?? '';
  await client.until('the copy under way', ({ jobs }) => {
    const job = jobs[jobId];
    if (job?.endedAt) throw new Error(`it ended before: ${JSON.stringify(job, null, 1)}`);
    return (job?.progress?.bytes ?? 0) > 0;
  });
  await kill();
  return { jobId, goOn };
}

async function foundAgain(jobId: string): Promise<void> {
  await client.until('the job found again', ({ jobs }) => jobs[jobId]);
}

async function decided(jobId: string): Promise<Job> {
  await foundAgain(jobId);
  return client.ended(jobId);
}

const runsOn = (guest: string) => demo.control.whereRuns(guest);

describe('a console that was killed in the middle of a move', () => {
  it('finds the move still under way, stays with it, and moves the configuration along', async () => {
    const { jobId, goOn } = await beginAndKill('db-02', 'live');
    expect(runsOn('db-02')).toEqual([here]);
    await open();
    await foundAgain(jobId);
    goOn();
    const job = await decided(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded', phase: 'done' });
    expect(job.log).toContain('Migration successful.');
    expect(runsOn('db-02')).toEqual([there]);
    expect(demo.control.readFile(there, '/etc/xen/db-02.cfg')).toContain('db-02');
    expect(demo.control.readFile(here, '/etc/xen/db-02.cfg')).toBeNull();
    expect(demo.control.readFile(there, '/etc/xen/auto/db-02.cfg')).toContain('db-02');
  });

  it('finds a VM that arrived meanwhile where it is', async () => {
    const { jobId, goOn } = await beginAndKill('dc-01', 'live');
    goOn();
    await until(() => runsOn('dc-01')[0] === there, 'the move over');
    await open();
    expect(await decided(jobId)).toMatchObject({ state: 'succeeded', phase: 'done' });
    expect(runsOn('dc-01')).toEqual([there]);
    expect(demo.control.readFile(there, '/etc/xen/dc-01.cfg')).toContain('dc-01');
  });

  it('says that it was not moved when the copy broke meanwhile', async () => {
    demo.control.failNextMove('dc-02', 'link-cut');
    const { jobId, goOn } = await beginAndKill('dc-02', 'live');
    goOn();
    await until(() => demo.control.look(there, 'dc-02--incoming') === null, 'the copy given up');
    await open();
    const job = await decided(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'failed' });
    expect(job.error?.details).toContain('Migration failed, resuming at sender.');
    expect(runsOn('dc-02')).toEqual([here]);
  });

  it('brings a stop-and-copy to its end, with one copy', async () => {
    const { jobId, goOn } = await beginAndKill('dc-02', 'stop-and-copy');
    await open();
    await foundAgain(jobId);
    goOn();
    const job = await decided(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded', phase: 'done' });
    expect(runsOn('dc-02')).toEqual([there]);
    expect(demo.control.look(here, 'dc-02')).toBeNull();
  });

  it('does not decide what it cannot know, and says what it saw', async () => {
    demo.control.failNextMove('dc-04', 'go-lost');
    const { jobId, goOn } = await beginAndKill('dc-04', 'live');
    goOn();
    await open();
    const job = await decided(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'undecided' });
    expect(job.findings.map(({ hostId }) => hostId)).toEqual([ids[here], ids[there]]);
    expect(job.findings[0]?.text).toContain('dc-04--migratedaway');
    expect(runsOn('dc-04')).toEqual([]);
    // The next start knows it still.
    await kill();
    await open();
    await client.until('the undecided job kept', ({ jobs }) => jobs[jobId]?.state === 'undecided');
  });
});
