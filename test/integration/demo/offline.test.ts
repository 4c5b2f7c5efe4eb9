import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { makeDataDir, startConsole } from '../../support/console-process.ts';
import { leaveDemoSite, pausedGuest } from '../../support/left-demo-site.ts';

const cleanups = createCleanups();
let ids: string[];
let seen: SiteState;
let client: ConsoleClient;
let serverId: string;
let rollouts: { open: string; ended: string };
const begun = Date.now();
const guest = () => ({ hostId: ids[0] ?? '', name: pausedGuest });

beforeAll(async () => {
  const data = makeDataDir();
  cleanups.add({ close: data.remove });
  ({ ids, seen, serverId, rollouts } = await leaveDemoSite(data.path));
  const after = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  cleanups.add({ close: after.stop });
  client = await connectClient(after.url);
  cleanups.add({ close: async () => client.close() });
  await client.until('every host given up', ({ hosts }) =>
    ids.every((id) => hosts[id]?.link.state === 'offline'),
  );
});
afterAll(() => cleanups.run());

/** Without the numbers that change all the time, which are not kept. */
function steady(vms: SiteState['vms']) {
  return Object.fromEntries(
    Object.entries(vms).map(([id, byName]) => [
      id,
      Object.fromEntries(
        Object.entries(byName).map(([name, vm]) => [name, { ...vm, cpu: null, cpuSeconds: null }]),
      ),
    ]),
  );
}

describe('a console that is started when none of its hosts is there any more', () => {
  it('has every host with its facts and when it was last seen, and every VM as it was', () => {
    const { hosts, vms } = client.state();
    for (const id of ids) {
      expect(hosts[id]?.facts?.hostname).toBe(seen.hosts[id]?.facts?.hostname);
      expect(hosts[id]?.link.lastSeen).toBeGreaterThanOrEqual(begun);
      expect(hosts[id]?.link.error?.code).toBe('ssh-unreachable');
    }
    expect(steady(vms)).toEqual(steady(seen.vms));
  });

  it('has the jobs that ended, and finds what happened', async () => {
    expect(Object.values(client.state().jobs)).toMatchObject([
      { state: 'succeeded', spec: { action: 'pause', vm: 'web-01' } },
    ]);
    const { events } = await client.must('history.find', { query: 'WEB-01', limit: 10 });
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'change',
        change: expect.objectContaining({
          fields: [{ field: 'state', before: 'running', after: 'paused' }],
        }),
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'job',
        job: expect.objectContaining({ state: 'succeeded' }),
      }),
    );
  });

  it('goes back to when the guest ran', async () => {
    const { events } = await client.must('history.find', { query: 'web-01 xen-01', limit: 10 });
    const paused = events.find(
      (event) => event.kind === 'change' && event.change.change === 'changed',
    );
    const past = await client.must('history.at', { at: (paused?.at ?? 0) - 1 });
    expect(past.vms[guest().hostId]?.[guest().name]?.state).toBe('running');
  });

  it('makes reports of what was last seen, and of a moment before it', async () => {
    const period = { from: Date.now() - 86_400_000, to: null };
    const site = { kind: 'site' as const, ...period, sections: ['hosts', 'vms'] };
    const { sections } = await client.must('reports.preview', site);
    const rows = sections.map(({ blocks: [table] }) => (table?.kind === 'table' ? table.rows : []));
    expect(rows[0]?.map((row) => row.slice(0, 3))).toEqual(
      ids.map((id) => [
        seen.hosts[id]?.label,
        expect.stringContaining('127.0.0.1'),
        'not reachable',
      ]),
    );
    expect(rows[1]?.find(([name]) => name === pausedGuest)).toContain('paused');
    const changes = { kind: 'changes' as const, ...period, sections: ['summary'] };
    const made = await client.must('reports.make', { question: changes, format: 'xlsx' });
    expect(made.fileName).toMatch(/^changes-\d{4}-\d\d-\d\d\.xlsx$/);
  });

  it('plans nothing with hosts that are away, and says of each why', async () => {
    const { plan } = await client.must('capacity.plan', {
      goal: 'consolidate',
      cpuTarget: 0.8,
      spareHosts: 0,
      stopAndCopy: false,
      rules: [],
    });
    expect(plan.moves).toEqual([]);
    expect(JSON.stringify(plan)).toContain('It is not connected.');
  });

  it('has the configuration files as they were last seen', async () => {
    const config = await client.must('vms.readConfig', guest());
    expect(config).toMatchObject({ path: '/etc/xen/web-01.cfg', asLastSeen: true });
    expect(config.text).toContain('name = "web-01"');
  });

  it('has the image server as it was, its rollouts with every client, and the record of the ended one', async () => {
    const server = client.state().imageServers[serverId];
    expect(server?.facts).toEqual(seen.imageServers[serverId]?.facts);
    expect(server?.lacks).toEqual(seen.imageServers[serverId]?.lacks);
    expect(server?.facts?.exports).not.toEqual([]);
    const read = await client.must('rollouts.read', { serverId, rolloutId: rollouts.open });
    expect(read.plan.waves.map(({ name }) => name)).toEqual(['canary', 'rest']);
    expect(Object.keys(read.state.clients)).toEqual(
      read.plan.waves.flatMap(({ clients }) => clients).toSorted(),
    );
    const record = await client.must('rollouts.record', { serverId, rolloutId: rollouts.ended });
    expect(record.head.status).toBe('aborted');
    expect(record.events.map(({ command }) => command)).toContain('abort');
    const at = { serverId, rolloutId: rollouts.ended };
    const made = await client.must('rollouts.export', { ...at, format: 'csv' });
    expect(made.bytes).toBeGreaterThan(0);
    expect(
      await client.invoke('rollouts.record', { serverId, rolloutId: rollouts.open }),
    ).toMatchObject({ error: { code: 'not-possible-now' } });
  });

  it('refuses what needs a connection with a reason, and does not wait for it', async () => {
    const { jobId } = await client.must('vms.power', { vm: guest(), action: 'resume' });
    const job = await client.ended(jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'not-connected' } });
  });
});
