import { createHash } from 'node:crypto';
import type { HostKey } from '../../../shared/model/connection.ts';
import { bootFiles } from '../../core/images/boot/boot-files.ts';
import { derivedKey } from '../ssh/demo-keys.ts';
import { bootFileText } from './boot-file-text.ts';
import { createDemoClients, type DemoClients } from './demo-clients.ts';
import { createDemoFiles, type DemoFiles } from './demo-files.ts';
import { type DemoImageServer, demoRoot, demoSettings } from './demo-server.ts';
import type { GuestMachine } from './guest-machines.ts';
import { createImageSshServer } from './image-ssh-server.ts';
import { incomingFiles } from './incoming-files.ts';
import type { ImagePlan } from './plan-images.ts';

/** How to reach the demo's image server, and what tests may do to it. */
export interface StartedImageServer {
  readonly label: string;
  readonly port: number;
  readonly root: string;
  readonly hostKey: HostKey;
  readonly files: DemoFiles;
  readonly clients: DemoClients;
  cut(): void;
  close(): Promise<void>;
}

const root = demoRoot;

/** Starts an image server on loopback with its clients. `speed`: how much faster clients boot. */
export async function startImageServer(options: {
  seed: number;
  plan: ImagePlan;
  /** The machine of a client that is a guest of the site. */
  guestOf: (uuid: string) => GuestMachine;
  /** The machine of one that is a host of it; `desired`: what its next boot is of. */
  hostOf: (label: string, first: string | null, desired: () => string | null) => GuestMachine;
  speed: number;
  userKeyBlob: string;
}): Promise<StartedImageServer> {
  const key = derivedKey(`image server ${options.seed}`);
  const now = () => Date.now();
  const begun = performance.now();
  const { plan } = options;
  const broken = new Set(
    plan.images.filter(({ isBroken }) => isBroken).map(({ manifest }) => manifest.digest),
  );
  const clients = createDemoClients({ now, speed: options.speed, files: () => files, broken });
  const known = new Set(plan.clients.map(({ client }) => client.id));
  const stored = createDemoFiles(now, (path) => {
    const id = /^reports\/(.+)\.json$/.exec(path)?.[1];
    return id === undefined ? null : clients.report(id);
  });
  const files: DemoFiles = {
    ...stored,
    put(path, text) {
      stored.put(path, text);
      const [, folder, id] = /^(orders|clients)\/([^/]+)\.json$/.exec(path) ?? [];
      if (id === undefined) return;
      if (folder === 'orders') clients.ordered(id, text);
      else if (!known.has(id)) meet(id, text);
    },
    below: (prefix) =>
      prefix === 'reports/'
        ? [...known].flatMap((id) => (clients.report(id) ? [`reports/${id}.json`] : []))
        : stored.below(prefix),
  };
  /** A client that was made meanwhile: of metal, it never comes up by itself. */
  function meet(id: string, text: string): void {
    known.add(id);
    const uuid = /"kind":"xen-vm","uuid":"([^"]+)"/.exec(text)?.[1];
    if (uuid !== undefined) clients.addGuest(id, options.guestOf(uuid));
  }
  const put = (path: string, value: object) => files.put(path, `${JSON.stringify(value)}\n`);
  for (const role of plan.roles) put(`images/${role.name}/role.json`, role);
  for (const { manifest, packages, bootOf } of plan.images) {
    put(`images/${manifest.role}/${manifest.digest}/manifest.json`, manifest);
    files.put(`images/${manifest.role}/${manifest.digest}/packages.tsv`, packages);
    for (const name of ['vmlinuz', 'initrd.img'] as const) {
      const path = `images/${manifest.role}/${manifest.digest}/${name}`;
      files.put(path, bootFileText(bootOf, name));
    }
  }
  for (const channel of plan.channels)
    put(`channels/${channel.role}/${channel.name}.json`, channel);
  put('server.json', demoSettings);
  for (const { client, quirk } of plan.clients) {
    put(`clients/${client.id}.json`, client);
    const boot = bootFiles(client, demoSettings, root);
    for (const [path, lines] of boot.ok ? boot.value : []) {
      files.put(path, `${lines.join('\n')}\n`);
    }
    if (client.place.kind === 'xen-vm') {
      clients.addGuest(client.id, options.guestOf(client.place.uuid));
    } else if (client.place.kind === 'xen-host') {
      const desired = () => JSON.parse(files.text(`clients/${client.id}.json`) ?? '{}').desired;
      const machine = options.hostOf(client.place.label, client.desired, desired);
      clients.addGuest(client.id, machine);
    } else clients.add(client.id, quirk, quirk === 'behind' ? client.previous : client.desired);
  }
  const server: DemoImageServer = {
    root,
    hostname: 'images-1',
    bootId: `images-1-${options.seed}`,
    files,
    drives: new Map(plan.clients.map(({ client }) => [`state/${client.id}`, driveKiB(client.id)])),
    incoming: incomingFiles(options.seed),
    speed: options.speed,
    now,
    uptimeMs: () => performance.now() - begun + 86_400_000,
  };
  const ssh = createImageSshServer({
    server,
    privateKey: key.privateKey,
    userKeyBlob: options.userKeyBlob,
  });
  const port = await ssh.listen();
  return {
    label: server.hostname,
    port,
    root,
    hostKey: key.hostKey,
    files,
    clients,
    cut: ssh.cut,
    close: ssh.close,
  };
}

/** Some have much of their own, most have little. */
function driveKiB(id: string): number {
  const [a = 0, b = 0] = createHash('sha256').update(id).digest();
  return 4_096 + b * 311 + (a > 230 ? a * 9_000 : 0);
}
