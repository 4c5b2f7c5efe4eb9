import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planInputSchema } from '../../src/shared/capacity/capacity-plan.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';

let lab: Lab;
let console_: LabConsole;

async function must(host: string, command: string): Promise<string> {
  const ran = await lab.run(host, command);
  if (ran.code !== 0) throw new Error(`${command} on ${host}: ${ran.stderr}`);
  return ran.stdout;
}

/** Names of the domains of a host as xl tells them, dom0 left out. */
async function domains(host: string): Promise<string[]> {
  const ids = await must(
    host,
    'for id in $(xl list | awk \'NR > 2 { print $(NF - 4) }\'); do xl domname "$id"; done',
  );
  return ids.split('\n').filter((name) => name !== '');
}

beforeAll(async () => {
  lab = await openLab({ hosts: ['xen-a', 'xen-b'] });
  await lab.reset('xen-a', 'xen-b');
  // One guest on each host: of the two only counter can move live, so xen-a is the one to free.
  await Promise.all([
    must('xen-a', 'xl destroy pv1'),
    must('xen-b', 'xl create -q /etc/xen/pv2.cfg'),
  ]);
  console_ = await openLabConsole(lab, ['xen-a', 'xen-b']);
});

afterAll(async () => {
  await console_?.close();
});

describe('a site of two real Xen hosts', () => {
  it('is consolidated: one host is emptied by live migration, and is said to be free', async () => {
    const { client } = console_;
    await client.must('settings.update', { usageIntervalSeconds: 2 });
    const [a, b] = [console_.idOf('xen-a'), console_.idOf('xen-b')];
    // On a busy machine an emulated dom0 needs a while to come to rest, and no room is left till then.
    await client.until(
      'the load of both guests measured, and both dom0s at rest',
      ({ hosts, vms }) =>
        [
          [a, 'counter'],
          [b, 'pv2'],
        ].every(([id = '', name = '']) => {
          const isAtRest = (hosts[id]?.usage?.cpu ?? 1) < 0.6;
          return isAtRest && vms[id]?.[name]?.state === 'running' && vms[id][name].cpu !== null;
        }),
    );
    const before = await lab.guestCount('xen-a', 'counter');

    const { planId, plan } = await client.must(
      'capacity.plan',
      planInputSchema.parse({ goal: 'consolidate' }),
    );
    expect(plan, JSON.stringify(plan, null, 1)).toMatchObject({
      hostsBefore: 2,
      hostsAfter: 1,
      bound: 1,
      freed: [a],
      moves: [{ vm: { hostId: a, name: 'counter' }, targetHostId: b, mode: 'live' }],
    });
    expect(await client.must('capacity.check', { planId })).toEqual({ troubles: [] });

    const { jobId } = await client.must('capacity.apply', { planId, onTrouble: 'stop' });
    const job = await client.ended(jobId);
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({
      state: 'succeeded',
      summary: 'The VM is where the plan wanted it. Free now: xen-a.',
      plan: { moves: 1, moved: 1, leftOut: 0, failed: 0 },
    });
    expect(job.findings).toContainEqual({
      hostId: a,
      text: expect.stringContaining('xen-a is free: no VM runs on it.'),
    });

    expect(await domains('xen-a')).toEqual([]);
    expect((await domains('xen-b')).sort()).toEqual(['counter', 'pv2']);
    // It went on where it was: a guest that was started anew would count from 0.
    expect(await lab.guestCount('xen-b', 'counter')).toBeGreaterThanOrEqual(before ?? Infinity);
    const again = await client.must(
      'capacity.plan',
      planInputSchema.parse({ goal: 'consolidate' }),
    );
    expect(again.plan).toMatchObject({ hostsBefore: 1, hostsAfter: 1, moves: [] });
  });
});
