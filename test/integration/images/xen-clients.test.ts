import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sweepBootFilesScript } from '../../../src/main/core/images/xen/scripts/boot-files.ts';
import { createXenClients } from '../../../src/main/core/images/xen/xen-clients.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { CommandRunner } from '../../../src/main/core/ssh/ssh-port.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { createImageServer, serverShells } from '../../support/image-server.ts';
import { sampleClient } from '../../support/sample-images.ts';
import {
  type ClientHost,
  clientUuid,
  createClientHost,
  putImage,
} from '../../support/xen-client-host.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});
const never = new AbortController().signal;
const client = sampleClient('web1', { place: { kind: 'xen-vm', uuid: clientUuid } });

/** An image server and hosts in real shells. */
async function open(
  hosts: ClientHost[] = [createClientHost()],
  shell: (typeof serverShells)[number] = 'dash',
) {
  const server = createImageServer(shell);
  removals.push(server.remove, ...hosts.map(({ remove }) => remove));
  await server.setUp();
  server.put('server.json', JSON.stringify({ generation: 0, address: '10.0.0.9', httpPort: 80 }));
  const image = putImage(server, {
    vmlinuz: randomBytes(5_000_000),
    'initrd.img': randomBytes(7_000_001),
  });
  const runners = new Map<string, CommandRunner>(hosts.map((one) => [one.host.id, one.runner]));
  const [host] = hosts;
  if (!host) throw new Error('no host');
  const stateOf = () => ({
    ...emptySite,
    hosts: Object.fromEntries(hosts.map((one) => [one.host.id, one.host])),
    vms: Object.fromEntries(hosts.map((one) => [one.host.id, { web1: one.vm() }])),
  });
  const made = (holder: string) =>
    createXenClients({
      place: server,
      holder,
      stateOf,
      linkOf: (id) => runners.get(id),
      refresh: async () => ok(undefined),
      folder: host.folder,
      configDir: host.tools.configDir,
    });
  return { server, host, image, made, runners, order: { client, digest: image.digest } };
}

