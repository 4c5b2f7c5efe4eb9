import type { DemoWorld, MoveFailure, WorldHost } from './host/demo-world.ts';
import { stopGuest } from './host/guest-actions.ts';
import { powerOff, powerOn, startFrom } from './host/host-power.ts';
import { configPathOf } from './host/pod-storage.ts';
import { cpuSecondsOf, type SimDomain } from './host/sim-domain.ts';
import type { HostServer } from './ssh/host-server.ts';

/** What tests and benchmarks do to a site behind the console's back. Hosts go by their label. */
export interface DemoControl {
  /** The next move of the guest ends so, whoever starts it. */
  failNextMove(guest: string, failure: MoveFailure): void;
  /** Moves of the guest stand still in the middle of their copy until the answer is called. */
  holdCopy(guest: string): () => void;
  /** Every SSH connection to the host breaks; new ones are taken. */
  cutLink(host: string): void;
  /** The host answers nothing until `thaw`; connections stay open. */
  freeze(host: string): void;
  thaw(host: string): void;
  /** Power off: its guests are gone, connections break, new ones are refused. */
  stopHost(host: string): Promise<void>;
  /** Power on: its autostart guests are started. */
  startHost(host: string): Promise<void>;
  /** As `xl create` of the guest's configuration in another terminal. */
  startGuest(host: string, guest: string): void;
  /** As `xl destroy` in another terminal. */
  stopGuest(host: string, guest: string): void;
  /** Its kernel panics, and the domain is left as it is, as with `on_crash = "preserve"`. */
  crashGuest(host: string, guest: string): void;
  /** As `xl shutdown`, and waits until the guest is gone. */
  shutDownGuest(host: string, guest: string): Promise<void>;
  /** Labels of the hosts on which a domain of this name runs. */
  whereRuns(guest: string): string[];
  /** Which boot of a guest runs, wherever that is: it stays the same as long as the guest does. */
  bootOf(guest: string): string | null;
  /** A domain as it is now; null: there is none of this name. */
  look(host: string, guest: string): { state: SimDomain['state']; memoryMiB: number } | null;
  /** A program in the guest burns so many pCPUs from now on; 0 ends it. */
  burn(host: string, guest: string, pcpus: number): void;
  /** Weight, cap and vCPUs of a domain, as Xen has them now. */
  tuning(host: string, guest: string): { weight: number; cap: number; vcpus: number };
  /** As `xl sched-credit2` and `xl vcpu-set` in another terminal. */
  retune(host: string, guest: string, to: { weight?: number; cap?: number; vcpus?: number }): void;
  /** CPU seconds that a domain has used. */
  cpuSeconds(host: string, guest: string): number;
  freeMemoryMiB(host: string): number;
  readFile(host: string, path: string): string | null;
  writeFile(host: string, path: string, text: string): void;
  removeFile(host: string, path: string): void;
}

export function createDemoControl(world: DemoWorld, servers: readonly HostServer[]): DemoControl {
  const at = (label: string): [WorldHost, HostServer] => {
    const index = world.hosts.findIndex((host) => host.sim.plan.name === label);
    const host = world.hosts[index];
    const server = servers[index];
    if (!host || !server) throw new Error(`the demo site has no host ${label}`);
    return [host, server];
  };
  const domainAt = (label: string, guest: string): [WorldHost, SimDomain] => {
    const [host] = at(label);
    const domain = host.sim.byName(guest);
    if (domain === null) throw new Error(`no domain ${guest} on ${label}`);
    return [host, domain];
  };
  return {
    failNextMove: (guest, failure) => world.failNextMove(guest, failure),
    holdCopy: (guest) => world.holdCopy(guest),
    cutLink: (label) => at(label)[1].cut(),
    freeze: (label) => at(label)[1].freeze(),
    thaw: (label) => at(label)[1].thaw(),
    async stopHost(label) {
      await powerOff(...at(label));
    },
    async startHost(label) {
      await powerOn(world, ...at(label));
    },
    startGuest(label, guest) {
      const [host] = at(label);
      const planned = host.guests.find(({ config }) => config.name === guest);
      startFrom(world, host, planned ? configPathOf(planned) : `/etc/xen/${guest}.cfg`);
    },
    stopGuest(label, guest) {
      const [host, domain] = domainAt(label, guest);
      host.sim.destroy(domain);
    },
    crashGuest(label, guest) {
      const [host, domain] = domainAt(label, guest);
      host.sim.setState(domain, 'crashed');
    },
    async shutDownGuest(label, guest) {
      const [host, domain] = domainAt(label, guest);
      await stopGuest(world, host, domain, 'off');
    },
    whereRuns: (guest) =>
      world.hosts
        .filter((host) => host.sim.byName(guest)?.state === 'running')
        .map((host) => host.sim.plan.name),
    bootOf(guest) {
      const [domain] = world.hosts.flatMap(({ sim }) => sim.byName(guest) ?? []);
      return domain?.boot.id ?? null;
    },
    look(label, guest) {
      const domain = at(label)[0].sim.byName(guest);
      return domain === null ? null : { state: domain.state, memoryMiB: domain.memoryMiB };
    },
    burn(label, guest, pcpus) {
      const [host, domain] = domainAt(label, guest);
      host.sim.burn(domain, pcpus);
    },
    tuning(label, guest) {
      const { weight, cap, vcpus } = domainAt(label, guest)[1].config;
      return { weight, cap, vcpus };
    },
    retune(label, guest, to) {
      const [host, domain] = domainAt(label, guest);
      host.sim.retune(domain, to);
    },
    cpuSeconds(label, guest) {
      const [host, domain] = domainAt(label, guest);
      host.sim.settle(world.clock.now());
      return cpuSecondsOf(domain, world.clock.now());
    },
    freeMemoryMiB: (label) => at(label)[0].sim.freeMemoryMiB(),
    readFile: (label, path) => at(label)[0].sim.files.read(path),
    writeFile: (label, path, text) => at(label)[0].sim.files.write(path, text, world.clock.now()),
    removeFile: (label, path) => void at(label)[0].sim.files.remove(path),
  };
}
