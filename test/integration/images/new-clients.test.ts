import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bringToHosts } from '../../../src/main/core/images/create/bring-to-hosts.ts';
import type { CreatePorts } from '../../../src/main/core/images/create/create-ports.ts';
import { lookAtMachines } from '../../../src/main/core/images/create/look-at-machines.ts';
import { makeClient } from '../../../src/main/core/images/create/make-client.ts';
import { readOwnFiles } from '../../../src/main/core/images/create/own-files.ts';
import { unmakeClient } from '../../../src/main/core/images/create/unmake-client.ts';
import { readBootNeeds } from '../../../src/main/core/images/xen/boot-needs.ts';
import {
  createConfigScript,
  removeVmScript,
} from '../../../src/main/core/images/xen/scripts/new-vm.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { NewMachine } from '../../../src/shared/images/new-clients.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { createImageServer, serverShells } from '../../support/image-server.ts';
import { sampleClient } from '../../support/sample-images.ts';
import { clientUuid, createClientHost, putImage } from '../../support/xen-client-host.ts';

const cleanups = createCleanups();
afterEach(() => cleanups.run());
const never = new AbortController().signal;

function newHost(running = false) {
  const host = createClientHost({ running });
  cleanups.add({ stop: async () => host.remove() });
  return host;
}

const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the configuration of a new VM', () => {
  const put = async (host: ReturnType<typeof newHost>, path: string, text: string, link = '') => {
    const words = [path, sumOf(text), join(host.tools.configDir, 'auto'), link];
    const ran = await host.runner.exec(scriptLine(createConfigScript, words), {
      stdin: Buffer.from(text).toString('base64'),
    });
    return ran.ok ? ran.value : { stdout: '', stderr: '', code: null };
  };

  it('is put down once, with its autostart link, and never over another one', async () => {
    const host = newHost();
    const path = join(host.tools.configDir, 'new one.cfg');
    const link = join(host.tools.configDir, 'auto', 'new one.cfg');
    expect(await put(host, path, 'name = "n"\n', 'new one.cfg')).toMatchObject({
      stdout: 'written\n',
    });
    expect(await put(host, path, 'name = "n"\n', 'new one.cfg')).toMatchObject({
      stdout: 'same\n',
    });
    expect(await put(host, path, 'name = "other"\n')).toMatchObject({ stdout: 'taken\n' });
    expect(readFileSync(path, 'utf8')).toBe('name = "n"\n');
    expect(readFileSync(link, 'utf8')).toBe('name = "n"\n');
    expect(lstatSync(path).mode & 0o777).toBe(0o644);
  });

  it('is not put down when it came over damaged, nor where a link leads nowhere', async () => {
    const host = newHost();
    const path = join(host.tools.configDir, 'new.cfg');
    const words = [path, sumOf('x'), join(host.tools.configDir, 'auto'), ''];
    const ran = await host.runner.exec(scriptLine(createConfigScript, words), {
      stdin: 'eA==eA==',
    });
    expect(ran.ok && ran.value.code).not.toBe(0);
    expect(existsSync(path)).toBe(false);
    symlinkSync('/nowhere/at/all', path);
    expect((await put(host, path, 'name = "n"\n')).code).not.toBe(0);
  });

  it('goes out of use with its VM, found by the UUID and not by the name', async () => {
    const host = newHost(true);
    host.obey();
    const auto = join(host.tools.configDir, 'auto');
    mkdirSync(auto, { recursive: true });
    symlinkSync(host.configPath, join(auto, '10-web'));
    const remove = (uuid: string) =>
      host.runner.exec(scriptLine(removeVmScript, [host.configPath, uuid, auto]));
    const other = await remove('6b8b4567-327b-43c6-a43c-98695a3c0002');
    expect(other.ok && other.value.stdout).toBe('other\n');
    expect(host.calls('destroy')).toEqual([]);
    const own = await remove(clientUuid);
    expect(own.ok && own.value.stdout).toBe('destroyed\nremoved\n');
    expect(existsSync(host.configPath)).toBe(false);
    expect(existsSync(`${host.configPath}.removed`)).toBe(true);
    expect(existsSync(join(auto, '10-web'))).toBe(false);
    const again = await remove(clientUuid);
    expect(again.ok && again.value.stdout).toBe('absent\n');
  });
});