describe('the boot files of a Xen VM', () => {
  it.each(serverShells)(
    'come to its host whole and right before anything is switched, from a server with %s',
    async (shell) => {
      const { host, image, made, order, server } = await open([createClientHost()], shell);
      const before = host.config();
      const prepared = await made('anna').prepare([order, order], never);
      expect(prepared.get('web1')).toEqual({ outcome: 'done', text: '' });
      expect(host.bootFiles(image.digest)).toEqual(['initrd.img', 'vmlinuz']);
      for (const name of host.bootFiles(image.digest)) {
        const copy = readFileSync(join(host.folder, 'boot', image.digest, name));
        expect(copy.equals(readFileSync(server.file(`images/web/${image.digest}/${name}`)))).toBe(
          true,
        );
      }
      expect(host.config()).toBe(before);
    },
  );

  it('go on where they were after a cut, and are not brought twice', async () => {
    const { host, image, made, runners, order } = await open();
    let pieces = 0;
    runners.set('h0', {
      ...host.runner,
      exec: async (line, options) => {
        if (options?.stdin === undefined) return host.runner.exec(line, options);
        if (++pieces === 2)
          return err(appError('ssh-closed', 'The connection ended.', { retryable: true }));
        return host.runner.exec(line, options);
      },
    });
    const cut = await made('anna').prepare([order], never);
    expect(cut.get('web1')?.outcome).toBe('unknown');
    expect(host.bootFiles(image.digest)).toEqual(['.vmlinuz.anna']);
    expect((await made('anna').prepare([order], never)).get('web1')?.outcome).toBe('done');
    // Seven pieces hold 12 MB; the one that was cut off comes again, and no other.
    expect(pieces).toBe(8);
    expect((await made('anna').prepare([order], never)).get('web1')?.outcome).toBe('done');
    expect(pieces).toBe(8);
  });

  it('are not brought for what another image has in common with one that is there', async () => {
    const { host, image, made, runners, order, server } = await open();
    expect((await made('anna').prepare([order], never)).get('web1')?.outcome).toBe('done');
    const kernel = readFileSync(server.file(`images/web/${image.digest}/vmlinuz`));
    const next = putImage(server, { vmlinuz: kernel, 'initrd.img': randomBytes(7_000_001) });
    let pieces = 0;
    runners.set('h0', {
      ...host.runner,
      exec: (line, options) => {
        if (options?.stdin !== undefined) pieces++;
        return host.runner.exec(line, options);
      },
    });
    const again = await made('anna').prepare([{ client, digest: next.digest }], never);
    expect(again.get('web1')?.outcome).toBe('done');
    expect(host.bootFiles(next.digest)).toEqual(['initrd.img', 'vmlinuz']);
    expect(readFileSync(join(host.folder, 'boot', next.digest, 'vmlinuz')).equals(kernel)).toBe(
      true,
    );
    // Four hold the other initrd; none was needed for the kernel.
    expect(pieces).toBe(4);
  });

  it('are refused where the server’s files are not those of the image, and nothing is left of them', async () => {
    const { host, image, made, order, server } = await open();
    server.put(`images/web/${image.digest}/vmlinuz`, randomBytes(5_000_000));
    const damaged = await made('anna').prepare([order], never);
    expect(damaged.get('web1')).toMatchObject({
      outcome: 'refused',
      text: expect.stringContaining('did not arrive on xen-h0 as it should be'),
    });
    expect(host.bootFiles(image.digest)).toEqual([]);
    const { files } = image;
    const lie = { ...image, files: { ...files, vmlinuz: { ...files.vmlinuz, bytes: 1 } } };
    server.put(
      `images/web/${image.digest}/manifest.json`,
      JSON.stringify({ ...lie, files: { ...lie.files, vmlinuz: files['initrd.img'] } }),
    );
    const forged = await made('anna').prepare([order], never);
    expect(forged.get('web1')?.text).toContain('is not that image');
  });

  it('are swept when nothing names them, and never before', async () => {
    const { host } = await open();
    const digests = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));
    for (const digest of digests) {
      host.put(`boot/${digest}/vmlinuz`, 'k');
      if (!digest.startsWith('d')) utimesSync(join(host.folder, 'boot', digest), 0, 0);
    }
    writeFileSync(
      join(host.tools.configDir, 'old.cfg.previous'),
      `kernel = "/x/${digests[1]}/vmlinuz"`,
    );
    host.tools.answer('list -l', `[{"config":{"b_info":{"kernel":"/x/${digests[2]}/vmlinuz"}}}]\n`);
    const line = scriptLine(sweepBootFilesScript, [
      join(host.folder, 'boot'),
      host.tools.configDir,
      '1440',
    ]);
    host.tools.fail('list -l', 1, 'xl: xenstored is dead');
    expect(await host.runner.exec(line)).toMatchObject({ value: { code: 1, stdout: '' } });
    host.tools.answer('list -l', `[{"config":{"b_info":{"kernel":"/x/${digests[2]}/vmlinuz"}}}]\n`);
    expect(await host.runner.exec(line)).toMatchObject({
      value: { stdout: `gone ${digests[0]}\n` },
    });
    for (const digest of digests.slice(1)) expect(host.bootFiles(digest)).toEqual(['vmlinuz']);
  });
});

describe('the configuration of a Xen VM', () => {
  it('is switched to the image, the old one is kept, and xl is told; to do it twice is to do it once', async () => {
    const { host, image, made, order } = await open();
    host.obey();
    const before = host.config();
    for (let times = 0; times < 2; times++) {
      expect((await made('anna').switchBoot([order], never)).get('web1')?.outcome).toBe('done');
    }
    const at = join(host.folder, 'boot', image.digest);
    expect(host.config()).toBe(
      [
        'name = "web1"',
        `uuid = "${clientUuid}"`,
        `kernel = "${at}/vmlinuz"`,
        `ramdisk = "${at}/initrd.img"`,
        /^extra = .*$/m.exec(host.config())?.[0],
        '',
      ].join('\n'),
    );
    expect(host.config()).toContain(`stateless.digest=${image.digest}`);
    expect(host.config()).toContain('stateless.server=10.0.0.9');
    expect(readFileSync(`${host.configPath}.previous`, 'utf8')).toBe(before);
    expect(host.calls('config-update')).toHaveLength(2);
  });

  it('is left alone where it is another VM’s by now, or cannot be read', async () => {
    const { host, made, order } = await open();
    for (const [text, why] of [
      [`name = "web1"\nuuid = "6b8b4567-327b-43c6-a43c-98695a3c0009"\n`, 'no longer describes'],
      ['name = web1\n', 'cannot be read'],
    ] as const) {
      writeFileSync(host.configPath, text);
      const prepared = await made('anna').prepare([order], never);
      expect(prepared.get('web1')).toMatchObject({
        outcome: 'refused',
        text: expect.stringContaining(why),
      });
      expect(host.config()).toBe(text);
    }
  });

  it('of two hosts that run the VM is not touched on either', async () => {
    const hosts = [createClientHost(), createClientHost({ id: 'h1' })];
    const { made, order } = await open(hosts);
    const before = hosts.map((host) => host.config());
    expect((await made('anna').switchBoot([order], never)).get('web1')).toEqual({
      outcome: 'refused',
      text: 'It runs on more than one host: xen-h0, xen-h1.',
    });
    expect(hosts.map((host) => host.config())).toEqual(before);
  });
});

