import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandRunner } from '../../src/main/core/ssh/ssh-port.ts';
import type { Manifest } from '../../src/shared/images/image.ts';
import { createFakeXenTools } from './fake-xen-tools.ts';
import type { LocalImageServer } from './image-server.ts';
import { createLocalRunner } from './local-runner.ts';
import { sampleManifest } from './sample-images.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

export const clientUuid = '6b8b4567-327b-43c6-a43c-98695a3c0001';

const row = (name: string, domid: number, uuid: string) =>
  `${name.padEnd(40)} ${String(domid).padStart(5)}   128     1     -b----      33.6 ${uuid}        -                -\n`;
const dom0 = `Name                                        ID   Mem VCPUs\tState\tTime(s) UUID                            Reason-Code\tSecurity Label\n${row('Domain-0', 0, '00000000-0000-0000-0000-000000000000')}`;

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Puts an image with these boot files onto a server, named as `sha256sum` names it. */
export function putImage(
  server: LocalImageServer,
  files: { vmlinuz: Uint8Array; 'initrd.img': Uint8Array },
): Manifest {
  const root = { bytes: 1, sha256: sha256('r') };
  const of = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256(bytes) });
  const all = {
    'initrd.img': of(files['initrd.img']),
    'rootfs.squashfs': root,
    vmlinuz: of(files.vmlinuz),
  };
  const digest = sha256(
    Object.entries(all)
      .map(([name, file]) => `${file.sha256}  ${name}\n`)
      .join(''),
  );
  const manifest = sampleManifest({ digest, files: all });
  server.put(`images/web/${digest}/manifest.json`, JSON.stringify(manifest));
  server.put(`images/web/${digest}/vmlinuz`, files.vmlinuz);
  server.put(`images/web/${digest}/initrd.img`, files['initrd.img']);
  return manifest;
}

/** A host in a real shell with one VM of `clientUuid`, its xl answered by a fake. */
export function createClientHost(options: { id?: string; running?: boolean } = {}) {
  const { id = 'h0', running = true } = options;
  const tools = createFakeXenTools();
  const folder = join(tools.configDir, '..', 'stateless');
  const runner: CommandRunner = createLocalRunner({ env: tools.env });
  const configPath = join(tools.configDir, 'web1.cfg');
  const domid: number | null = running ? 4 : null;
  const listed = () =>
    tools.answer('list -v', domid === null ? dom0 : dom0 + row('web1', domid, clientUuid));
  listed();
  tools.answer('list -l', '[]\n');
  writeFileSync(configPath, `name = "web1"\nuuid = "${clientUuid}"\nbootloader = "pygrub"\n`);
  const host = sampleHost({ id, label: `xen-${id}` });
  return {
    tools,
    folder,
    runner,
    configPath,
    host,
    config: () => readFileSync(configPath, 'utf8'),
    vm: () =>
      sampleVm({
        hostId: id,
        name: 'web1',
        uuid: clientUuid,
        domid,
        state: domid === null ? 'halted' : 'running',
        configPath,
        bootFiles: [],
      }),
    /** `xl config-update`, `xl destroy` and `xl create` work from now on, as xl's do. */
    obey() {
      tools.answer(`config-update ${domid} ${configPath}`, '');
      if (domid !== null) {
        tools.answer(`destroy ${domid}`, '');
        tools.onceAsked(`destroy ${domid}`, () => tools.answer('list -v', dom0));
      }
      tools.answer(`create ${configPath}`, '');
      tools.onceAsked(`create ${configPath}`, () =>
        tools.answer('list -v', dom0 + row('web1', 5, clientUuid)),
      );
    },
    /** Names in the folder of an image; none if it is not there. */
    bootFiles(digest: string): string[] {
      const at = join(folder, 'boot', digest);
      return existsSync(at) ? readdirSync(at).toSorted() : [];
    },
    put(path: string, bytes: string | Uint8Array): void {
      const at = join(folder, path);
      mkdirSync(join(at, '..'), { recursive: true });
      writeFileSync(at, bytes);
    },
    calls: (verb: string) => tools.calls().filter((call) => call.startsWith(verb)),
    remove: () => tools.remove(),
  };
}
export type ClientHost = ReturnType<typeof createClientHost>;
