import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { ImagesOverview } from '../../../src/shared/images/overview.ts';
import { defaultPolicy, type PlanRequest } from '../../../src/shared/images/rollout-plan.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { addImageServer, clientFile, rolloutUntil } from '../../support/image-core.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';

const cleanups = createCleanups();
let demo: DemoSite;
let core: OwnCore;
let serverId: string;

beforeEach(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 4, vms: 60, seed: 7, clients: 24, speed: 40 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
  core = cleanups.add(await openOwnCore(doors.doors));
  serverId = await addImageServer(core, demo, doors.doors[0]?.keyFile ?? '');
});
afterEach(() => cleanups.run());

const overview = (): Promise<ImagesOverview> => core.must('images.overview', { serverId });

/** Web servers that are VMs of the site, and where each runs. */
async function vmClients() {
  const { clients } = await overview();
  return clients
    .filter(({ kind, role }) => kind === 'xen-vm' && role === 'web')
    .map(({ id }) => {
      const [host = ''] = demo.control.whereRuns(id);
      return { id, host, config: () => demo.control.readFile(host, `/etc/xen/${id}.cfg`) ?? '' };
    });
}

async function begin(policy: Partial<PlanRequest['policy']> = {}) {
  const { channels } = await overview();
  const digest =
    channels.find(({ role, name }) => role === 'web' && name === 'testing')?.digest ?? '';
  const request: PlanRequest = {
    role: 'web',
    digest,
    waves: [
      { name: 'canary', pick: { kind: 'group', group: 'canary' } },
      { name: 'rest', pick: { kind: 'rest' } },
    ],
    policy: { ...defaultPolicy, soakSeconds: 0, concurrency: 10, ...policy },
  };
  const { rolloutId } = await core.must('rollouts.start', { serverId, request });
  return { rolloutId, digest };
}

