import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';

const [guest, path, link] = ['pv2', '/etc/xen/pv2.cfg', '/etc/xen/auto/pv2.cfg'] as const;
const patienceMs = 5 * 60_000;

let lab: Lab;
let console_: LabConsole;

async function must(host: string, command: string): Promise<string> {
  const ran = await lab.run(host, command);
  if (ran.code !== 0) throw new Error(`${command} on ${host}: ${ran.stderr}`);
  return ran.stdout;
}

const autostart = () => must('xen-b', `mkdir -p /etc/xen/auto && ln -s ${path} ${link}`);

describe('a real host that dies', () => {
  beforeAll(async () => {
    lab = await openLab({ hosts: ['xen-a', 'xen-b'] });
    await lab.reset();
    await autostart();
    await must('xen-b', `xl create -q ${path}`);
    console_ = await openLabConsole(lab, ['xen-a', 'xen-b']);
  });

  afterAll(async () => {
    await console_?.close();
  });

  it('has its guest started elsewhere by the admin’s word, and does not start it twice when it is back', async () => {
    const { client } = console_;
    const [here, there] = [console_.idOf('xen-b'), console_.idOf('xen-a')];
    const rows = async () =>
      (await client.must('outages.plan', { hostId: here, choices: {} })).rows;
    // What was not seen of it before it dies is known never.
    await until(
      async () => (await rows()).find(({ vm }) => vm.name === guest)?.targetHostId === there,
      'the guest and its file seen',
      patienceMs,
    );

    await lab.powerOff('xen-b');
    await client.until('its silence', ({ hosts }) => hosts[here]?.link.state === 'offline');
    const restarts = [{ vm: guest, targetHostId: there }];
    const unproved = await client.invoke('outages.restart', { hostId: here, restarts });
    expect(unproved).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
    await client.must('outages.giveWord', { hostId: here, typed: 'xen-b' });
    const { jobIds } = await client.must('outages.restart', { hostId: here, restarts });
    const job = await client.ended(jobIds[0] ?? '');
    expect(job, JSON.stringify(job, null, 1)).toMatchObject({ state: 'succeeded' });
    await until(
      async () => ((await lab.guestCount('xen-a', guest)) ?? 0) > 0,
      'the guest counting',
      patienceMs,
    );

    // Its disk is as in the snapshot: with the file, and the link put there as it had been.
    await lab.reset('xen-b');
    await autostart();
    await client.must('hosts.connect', { hostId: here });
    await client.until('it is back', ({ hosts }) => hosts[here]?.link.state === 'online');
    const left = client.state().outages[here];
    expect(left).toMatchObject({ proof: null, vms: [{ name: guest, autostart: true }] });
    const start = { vm: console_.vm('xen-b', guest), action: 'start' as const };
    await client.until('its old file seen', ({ vms }) => vms[here]?.[guest]?.state === 'halted');
    expect(await client.ended((await client.must('vms.power', start)).jobId)).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('was started on xen-a') },
    });

    const uuids = left?.vms.map(({ uuid }) => uuid) ?? [];
    const retired = await client.must('outages.retire', { hostId: here, uuids });
    const retirement = await client.ended(retired.jobIds[0] ?? '');
    expect(retirement, JSON.stringify(retirement, null, 1)).toMatchObject({ state: 'succeeded' });
    expect(await must('xen-b', 'ls /etc/xen /etc/xen/auto')).not.toMatch(/pv2\.cfg$/m);
    expect(await must('xen-b', 'ls /etc/xen')).toContain('pv2.cfg.moved');
    expect(await must('xen-a', 'ls /etc/xen /etc/xen/auto')).toMatch(/pv2\.cfg$/m);
    expect(client.state().outages).toEqual({});
  });
});
