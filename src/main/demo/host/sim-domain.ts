import type { GuestConfig } from '../model/guest-config.ts';
import type { LoadCurve } from '../model/load-curve.ts';
import { cpuSecondsBetween, loadAt } from '../model/load-curve.ts';
import { hash32 } from '../model/seeded-random.ts';
import { type Carried, eachCarried, type TrafficCurves } from '../model/traffic-curves.ts';

/** `shutdown`: stopped by itself and not yet taken away. `crashed`: left as it is, to be looked at. */
export type DomainState = 'running' | 'paused' | 'suspended' | 'shutdown' | 'crashed';

/** A domain on one host. Only SimHost changes it. */
export interface SimDomain {
  readonly domid: number;
  /** Changes while it moves: NAME--incoming, NAME--migratedaway. */
  name: string;
  readonly uuid: string;
  /** As it is now: weight, cap and vCPUs can be set while it runs. */
  config: GuestConfig;
  load: LoadCurve;
  state: DomainState;
  /** Grows while it is received. */
  memoryMiB: number;
  /** dom0's terminal of its console. */
  readonly tty: string;
  /** Seconds since the epoch; a guest that moved started anew for its new host. */
  readonly startedAt: number;
  /** The guest's own boot, which goes with it when it moves; `at`: seconds since the epoch. */
  readonly boot: { readonly id: string; readonly at: number };
  /** What xl starts it from when it reboots by itself, where it was told; null: as it was. */
  nextConfig: GuestConfig | null;
  /** CPU seconds of the times it ran before `runningSince`, and what it carried in them. */
  usedBefore: number;
  carriedBefore: Carried;
  readonly traffic: TrafficCurves;
  /** Null while it does not run. */
  runningSince: number | null;
  /** pCPUs it is given since then on a host that has to divide its CPU; null: all that it wants. */
  share: number | null;
}

/** CPU seconds since the domain was made. */
export function cpuSecondsOf(domain: SimDomain, now: number): number {
  const { runningSince, share, load, usedBefore } = domain;
  if (runningSince === null) return usedBefore;
  if (share !== null) return usedBefore + share * Math.max(now - runningSince, 0);
  return usedBefore + cpuSecondsBetween(load, runningSince, now);
}

/** Bytes over its network and disks since it was made, on this host. */
export function carriedBy(domain: SimDomain, now: number): Carried {
  const { runningSince, carriedBefore, traffic } = domain;
  if (runningSince === null) return carriedBefore;
  return eachCarried(
    (number) => carriedBefore[number] + cpuSecondsBetween(traffic[number], runningSince, now),
  );
}

/** Brings its counters up to now, before something about it changes. */
export function settleCounters(domain: SimDomain, now: number): void {
  const carried = carriedBy(domain, now);
  domain.usedBefore = cpuSecondsOf(domain, now);
  domain.carriedBefore = carried;
  if (domain.runningSince !== null) domain.runningSince = now;
}

/** pCPUs that it would use if it were alone: no more than its vCPUs and its cap allow. */
export function demandOf({ load, config, runningSince }: SimDomain, now: number): number {
  if (runningSince === null) return 0;
  const cap = config.cap > 0 ? config.cap / 100 : config.vcpus;
  return Math.min(loadAt(load, now), config.vcpus, cap);
}

/** pCPUs in use right now. */
export function loadOf(domain: SimDomain, now: number): number {
  if (domain.runningSince === null) return 0;
  return domain.share ?? loadAt(domain.load, now);
}

/** Whether its guest has work that waits: for a pCPU that others have, or for its cap. */
export function isWaiting(domain: SimDomain, now: number): boolean {
  const { share, load, runningSince, config } = domain;
  if (share === null || runningSince === null) return false;
  return Math.min(loadAt(load, now), config.vcpus) > share + 0.01;
}

/** Whether one of its vCPUs is on a pCPU at this tenth of a second: as often as its load says. */
export function isOnCpu(domain: SimDomain, now: number): boolean {
  const chance = hash32(`${domain.uuid}/${Math.floor(now * 10)}`) / 0x1_0000_0000;
  return loadOf(domain, now) > chance;
}

/** Changes the state and settles the CPU time of the one before. */
export function setState(domain: SimDomain, state: DomainState, now: number): void {
  if (state === domain.state) return;
  settleCounters(domain, now);
  domain.state = state;
  domain.runningSince = state === 'running' ? now : null;
}
