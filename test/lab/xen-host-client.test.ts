import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/shared/images/rollout-plan.ts';
import { addImageServer } from '../support/add-image-server.ts';
import { until } from '../support/until.ts';
import { bootByServer } from './boot-by-server.ts';
import { makeDom0Client } from './dom0-client.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';
import { endOnReboot, hasEnded, wantedHashes } from './lab-control.ts';
import { labDoor } from './lab-door.ts';
import { lanMac, machineNamed } from './machines.ts';
import { newcArchive } from './newc.ts';
import { buildPaths } from './paths.ts';
import { imageServer, must, putFile, root } from './stateless-site.ts';

const patienceMs = 25 * 60_000;
const host = 'xen-a';
const other = 'xen-b';
const guest = 'counter';
/** Said by the initrd of the image to the kernel's log: that it was this one which booted. */
const mark = 'stateless: the initrd of the dom0 image';

/** Not as often as can be: every look costs an emulated machine some of the time it needs. */
function eventually<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  return until(async () => (await look()) || sleep(4_000, undefined), what, patienceMs);
}

let lab: Lab;
let console_: LabConsole;
let serverId = '';
let digest = '';
const folder = mkdtempSync(join(tmpdir(), 'stateroom-dom0-'));
const initrd = join(folder, 'initrd.img');
const { kernel, initrd: ownInitrd } = buildPaths(wantedHashes()['xen-host']);

beforeAll(async () => {
  lab = await openLab({ hosts: [host, other, imageServer] });
  await lab.reset();
  // Debian's Xen has no shadow paging: a PV guest could not leave.
  await must(lab, host, 'xl destroy pv1');
  console_ = await openLabConsole(lab, [host, other]);
  serverId = await addImageServer(console_.client, labDoor(lab, imageServer), root);
});

afterAll(async () => {
  await console_?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two live migrations and a boot, emulated, on a machine that may be busy. */
const testMs = 45 * 60_000;

describe('a Xen host that boots from an image', { timeout: testMs }, () => {
  it('becomes a client of the image server, with an image that has its kernel and an initrd', async () => {
    const { client } = console_;
    await client.must('images.mend', { serverId, lackId: 'layout' });
    await client.must('images.mend', { serverId, lackId: 'exports' });
    await putFile(lab, 'server.json', { generation: 1, address: '10.77.0.9', httpPort: 80 });
    const said = newcArchive([
      { path: 'conf', mode: 0o040755 },
      { path: 'conf/conf.d', mode: 0o040755 },
      {
        path: 'conf/conf.d/stateless',
        mode: 0o100644,
        content: Buffer.from(`echo '${mark}' >/dev/kmsg\n`),
      },
    ]);
    writeFileSync(initrd, Buffer.concat([said, readFileSync(ownInitrd)]));
    const incoming = '/srv/incoming/dom0';
    await must(lab, imageServer, `mkdir -p ${incoming}/tree/etc`);
    for (const [name, path] of [
      ['vmlinuz', kernel],
      ['initrd.img', initrd],
    ] as const) {
      const bytes = readFileSync(path).toString('base64');
      await must(lab, imageServer, `base64 -d >${incoming}/${name}`, bytes);
    }
    await must(
      lab,
      imageServer,
      `echo dom0 >${incoming}/tree/etc/role && mksquashfs ${incoming}/tree ${incoming}/rootfs.squashfs -quiet -no-progress`,
    );
    const request = {
      role: 'dom0',
      files: {
        from: 'server' as const,
        initrd: `${incoming}/initrd.img`,
        rootfs: `${incoming}/rootfs.squashfs`,
        kernel: `${incoming}/vmlinuz`,
      },
      digest: null,
      origin: 'the lab',
      title: 'Xen hosts',
      healthCommand: 'xl info >/dev/null',
    };
    await client.must('imports.start', { serverId, request });
    digest = await eventually(async () => {
      const { images } = await client.must('images.overview', { serverId });
      return images.find(({ manifest }) => manifest.role === 'dom0')?.manifest.digest;
    }, 'the image taken in');
    const wish = {
      ...{ hostId: console_.idOf(host), role: 'dom0', digest, channel: null, group: 'canary' },
      macs: [lanMac(machineNamed(host))],
    };
    expect(await client.must('clients.addHost', { serverId, request: wish })).toEqual({
      client: host,
    });
    await makeDom0Client(lab, host);
    await eventually(async () => {
      const { clients } = await client.must('images.overview', { serverId });
      return clients.some(
        ({ id, health, running, stateMounted }) =>
          id === host && health === 'ok' && running === null && stateMounted,
      );
    }, 'its first report');
  });

  it('is emptied, reboots into its image, is verified, and has its guest back, which never stopped', async () => {
    const { client } = console_;
    await client.until('the load of both hosts', ({ hosts }) =>
      [host, other].every((name) => hosts[console_.idOf(name)]?.usage?.cpu != null),
    );
    const counted = async (on: string) => lab.guestCount(on, guest);
    const before = (await counted(host)) ?? Number.NaN;
    const bootBefore = await must(lab, host, 'cat /proc/sys/kernel/random/boot_id');
    await endOnReboot(host);
    const { rolloutId } = await client.must('rollouts.start', {
      serverId,
      request: {
        role: 'dom0',
        digest,
        waves: [{ name: 'all', pick: { kind: 'rest' } }],
        policy: {
          ...defaultPolicy,
          ...{ soakSeconds: 0, switchSeconds: 900, rebootSeconds: 1500, verifySeconds: 900 },
        },
      },
    });
    const at = { serverId, rolloutId };
    await eventually(async () => {
      const { state } = await client.must('rollouts.read', at);
      if (state.head.status === 'halted') throw new Error(JSON.stringify(state));
      return hasEnded(host);
    }, 'its reboot');
    const there = (await counted(other)) ?? Number.NaN;
    expect(there).toBeGreaterThan(before);
    const named = await bootByServer(lab, host, [kernel, initrd]);
    expect(named.words).toContain(`stateless.digest=${digest}`);
    const summary = await eventually(
      async () =>
        (await client.must('images.overview', { serverId })).ended.find(
          ({ id }) => id === rolloutId,
        ),
      'the end of the rollout',
    );
    expect(summary).toMatchObject({ head: { status: 'done' }, tally: { healthy: 1 } });
    expect(await must(lab, host, 'cat /proc/cmdline')).toContain(`stateless.digest=${digest}`);
    expect(await must(lab, host, 'dmesg')).toContain(mark);
    expect(await must(lab, host, 'cat /proc/sys/kernel/random/boot_id')).not.toBe(bootBefore);
    const report = JSON.parse(await must(lab, imageServer, `cat ${root}/reports/${host}.json`));
    expect(report).toMatchObject({ client: host, digest, stateMounted: true, health: 'ok' });
    // It counts on from where it was, and is nowhere else.
    expect(await counted(host)).toBeGreaterThan(there);
    expect(await counted(other)).toBeUndefined();
  });
});
