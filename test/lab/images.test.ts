import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootFiles } from '../../src/main/core/images/boot/boot-files.ts';
import { kernelArguments } from '../../src/main/core/images/boot/kernel-arguments.ts';
import type { ServerLack } from '../../src/shared/images/advise-server.ts';
import type { Client } from '../../src/shared/images/client.ts';
import { defaultPolicy, type PlanRequest } from '../../src/shared/images/rollout-plan.ts';
import { addImageServer } from '../support/add-image-server.ts';
import { until } from '../support/until.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';
import { labDoor } from './lab-door.ts';
import {
  bootsOf,
  clients,
  imageServer,
  inClient,
  must,
  putFile,
  recipeOf,
  role,
  root,
} from './stateless-site.ts';

const patienceMs = 18 * 60_000;
const xenHost = 'xen-a';
const settings = { generation: 1, address: '10.77.0.9', httpPort: 80 };

/** How long a client may take in each state: emulated, on a machine that may be busy. */
const patience = { switchSeconds: 900, rebootSeconds: 900, verifySeconds: 300 };

/** The third is broken on purpose. */
const versions = [1, 2, 3];

/** Not as often as can be: every look costs an emulated machine some of the time it needs. */
function eventually<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  return until(async () => (await look()) || sleep(4_000, undefined), what, patienceMs);
}

let lab: Lab;
/** The one that is killed, and another that knows the same site. */
let first: LabConsole;
let second: LabConsole;
let areClosed = false;
/** By the console: each has a name of its own for the server. */
const servers = new Map<LabConsole, string>();
const digests: Record<number, string> = {};

async function openSiteConsole(): Promise<LabConsole> {
  const console_ = await openLabConsole(lab, [xenHost]);
  servers.set(console_, await addImageServer(console_.client, labDoor(lab, imageServer), root));
  return console_;
}

function at(console_: LabConsole): { serverId: string } {
  return { serverId: servers.get(console_) ?? '' };
}

async function overview(console_: LabConsole) {
  return console_.client.must('images.overview', at(console_));
}

/** As overview, for who looks over and over anyway; null: the console says to try again. */
async function glance(console_: LabConsole) {
  const seen = await console_.client.invoke('images.overview', at(console_));
  if (!seen.ok && !seen.error.retryable) throw new Error(JSON.stringify(seen.error));
  return seen.ok ? seen.value : null;
}

/** Waits until these clients say of themselves that they run this version, well, each with its drive. */
async function run(version: number, ids: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const seen = await glance(second);
      return ids.every((id) => {
        const row = seen?.clients.find((each) => each.id === id);
        return row && row.running === digests[version] && row.health === 'ok' && row.stateMounted;
      });
    },
    `${ids.join(', ')} running version ${version}`,
  );
}

function request(version: number, policy: Partial<PlanRequest['policy']>): PlanRequest {
  return {
    role,
    digest: digests[version] ?? '',
    waves: [
      { name: 'canary', pick: { kind: 'group', group: 'canary' } },
      { name: 'rest', pick: { kind: 'rest' } },
    ],
    policy: { ...defaultPolicy, ...patience, soakSeconds: 5, ...policy },
  };
}

async function ended(console_: LabConsole, rolloutId: string) {
  return eventually(
    async () => (await glance(console_))?.ended.find(({ id }) => id === rolloutId),
    `the end of ${rolloutId}`,
  );
}

/** Builds a version on the server, as the dialog does, and follows it to its end; its digest. */
async function built(version: number): Promise<string> {
  const { client } = first;
  const { generation } = await client.must('builds.recipe', { ...at(first), role });
  await client.must('builds.start', {
    ...at(first),
    role,
    title: 'Web servers of the lab',
    healthCommand: '/usr/bin/lab-health',
    recipe: { ...recipeOf(version), generation },
  });
  const { build, text } = await eventually(async () => {
    const reading = await client.must('builds.read', { ...at(first), role, from: 0 });
    return reading.build?.state === 'running' ? undefined : reading;
  }, `version ${version} built`);
  expect(build, text).toMatchObject({ state: 'done', isNew: true });
  return build?.digest ?? '';
}