describe.each(serverShells)('a client that is made in %s', (shell) => {
  async function open() {
    const server = createImageServer(shell);
    cleanups.add({ stop: async () => server.remove() });
    await server.setUp();
    server.put('server.json', '{"generation":1,"address":"10.77.0.9","httpPort":80}\n');
    const image = putImage(server, {
      vmlinuz: randomBytes(5_000),
      'initrd.img': randomBytes(7_000),
    });
    const host = newHost();
    const started: string[] = [];
    const ports: CreatePorts = {
      ...{ place: server, holder: 'anna', folder: host.folder, configDir: host.tools.configDir },
      stateOf: () => ({ ...emptySite, hosts: { h0: host.host }, vms: { h0: {} } }),
      linkOf: (id) => (id === 'h0' ? host.runner : undefined),
      refresh: async () => ({ ok: true, value: undefined }),
      async startVm(_hostId, { name }) {
        started.push(name);
        return { ok: true, value: { log: '' } };
      },
    };
    const needs = await readBootNeeds(server, 'web', image.digest, never);
    if (!needs.ok) throw new Error(needs.error.message);
    const machine = (id: string, kind: 'xen-vm' | 'bare-metal'): NewMachine => ({
      client: sampleClient(id, {
        desired: image.digest,
        machineId: sumOf(id).slice(0, 32),
        macs: [kind === 'xen-vm' ? '00:16:3e:00:00:07' : '52:54:00:00:00:07'],
        place: kind === 'xen-vm' ? { kind, uuid: clientUuid } : { kind },
      }),
      vm:
        kind === 'xen-vm'
          ? {
              ...{ hostId: 'h0', start: true, type: 'pv', memoryMiB: 128, vcpus: 1 },
              ...{ bridge: 'xenbr0', autostart: false },
            }
          : null,
    });
    return { server, host, ports, needs: needs.value, machine, started, image };
  }

  it('has its drive, its configuration and its boot files, is made once, and is unmade whole', async () => {
    const { server, host, ports, needs, machine, started, image } = await open();
    const one = machine('fresh-1', 'xen-vm');
    const brought = await bringToHosts(ports, needs, ['h0'], { signal: never, onProgress() {} });
    expect([...brought]).toEqual([]);
    expect(host.bootFiles(image.digest)).toEqual(['initrd.img', 'vmlinuz']);
    for (let twice = 0; twice < 2; twice++) {
      const made = await makeClient(ports, one, needs, never);
      expect(made, JSON.stringify(made)).toMatchObject({ ok: true });
    }
    expect(JSON.parse(server.text('clients/fresh-1.json'))).toEqual(one.client);
    expect(server.list('state')).toEqual(['fresh-1']);
    expect(started).toEqual(['fresh-1', 'fresh-1']);
    const config = readFileSync(join(host.tools.configDir, 'fresh-1.cfg'), 'utf8');
    expect(config).toContain(`uuid = "${clientUuid}"`);
    expect(config).toContain('vif = [ "mac=00:16:3e:00:00:07,bridge=xenbr0" ]');
    const seen = await lookAtMachines(ports, [one], never);
    expect(seen.ok && seen.value).toMatchObject({
      sights: [{ hasFile: true, hasConfig: true, runs: false }],
      unseen: [],
    });
    server.put('state/fresh-1/mine', 'x');
    server.put('reports/fresh-1.json', '{}');
    const own = await readOwnFiles(server, [one.client], never);
    const file = (own.ok && own.value.get('fresh-1')) || null;
    const undone = await unmakeClient(ports, one, file, '20261130T120000Z', never);
    expect(undone, JSON.stringify(undone)).toMatchObject({ ok: true });
    expect(server.has('clients/fresh-1.json')).toBe(false);
    expect(server.has('reports/fresh-1.json')).toBe(false);
    expect(server.text('state/.set-aside/fresh-1/20261130T120000Z/mine')).toBe('x');
    expect(existsSync(join(host.tools.configDir, 'fresh-1.cfg.removed'))).toBe(true);
    expect(server.list('leases/rest')).toEqual([]);
    expect(server.checkAudit()).toBe(2);
  });

  it('is not unmade while a rollout has leased it, and nothing of it is touched', async () => {
    const { server, host, ports, needs, machine } = await open();
    const one = machine('fresh-1', 'xen-vm');
    expect(await makeClient(ports, one, needs, never)).toMatchObject({ ok: true });
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const lease = { holder: 'rollout:r1', since: 1, serverBoot: bootId, expires: 9_999_999_999 };
    server.put('leases/rest/fresh-1.json', `${JSON.stringify(lease)}\n`);
    const own = await readOwnFiles(server, [one.client], never);
    const file = (own.ok && own.value.get('fresh-1')) || null;
    const refused = await unmakeClient(ports, one, file, '20261130T120000Z', never);
    expect(refused).toMatchObject({ ok: false, error: { code: 'lease-held' } });
    expect(server.has('clients/fresh-1.json')).toBe(true);
    expect(existsSync(join(host.tools.configDir, 'fresh-1.cfg'))).toBe(true);
  });

  it('does not take the drive or the boot file of an earlier one, and says whose is in the way', async () => {
    const { server, ports, needs, machine } = await open();
    server.put('state/fresh-1/old', 'x');
    const first = await makeClient(ports, machine('fresh-1', 'bare-metal'), needs, never);
    expect(first).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(!first.ok && first.error.message).toContain('state/fresh-1');
    server.put('boot/52-54-00-00-00-07.ipxe', '#!ipxe\n');
    const second = await makeClient(ports, machine('fresh-2', 'bare-metal'), needs, never);
    expect(!second.ok && second.error.message).toContain('boot/52-54-00-00-00-07.ipxe');
    expect(server.list('clients')).toEqual([]);
    expect(server.list('state')).toEqual(['fresh-1']);
  });
});

it('writes nothing to a host that has a VM’s file of that name', async () => {
  const host = newHost();
  const path = join(host.tools.configDir, 'taken.cfg');
  writeFileSync(path, 'name = "theirs"\n');
  const text = 'name = "ours"\n';
  const words = [path, sumOf(text), join(host.tools.configDir, 'auto'), 'taken.cfg'];
  const ran = await host.runner.exec(scriptLine(createConfigScript, words), {
    stdin: Buffer.from(text).toString('base64'),
  });
  expect(ran.ok && ran.value.stdout).toBe('taken\n');
  expect(existsSync(join(host.tools.configDir, 'auto', 'taken.cfg'))).toBe(false);
});
