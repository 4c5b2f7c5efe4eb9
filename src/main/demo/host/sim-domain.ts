import type { GuestConfig } from '../model/guest-config.ts';
import type { LoadCurve } from '../model/load-curve.ts';
import { cpuSecondsBetween, loadAt } from '../model/load-curve.ts';
import { hash32 } from '../model/seeded-random.ts';

/** `shutdown`: stopped by itself and not yet taken away. */
export type DomainState = 'running' | 'paused' | 'suspended' | 'shutdown';

/** A domain on one host. Only SimHost changes it. */
export interface SimDomain {
  readonly domid: number;
  /** Changes while it moves: NAME--incoming, NAME--migratedaway. */
  name: string;
  readonly uuid: string;
  readonly config: GuestConfig;
  readonly load: LoadCurve;
  state: DomainState;
  /** Grows while it is received. */
  memoryMiB: number;
  /** dom0's terminal of its console. */
  readonly tty: string;
  /** Seconds since the epoch; a guest that moved started anew for its new host. */
  readonly startedAt: number;
  /** CPU seconds of the times it ran before `runningSince`. */
  usedBefore: number;
  /** Null while it does not run. */
  runningSince: number | null;
}

/** CPU seconds since the domain was made. */
export function cpuSecondsOf(domain: SimDomain, now: number): number {
  const running =
    domain.runningSince === null ? 0 : cpuSecondsBetween(domain.load, domain.runningSince, now);
  return domain.usedBefore + running;
}

/** pCPUs in use right now. */
export function loadOf(domain: SimDomain, now: number): number {
  return domain.runningSince === null ? 0 : loadAt(domain.load, now);
}

/** Whether one of its vCPUs is on a pCPU at this tenth of a second: as often as its load says. */
export function isOnCpu(domain: SimDomain, now: number): boolean {
  const chance = hash32(`${domain.uuid}/${Math.floor(now * 10)}`) / 0x1_0000_0000;
  return loadOf(domain, now) > chance;
}

/** Changes the state and settles the CPU time of the one before. */
export function setState(domain: SimDomain, state: DomainState, now: number): void {
  if (state === domain.state) return;
  domain.usedBefore = cpuSecondsOf(domain, now);
  domain.state = state;
  domain.runningSince = state === 'running' ? now : null;
}
