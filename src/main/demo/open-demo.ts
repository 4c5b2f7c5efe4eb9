import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessSchema } from '../../shared/model/connection.ts';
import type { DemoPort } from '../core/site/demo-port.ts';
import type { StartedImageServer } from './images/start-image-server.ts';
import { controllerOf } from './shell/ipmitool.ts';
import {
  type DemoHost,
  type DemoSiteOptions,
  demoHostId,
  startDemoSite,
} from './start-demo-site.ts';

/**
 * Makes the demo's hosts ready for the core. Their one key goes into a file that only this user
 * can read, as any other key does; it opens nothing but this demo, and ends with it.
 */
export async function demoAccess(
  hosts: readonly DemoHost[],
  imageServer: Pick<StartedImageServer, 'label' | 'port' | 'root' | 'hostKey'>,
): Promise<Pick<DemoPort, 'hosts' | 'imageServers'> & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'stateroom-demo-'));
  const keyFile = join(folder, 'id_ed25519');
  await writeFile(keyFile, hosts[0]?.privateKey ?? '', { mode: 0o600 });
  return {
    hosts: hosts.map(({ label, address, port, user, hostKey }) => ({
      id: demoHostId(label),
      label,
      access: accessSchema.parse({
        address,
        port,
        user,
        identityFiles: [keyFile],
        // The demo's hosts are on the same loopback as the console: they reach one another so.
        migrationAddress: address,
        migrationPort: port,
      }),
      hostKey,
    })),
    imageServers: [
      {
        id: `demo-${imageServer.label}`,
        label: imageServer.label,
        access: accessSchema.parse({
          address: '127.0.0.1',
          port: imageServer.port,
          user: 'root',
          identityFiles: [keyFile],
        }),
        hostKey: imageServer.hostKey,
        root: imageServer.root,
      },
    ],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** All but the first have a management controller, which the first one reaches. */
export function demoFencing(hosts: readonly Pick<DemoHost, 'label'>[]): DemoPort['fencing'] {
  const [first, ...others] = hosts;
  if (!first) return {};
  return Object.fromEntries(
    others.map(({ label }) => {
      const controller = controllerOf(label);
      const ask = ['ipmitool', '-I', 'lanplus', '-H', controller, '-U', 'stateroom'];
      const words = [...ask, '-f', '/etc/stateroom/ipmi-password', 'chassis', 'power'];
      return [
        demoHostId(label),
        {
          viaHostId: demoHostId(first.label),
          off: [...words, 'off'],
          status: { command: [...words, 'status'], offText: 'power is off' },
        },
      ];
    }),
  );
}

/** Starts the demo site in this process. */
export async function openDemo(options: DemoSiteOptions): Promise<DemoPort> {
  const site = await startDemoSite(options);
  const access = await demoAccess(site.hosts, site.imageServer);
  return {
    hosts: access.hosts,
    imageServers: access.imageServers,
    past: site.past,
    fencing: demoFencing(site.hosts),
    async setPower(hostId, on) {
      const host = site.hosts.find(({ label }) => demoHostId(label) === hostId);
      if (!host) return;
      if (on) await site.control.startHost(host.label);
      else await site.control.stopHost(host.label);
    },
    async close() {
      await site.close();
      await access.remove();
    },
  };
}
