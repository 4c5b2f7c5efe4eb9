import type { HostKey } from '../../shared/model/connection.ts';
import type { SamplePast } from '../core/samples/with-past.ts';
import type { DemoControl } from './demo-control.ts';
import { createDemoControl } from './demo-control.ts';
import { demoPast } from './host/demo-past.ts';
import { createDemoWorld } from './host/demo-world.ts';
import { powerOff, powerOn } from './host/host-power.ts';
import { guestMachine } from './images/guest-machines.ts';
import { hostMachine, imageHosts } from './images/host-machines.ts';
import { imageGuests, withImageGuests } from './images/image-guests.ts';
import { planImages } from './images/plan-images.ts';
import { type StartedImageServer, startImageServer } from './images/start-image-server.ts';
import { planSite } from './model/plan-site.ts';
import type { DemoKey } from './ssh/demo-keys.ts';
import { derivedKey, randomKey } from './ssh/demo-keys.ts';
import { createHostServer } from './ssh/host-server.ts';

export interface DemoSiteOptions {
  hosts: number;
  vms: number;
  seed: number;
  /** Machines that boot from the site's image server. Default: as many as it has VMs. */
  clients?: number;
  /** Seconds of the site that pass in a real one where something takes time. Default 1. */
  speed?: number;
}

/** How to reach one host of the demo; together with its label that is a form filled in. */
export interface DemoHost {
  readonly label: string;
  readonly address: '127.0.0.1';
  readonly port: number;
  readonly user: 'root';
  readonly hostKey: HostKey;
  /** OpenSSH's private key file: one for the whole site. */
  readonly privateKey: string;
}

export interface DemoSite {
  readonly hosts: readonly DemoHost[];
  readonly imageServer: StartedImageServer;
  readonly control: DemoControl;
  /** What it used before it was started; null: it is too large for that to be worked out. */
  readonly past: SamplePast | null;
  close(): Promise<void>;
}

/** In the console, a host of the demo goes by this id. */
export const demoHostId = (label: string): string => `demo-${label}`;

/** Of a site with more VMs, its own graph would take seconds to work out. */
const mostVmsWithPast = 200;

/**
 * Starts SSH servers on loopback, one per host, that behave as real Xen hosts do.
 * Rejects only if no port can be had.
 */
export async function startDemoSite(options: DemoSiteOptions): Promise<DemoSite> {
  const user = randomKey('stateroom-demo');
  const keys = new Map<number, DemoKey>();
  const keyOf = (index: number) => {
    const known = keys.get(index);
    if (known) return known;
    const made = derivedKey(`host ${options.seed}/${index}`);
    keys.set(index, made);
    return made;
  };
  const site = planSite(options);
  const images = planImages({
    seed: options.seed,
    clients: options.clients ?? options.vms,
    now: Math.floor(Date.now() / 1000),
    guests: imageGuests(site),
    hosts: imageHosts(site),
  });
  const world = createDemoWorld({
    ...options,
    plan: withImageGuests(site, images),
    speed: options.speed ?? 1,
    hostKeyOf: (index) => keyOf(index).hostKey,
    userKeyBlob: user.hostKey.blob,
  });
  const servers = world.hosts.map((host, index) =>
    createHostServer(world, host, () => keyOf(index).privateKey),
  );
  world.power = async (host, on) => {
    const server = servers[world.hosts.indexOf(host)];
    if (server) await (on ? powerOn(world, host, server) : powerOff(host, server));
  };
  const ports = await Promise.all(servers.map((server) => server.listen()));
  world.hosts.forEach((host, index) => {
    host.port = ports[index] ?? 0;
  });
  const control = createDemoControl(world, servers);
  const imageServer = await startImageServer({
    seed: options.seed,
    plan: images,
    guestOf: (uuid) => guestMachine(world, uuid),
    hostOf: (label, first, desired) =>
      hostMachine({ world, label, power: control, first, desired, now: Date.now }),
    speed: options.speed ?? 1,
    userKeyBlob: user.hostKey.blob,
  });
  return {
    imageServer,
    hosts: world.hosts.map((host) => ({
      label: host.sim.plan.name,
      address: '127.0.0.1',
      port: host.port,
      user: 'root',
      hostKey: host.hostKey,
      privateKey: user.privateKey,
    })),
    control,
    past: world.plan.guests.length <= mostVmsWithPast ? demoPast(world, demoHostId) : null,
    async close() {
      world.clock.close();
      await Promise.all([imageServer, ...servers].map((server) => server.close()));
    },
  };
}