/** What boots a guest: its config names the image literally, and dom0 has a copy of kernel and initrd. */
async function makeGuest(client: Client, digest: string): Promise<void> {
  const words = kernelArguments({ client, digest, settings, root });
  if (!words.ok || client.place.kind !== 'xen-vm') throw new Error(JSON.stringify(words));
  const folder = `/var/lib/stateless/boot/${digest}`;
  const url = `http://${settings.address}/images/${role}/${digest}`;
  await must(
    lab,
    xenHost,
    `mkdir -p ${folder} && cd ${folder} && for file in vmlinuz initrd.img; do test -e $file || busybox wget -q ${url}/$file; done`,
  );
  const config = [
    `name = "${client.id}"`,
    `uuid = "${client.place.uuid}"`,
    'type = "pv"',
    `kernel = "${folder}/vmlinuz"`,
    `ramdisk = "${folder}/initrd.img"`,
    `extra = "${words.value.join(' ')}"`,
    'memory = 128',
    'vcpus = 1',
    `vif = [ "bridge=xenbr0,mac=${client.macs[0]}" ]`,
    '',
  ].join('\n');
  await must(lab, xenHost, `cat >/etc/xen/${client.id}.cfg`, config);
}

beforeAll(async () => {
  lab = await openLab({ hosts: [xenHost, imageServer, 'bare-1'] });
  await lab.powerOff('bare-1');
  await lab.reset(xenHost, imageServer);
  await must(lab, xenHost, 'xl destroy counter && xl destroy pv1');
  first = await openSiteConsole();
});

async function closeConsoles(): Promise<void> {
  if (areClosed) return;
  areClosed = true;
  await first?.close();
  await second?.close();
}

/** A file of the image server; null: it is not there. */
async function serverFile(path: string): Promise<string | null> {
  const text = await must(lab, imageServer, `cat ${root}/${path} 2>/dev/null || echo none`);
  return text === 'none\n' ? null : text;
}

/** The digest that a client says it runs. */
async function runs({ id }: Client): Promise<string> {
  return JSON.parse((await serverFile(`reports/${id}.json`)) ?? '{}').digest ?? '';
}

afterAll(async () => {
  await closeConsoles();
  await lab?.powerOff('bare-1');
});

