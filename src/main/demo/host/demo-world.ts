import { randomUUID } from 'node:crypto';
import type { HostKey } from '../../../shared/model/connection.ts';
import type { MoveRecord } from '../migration/move-record.ts';
import type { GuestConfig } from '../model/guest-config.ts';
import type { LoadCurve } from '../model/load-curve.ts';
import { cpuSecondsBetween, loadCurve } from '../model/load-curve.ts';
import { planSite } from '../model/plan-site.ts';
import type { GuestPlan, GuestQuirk, SitePlan } from '../model/site-plan.ts';
import { createHostFiles } from './host-files.ts';
import type { PodStorage } from './pod-storage.ts';
import { createPodStorage } from './pod-storage.ts';
import { SimHost } from './sim-host.ts';
import type { WorldClock } from './world-clock.ts';
import { createWorldClock } from './world-clock.ts';

/** Every way a move can end badly, as recorded from real hosts. */
export const moveFailures = [
  /** The guest does not answer the suspend request: it runs on at the sender. */
  'guest-hung',
  /** The receiver finds no memory for it in mid-copy. */
  'target-memory',
  /** The connection between the two hosts breaks in mid-copy. */
  'link-cut',
  /** It arrives, cannot be started there, and is handed back. */
  'fails-at-target',
  /** It runs at the target, and the word of that is lost. */
  'handshake-lost',
  /** The permission to start is lost: it runs nowhere. */
  'go-lost',
] as const;
export type MoveFailure = (typeof moveFailures)[number];

/** A host together with what the others need in order to reach it. */
export interface WorldHost {
  readonly sim: SimHost;
  readonly pod: PodStorage;
  readonly guests: readonly GuestPlan[];
  readonly hostKey: HostKey;
  /** Loopback port of its SSH server; 0 until it listens. */
  port: number;
  up: boolean;
  /** Aborted when the host loses power; anew at each start. */
  power: AbortController;
  /** Moves that began here, by the directory of each. */
  readonly moves: Map<string, MoveRecord>;
  /** Jobs of which a receiving process still waits here. */
  readonly receivers: Map<string, AbortController>;
}

/** The whole simulated site. SSH servers are put in front of it by start-demo-site.ts. */
export interface DemoWorld {
  readonly plan: SitePlan;
  readonly clock: WorldClock;
  readonly hosts: readonly WorldHost[];
  /** SSH wire format of the one key that opens every host, base64. */
  readonly userKeyBlob: string;
  /** The load of a guest, wherever it runs; made up for one that was not planned. */
  loadOf(uuid: string, config: GuestConfig): LoadCurve;
  /** What the next move of this guest ends with; one that was asked for is used up by asking. */
  takeFailure(name: string, uuid: string): MoveFailure | null;
  failNextMove(name: string, failure: MoveFailure): void;
  /** What a host's management controller does to it; null until there are servers. */
  power: ((host: WorldHost, on: boolean) => Promise<void>) | null;
  /** Copies of the guest's memory stand still in the middle until the answer is called. */
  holdCopy(name: string): () => void;
  /** Resolves when nobody holds the copy of the guest; also when aborted. Null: nobody does. */
  heldCopy(name: string, signal: AbortSignal): Promise<void> | null;
}

const failureOf: Record<GuestQuirk, MoveFailure> = {
  hung: 'guest-hung',
  'fails-at-target': 'fails-at-target',
  'handshake-lost': 'handshake-lost',
};

export interface WorldOptions {
  hosts: number;
  vms: number;
  seed: number;
  speed: number;
  hostKeyOf: (index: number) => HostKey;
  userKeyBlob: string;
  /** Left out: it is made of the size and the seed. */
  plan?: SitePlan;
}

export function createDemoWorld(options: WorldOptions): DemoWorld {
  const plan = options.plan ?? planSite(options);
  const clock = createWorldClock(options.speed);
  const startedAt = clock.now();
  const byHost: GuestPlan[][] = plan.hosts.map(() => []);
  for (const guest of plan.guests) byHost[guest.host]?.push(guest);
  const pods = new Map<number, PodStorage>();
  const podOf = (pod: number) => {
    const known = pods.get(pod);
    if (known) return known;
    const guests = plan.guests.filter((guest) => plan.hosts[guest.host]?.pod === pod);
    const made = createPodStorage(plan, pod, guests);
    pods.set(pod, made);
    return made;
  };
  const loads = new Map<string, LoadCurve>();
  const quirks = new Map<string, GuestQuirk>();
  const asked = new Map<string, MoveFailure>();
  const held = new Map<string, AbortController>();

  const hosts = plan.hosts.map((host): WorldHost => {
    const guests = byHost[host.index] ?? [];
    const pod = podOf(host.pod);
    const files = createHostFiles({
      host,
      guests,
      pod,
      authorizedKeys: `ssh-ed25519 ${options.userKeyBlob} stateroom-demo\n`,
      startedAt,
      uptime: () => sim.uptime(),
    });
    const sim: SimHost = new SimHost(host, files, clock);
    for (const guest of guests) placeGuest(sim, guest, startedAt);
    return {
      sim,
      pod,
      guests,
      hostKey: options.hostKeyOf(host.index),
      port: 0,
      up: true,
      power: new AbortController(),
      moves: new Map(),
      receivers: new Map(),
    };
  });

  for (const guest of plan.guests) {
    if (guest.config.uuid === null) continue;
    loads.set(guest.config.uuid, guest.load);
    if (guest.quirk !== null) quirks.set(guest.config.uuid, guest.quirk);
  }

  return {
    plan,
    clock,
    hosts,
    userKeyBlob: options.userKeyBlob,
    loadOf: (uuid, config) =>
      loads.get(uuid) ?? loadCurve(plan.seed, config.name, 0.12 * config.vcpus),
    takeFailure(name, uuid) {
      const once = asked.get(name);
      asked.delete(name);
      if (once !== undefined) return once;
      const quirk = quirks.get(uuid);
      return quirk === undefined ? null : failureOf[quirk];
    },
    failNextMove: (name, failure) => void asked.set(name, failure),
    power: null,
    holdCopy(name) {
      const release = new AbortController();
      held.set(name, release);
      return () => {
        if (held.get(name) === release) held.delete(name);
        release.abort();
      };
    },
    heldCopy(name, signal) {
      const release = held.get(name);
      if (!release || signal.aborted) return null;
      const either = AbortSignal.any([release.signal, signal]);
      return new Promise((resolve) => {
        either.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}

/** A guest that already ran for a while when the site starts. */
function placeGuest(host: SimHost, guest: GuestPlan, now: number): void {
  if (guest.state === 'halted') return;
  const { config, load, upSeconds } = guest;
  const startedAt = now - upSeconds;
  const domain = host.create(config, {
    name: config.name,
    uuid: config.uuid ?? randomUUID(),
    load,
    memoryMiB: config.memoryMiB,
    startedAt,
  });
  domain.usedBefore = cpuSecondsBetween(load, startedAt, now);
  if (guest.state === 'running') host.setState(domain, 'running');
}