async function end(rolloutId: string) {
  for (;;) {
    const found = (await overview()).ended.find(({ id }) => id === rolloutId);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe('a rollout to Xen VMs of the site', () => {
  it('switches their configurations and what their hosts keep, and lets them boot the new image', async () => {
    const clients = await vmClients();
    expect(clients.length).toBeGreaterThan(2);
    const before = new Map(clients.map(({ id, config }) => [id, config()]));
    const { rolloutId, digest } = await begin();
    const summary = await end(rolloutId);
    expect(summary.head.status).toBe('done');
    const after = await overview();
    for (const { id, host, config } of clients) {
      const row = after.clients.find((one) => one.id === id);
      expect(row, id).toMatchObject({
        desired: digest,
        running: digest,
        drift: expect.any(String),
      });
      expect(config()).toContain(`kernel = "/var/lib/stateless/boot/${digest}/vmlinuz"`);
      expect(config()).toContain(`stateless.digest=${digest}`);
      expect(demo.control.readFile(host, `/etc/xen/${id}.cfg.previous`)).toBe(before.get(id));
      const copy = demo.control.readFile(host, `/var/lib/stateless/boot/${digest}/initrd.img`);
      expect(copy).toBe(demo.imageServer.files.text(`images/web/${digest}/initrd.img`));
      const lines = (text: string) =>
        text.split('\n').filter((line) => !/^(kernel|ramdisk|extra)/.test(line));
      expect(lines(config())).toEqual(lines(before.get(id) ?? ''));
    }
  });

  it('power-cycles one that hangs before it can report, and goes on', async () => {
    const [client] = await vmClients();
    if (!client) throw new Error('no VM is a client');
    demo.imageServer.clients.hangNextBoot(client.id);
    const { rolloutId, digest } = await begin({ rebootSeconds: 20 });
    const summary = await end(rolloutId);
    expect(summary.head.status).toBe('done');
    expect((await overview()).clients.find(({ id }) => id === client.id)).toMatchObject({
      running: digest,
    });
    const cycle = JSON.parse(demo.imageServer.files.text(`cycles/${client.id}.json`) ?? '{}');
    expect(cycle).toMatchObject({ client: client.id, host: client.host });
  });

  it('refuses one that two hosts run, touches neither, and halts with why', async () => {
    const [client] = await vmClients();
    const other = demo.hosts.find(({ label }) => label !== client?.host)?.label ?? '';
    if (!client) throw new Error('no VM is a client');
    const text = client.config().replace(/disk = \[.*?\]\n/s, '');
    demo.control.writeFile(other, `/etc/xen/${client.id}.cfg`, text);
    demo.control.startGuest(other, client.id);
    await core.until('both of them', ({ vms }) =>
      [client.host, other].every((label) => vms[core.idOf(label)]?.[client.id]?.domid != null),
    );
    const before = clientFile(demo, client.id);
    const { rolloutId } = await begin();
    const halted = await rolloutUntil(
      core,
      { serverId, rolloutId },
      ({ head }) => head.status === 'halted',
    );
    expect(halted.clients[client.id]).toMatchObject({
      state: 'failed',
      reason: `It runs on more than one host: ${[client.host, other].toSorted().join(', ')}.`,
    });
    expect(clientFile(demo, client.id)).toEqual(before);
    expect(demo.control.readFile(client.host, `/etc/xen/${client.id}.cfg.previous`)).toBeNull();
  });
});

describe('a VM that is made a client', () => {
  /** A running VM that is none yet, and whose name one can have. */
  function plainVm() {
    const found = demo.hosts.flatMap(({ label }) =>
      Object.values(core.state().vms[core.idOf(label)] ?? {})
        .filter(
          ({ name, domid, type }) => /^app-\d+$/.test(name) && domid !== null && type !== 'hvm',
        )
        .map((vm) => ({ label, vm, path: `/etc/xen/${vm.name}.cfg` })),
    );
    const [first] = found;
    if (!first) throw new Error('the demo has no such VM');
    return first;
  }
  const request = async ({ label, vm }: ReturnType<typeof plainVm>) => {
    const { channels } = await overview();
    const stable = channels.find(({ role, name }) => role === 'worker' && name === 'stable');
    const ref = { hostId: core.idOf(label), name: vm.name };
    const digest = stable?.digest ?? '';
    return { role: 'worker', digest, group: 'east', channel: 'stable', vms: [ref] };
  };

  it('boots the image at its next start, just as the preview showed, and its own system after an undo', async () => {
    const one = plainVm();
    const { label, path } = one;
    const wish = await request(one);
    const before = demo.control.readFile(label, path);
    const { vms } = await core.must('clients.preview', { serverId, request: wish });
    expect(vms).toMatchObject([{ vm: one.vm.name, troubles: [], before }]);
    expect(demo.control.readFile(label, path)).toBe(before);

    const { jobIds } = await core.must('clients.convert', { serverId, request: wish });
    const job = await core.ended(jobIds[0] ?? '');
    expect(job, JSON.stringify(job.error)).toMatchObject({ state: 'succeeded' });
    expect(demo.control.readFile(label, path)).toBe(vms[0]?.after);
    expect(demo.control.readFile(label, `${path}.before-image`)).toBe(before);
    expect(clientFile(demo, one.vm.name)).toEqual(vms[0]?.client);
    expect(demo.control.look(label, one.vm.name)).toMatchObject({ state: 'running' });

    const again = await core.invoke('clients.convert', { serverId, request: wish });
    expect(again).toMatchObject({ ok: false, error: { code: 'preflight-refused' } });

    const undo = await core.must('clients.undo', { serverId, clients: [one.vm.name] });
    const undone = await core.ended(undo.jobIds[0] ?? '');
    expect(undone, JSON.stringify(undone.error)).toMatchObject({ state: 'succeeded' });
    expect(demo.control.readFile(label, path)).toBe(before);
    expect(demo.imageServer.files.text(`clients/${one.vm.name}.json`)).toBeNull();
    expect(demo.imageServer.files.below(`removed/${one.vm.name}.`)).toHaveLength(1);
  });

  it('is refused with every reason before anything is touched', async () => {
    const one = plainVm();
    const wish = await request(one);
    const [client] = await vmClients();
    if (!client) throw new Error('no VM is a client');
    const vms = [...wish.vms, { hostId: core.idOf(client.host), name: client.id }];
    const both = { ...wish, digest: 'f'.repeat(64), vms };
    const { vms: shown } = await core.must('clients.preview', { serverId, request: both });
    expect(shown[0]?.troubles).toEqual(['There is no image ffffffffffff of worker.']);
    expect(shown[1]?.troubles).toContain(`There is a client ${client.id} already.`);
    const refused = await core.invoke('clients.convert', { serverId, request: both });
    expect(refused).toMatchObject({ ok: false, error: { code: 'preflight-refused' } });
    expect(core.state().jobs).toEqual({});
    expect(demo.imageServer.files.text(`clients/${one.vm.name}.json`)).toBeNull();
  });
});