describe('one image for machines of any kind', () => {
  it('says what an image server lacks, and mends it', async () => {
    const { client } = first;
    /** What it is seen to lack: a moment after it was probed. */
    const lacks = (...ids: ServerLack['id'][]) =>
      client.until(`the lack of ${ids.join(', ') || 'nothing'}`, ({ imageServers }) => {
        const found = imageServers[at(first).serverId]?.lacks ?? [];
        return (
          isDeepStrictEqual(
            found.map(({ id }) => id),
            ids,
          ) && found
        );
      });
    await lacks('layout', 'exports');
    await client.must('images.mend', { ...at(first), lackId: 'layout' });
    await client.must('images.mend', { ...at(first), lackId: 'exports' });
    // It has two addresses: which one clients use, only its admin knows.
    expect(await lacks('address')).toMatchObject([{ commands: null }]);
    await putFile(lab, 'server.json', settings);
    await client.must('images.probe', at(first));
    await lacks();
  });

  it('builds its versions on the server, which needs no network for that, and publishes the first', async () => {
    const opening = openSiteConsole();
    for (const version of versions) digests[version] = await built(version);
    second = await opening;
    const channel = { role, channel: 'stable', generation: null };
    await first.client.must('images.publish', {
      ...at(first),
      ...channel,
      digest: digests[1] ?? '',
    });
  });

  it('boots two Xen guests and a machine without a disk from it, each with a drive of its own', async () => {
    for (const one of clients) {
      const client = { ...one, desired: digests[1] ?? '' };
      await putFile(lab, `clients/${client.id}.json`, client);
      if (client.place.kind === 'xen-vm') await makeGuest(client, digests[1] ?? '');
      const files = bootFiles(client, settings, root);
      for (const [path, lines] of files.ok ? files.value : []) {
        await putFile(lab, path, `${lines.join('\n')}\n`);
      }
    }
    await lab.reset('bare-1');
    await must(lab, xenHost, 'xl create -q /etc/xen/web-1.cfg && xl create -q /etc/xen/web-2.cfg');
    await run(1, ['web-1', 'web-2', 'bare-1']);
    const { clients: rows } = await overview(first);
    expect(Object.fromEntries(rows.map(({ id, drift }) => [id, drift]))).toEqual({
      'web-1': 'none',
      'web-2': 'none',
      'bare-1': 'none',
    });
    const log = await must(lab, imageServer, 'cat /var/log/nginx/access.log');
    expect(log).toMatch(/GET \/boot\/52-54-00-77-00-1f\.ipxe .* 200 .*iPXE/);
    for (const client of clients) {
      expect(await bootsOf(lab, client)).toEqual([expect.stringContaining('version 1')]);
      await inClient(lab, client, `echo "${client.id} wrote this" >/var/lib/web/own`);
    }
  });

  it('keeps the image from its clients: what one writes over its root is in its memory alone', async () => {
    const [client] = clients;
    if (!client) throw new Error('there is no client');
    expect(
      await inClient(lab, client, 'echo spoilt >/srv/web/index.html; cat /srv/web/index.html'),
    ).toBe('spoilt\n');
    const image = `/run/stateless/server/images/${role}/${digests[1]}/rootfs.squashfs`;
    for (const command of [
      'echo spoilt >/run/stateless/image/srv/web/index.html',
      'mount -o remount,rw /run/stateless/image && echo spoilt >/run/stateless/image/srv/web/index.html',
      `echo spoilt >${image}`,
      `mount -o remount,rw /run/stateless/server; echo spoilt >${image}`,
    ]) {
      expect(await inClient(lab, client, command), command).toMatch(/read-only|denied|failed/i);
    }
  });

  it('makes two more clients at one go, VMs that its host never had, and deletes them again', async () => {
    const { client } = second;
    const hostId = Object.keys(client.state().hosts)[0] ?? '';
    const machines = {
      ...{ kind: 'xen-vm' as const, hostIds: [hostId], start: true, autostart: false },
      ...{ type: 'pv' as const, memoryMiB: 128, vcpus: 1, bridge: 'xenbr0' },
    };
    const request = {
      ...{ role, digest: digests[1] ?? '', group: 'rest', channel: 'stable' },
      ...{ names: 'node-[1-2]', count: null, drive: { kind: 'nfs' as const }, machines },
      seed: '6b8b4567-327b-43c6-a43c-98695a3c0001',
    };
    const preview = await client.must('clients.newPreview', { ...at(second), request });
    expect(preview.troubles).toEqual([]);
    const agreed = preview.agreed ?? '';
    const { jobIds } = await client.must('clients.create', { ...at(second), request, agreed });
    const made = await client.ended(jobIds[0] ?? '');
    expect(made, JSON.stringify(made)).toMatchObject({ state: 'succeeded' });
    await run(1, ['node-1', 'node-2']);
    const list = await must(lab, xenHost, 'xl list');
    expect(list).toMatch(/^node-1 /m);
    expect(list).toMatch(/^node-2 /m);
    const undo = await client.must('clients.deleteMade', { jobId: made.id });
    const undone = await client.ended(undo.jobIds[0] ?? '');
    expect(undone, JSON.stringify(undone)).toMatchObject({ state: 'succeeded' });
    expect(await must(lab, xenHost, 'xl list')).not.toContain('node-');
    const { clients: rows } = await overview(second);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(['bare-1', 'web-1', 'web-2']);
  });

  it('rolls version 2 out, canary first; its console is killed meanwhile, and another goes on', async () => {
    const { rolloutId } = await first.client.must('rollouts.start', {
      ...at(first),
      request: request(2, {}),
    });
    await eventually(async () => {
      const { state } = await first.client.must('rollouts.read', { ...at(first), rolloutId });
      return state.clients['web-1']?.state === 'rebooting';
    }, 'the canary rebooting');
    await first.kill();
    await second.client.must('rollouts.carry', { ...at(second), rolloutId });
    await second.client.must('rollouts.release', { ...at(second), rolloutId });
    const summary = await ended(second, rolloutId);
    expect(summary).toMatchObject({ head: { status: 'done' }, tally: { healthy: 3 } });
    await run(2, ['web-1', 'web-2', 'bare-1']);
    for (const client of clients) {
      const boots = await bootsOf(lab, client);
      expect(boots, 'each rebooted once').toEqual([
        expect.stringContaining('version 1'),
        expect.stringContaining('version 2'),
      ]);
      expect(await inClient(lab, client, 'cat /var/lib/web/own')).toBe(`${client.id} wrote this\n`);
      expect(await inClient(lab, client, 'cat /srv/web/index.html')).toContain('version 2');
    }
  });

  it('halts version 3, which never gets well, after its canary, and takes it back', async () => {
    const { rolloutId } = await second.client.must('rollouts.start', {
      ...at(second),
      request: request(3, { onErrors: 'roll-back-wave', verifySeconds: 20 }),
    });
    const summary = await ended(second, rolloutId);
    expect(summary).toMatchObject({ head: { status: 'rolled-back' } });
    await run(2, ['web-1', 'web-2', 'bare-1']);
    const { clients: rows } = await overview(second);
    expect(rows.find(({ id }) => id === 'web-1')?.rejected).toEqual([digests[3]]);
    const ran = async (client: Client) =>
      (await bootsOf(lab, client)).map((line) => /version (\d)/.exec(line)?.[1]).join('');
    expect(await Promise.all(clients.map(ran))).toEqual(['1232', '12', '12']);
    for (const client of clients) {
      expect(await inClient(lab, client, 'cat /var/lib/web/own')).toBe(`${client.id} wrote this\n`);
    }
  });

  it('lets systemd on the server end a rollout whose console is closed', async () => {
    const metal = clients.find(({ place }) => place.kind === 'bare-metal');
    if (!metal) throw new Error('there is no machine of metal');
    expect(await runs(metal)).toBe(digests[2]);
    const { client } = second;
    expect(await client.must('rollouts.timer', at(second))).toMatchObject({
      ...{ lack: null, installed: 'none', isActive: false },
    });
    await client.must('rollouts.installTimer', at(second));
    expect(await client.must('rollouts.timer', at(second))).toMatchObject({
      ...{ installed: 'this', isActive: true },
    });
    const { rolloutId } = await client.must('rollouts.start', {
      ...at(second),
      request: {
        ...request(1, {}),
        waves: [{ name: 'metal', pick: { kind: 'group', group: metal.group } }],
      },
    });
    await closeConsoles();
    const summary = await eventually(
      async () => (await serverFile(`rollouts/${rolloutId}/ended.json`)) ?? undefined,
      'the rollout ended with no console open',
    );
    expect(JSON.parse(summary)).toMatchObject({
      ...{ head: { status: 'done' }, tally: { healthy: 1 } },
    });
    expect(await runs(metal)).toBe(digests[1]);
    await must(lab, imageServer, 'systemctl disable --now stateroom-rollouts.timer');
  });

  it('has left every image as it was taken in', async () => {
    for (const digest of Object.values(digests)) {
      const folder = `${root}/images/${role}/${digest}`;
      const sum = await must(
        lab,
        imageServer,
        `cd ${folder} && sha256sum initrd.img rootfs.squashfs vmlinuz | sha256sum`,
      );
      expect(sum.split(' ')[0]).toBe(digest);
    }
  });
});