describe('a power-cycle of a Xen VM', () => {
  const act = { kind: 'power-cycle', key: 'r1.web1.1.forward.power-cycle', bootId: 'b1' } as const;

  it('is done once for a key, however often and by however many consoles it is ordered', async () => {
    const { host, made, server } = await open();
    host.obey();
    const consoles = ['anna', 'ben', 'cleo'].map(made);
    const said = await Promise.all(consoles.map((one) => one.powerCycle([{ client, act }], never)));
    // Of those who claim it at once one does; the others find that out and ask again.
    expect(said.some((one) => one.get('web1')?.outcome === 'done')).toBe(true);
    for (const one of consoles) {
      expect((await one.powerCycle([{ client, act }], never)).get('web1')?.outcome).toBe('done');
    }
    expect(host.calls('destroy')).toEqual(['destroy 4']);
    expect(host.calls('create')).toEqual([`create ${host.configPath}`]);
    expect(JSON.parse(server.text('cycles/web1.json'))).toMatchObject({
      key: act.key,
      bootId: 'b1',
    });
    expect(server.checkAudit()).toBe(1);
  });

  it('goes on when the console is killed in the middle, and whoever takes over does not repeat it', async () => {
    const { host, made, runners } = await open();
    host.obey();
    const killed = new AbortController();
    runners.set('h0', {
      ...host.runner,
      async exec(line, options) {
        const ran = host.runner.exec(line, options);
        if (line.includes('stateroom-power-cycle')) {
          // As a cut cable: nobody reads what it says any more.
          while (host.calls('destroy').length === 0) await new Promise((r) => setTimeout(r, 20));
          killed.abort();
        }
        return ran;
      },
    });
    await made('anna').powerCycle([{ client, act }], killed.signal);
    runners.set('h0', host.runner);
    expect((await made('ben').powerCycle([{ client, act }], never)).get('web1')?.outcome).toBe(
      'done',
    );
    expect(host.calls('destroy')).toHaveLength(1);
    expect(host.calls('create')).toHaveLength(1);
  });

  it('is not done to a client that has come up by itself meanwhile', async () => {
    const { host, made, server } = await open();
    host.obey();
    const report = { client: 'web1', digest: null, bootId: 'b2', stateMounted: true };
    const rest = { health: 'ok', healthText: '', at: 0 };
    server.put('reports/web1.json', JSON.stringify({ ...report, ...rest }));
    expect((await made('anna').powerCycle([{ client, act }], never)).get('web1')?.outcome).toBe(
      'done',
    );
    expect(host.calls('destroy')).toEqual([]);
    expect(server.has('cycles/web1.json')).toBe(false);
  });

  it('starts one that is off, and ends none that could not be started again', async () => {
    const { host, made } = await open([createClientHost({ running: false })]);
    host.obey();
    expect((await made('anna').powerCycle([{ client, act }], never)).get('web1')?.outcome).toBe(
      'done',
    );
    expect(host.calls('destroy')).toEqual([]);
    expect(host.calls('create')).toHaveLength(1);
    const other = await open();
    other.host.obey();
    writeFileSync(`${other.host.configPath}.gone`, readFileSync(other.host.configPath));
    const { rmSync } = await import('node:fs');
    rmSync(other.host.configPath);
    expect(
      (await other.made('anna').powerCycle([{ client, act }], never)).get('web1'),
    ).toMatchObject({
      outcome: 'refused',
      text: expect.stringContaining('is not there'),
    });
    expect(other.host.calls('destroy')).toEqual([]);
    expect(existsSync(join(other.host.folder, 'cycles'))).toBe(false);
  });

  it('says xl’s own words when the VM does not start', async () => {
    const { host, made } = await open();
    host.obey();
    host.tools.fail(`create ${host.configPath}`, 3, 'libxl: error: no memory\n');
    expect((await made('anna').powerCycle([{ client, act }], never)).get('web1')).toEqual({
      outcome: 'refused',
      text: 'xl create failed on xen-h0: libxl: error: no memory',
    });
  });

  it('is not done while no host is connected, and can be asked for again', async () => {
    const { host, made } = await open();
    const { link } = host.host;
    Object.assign(host, { host: { ...host.host, link: { ...link, state: 'offline' } } });
    expect((await made('anna').powerCycle([{ client, act }], never)).get('web1')).toEqual({
      outcome: 'unknown',
      text: 'No Xen host is connected.',
    });
  });
});
