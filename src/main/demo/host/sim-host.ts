import { randomUUID } from 'node:crypto';
import { claimWeight, shareCpu } from '../../core/sla/share-cpu.ts';
import { dom0Idle, dom0PerGuest } from '../model/dom0-load.ts';
import type { GuestConfig } from '../model/guest-config.ts';
import { overheadMiB } from '../model/guest-config.ts';
import { pcpusOf } from '../model/host-kinds.ts';
import type { LoadCurve } from '../model/load-curve.ts';
import type { HostPlan } from '../model/site-plan.ts';
import {
  type Carried,
  carriedNothing,
  eachCarried,
  hostCarried,
  isOnNfs,
  trafficCurves,
} from '../model/traffic-curves.ts';
import type { DomainState, SimDomain } from './sim-domain.ts';
import { carriedBy, cpuSecondsOf, demandOf, setState, settleCounters } from './sim-domain.ts';
import type { VirtualFiles } from './virtual-files.ts';
import type { WorldClock } from './world-clock.ts';

/** Why a domain could not be made. */
export type CreateProblem = 'name-taken' | 'no-memory' | 'type-unsupported' | 'disk-missing';

/** xenstore paths that changed; a watcher gets those at or below what it watches. */
type Watcher = (path: string) => void;

/** One Xen host: its domains, its memory and its files. Knows nothing of SSH and of other hosts. */
export class SimHost {
  readonly plan: HostPlan;
  readonly files: VirtualFiles;
  private readonly clock: WorldClock;
  private readonly guests = new Map<number, SimDomain>();
  private readonly watchers = new Set<Watcher>();
  private nextDomid = 1;
  private booted: number;
  /** dom0's CPU seconds and bytes up to `dom0Since`, settled whenever its guests change. */
  private dom0Used = 0;
  private dom0Carried = carriedNothing;
  private dom0Since: number;
  /** Whether the guests' CPU is divided step by step, and up to when that was done. */
  private isDivided = false;
  private dividedAt = 0;

  constructor(plan: HostPlan, files: VirtualFiles, clock: WorldClock) {
    this.plan = plan;
    this.files = files;
    this.clock = clock;
    this.dom0Since = clock.now();
    this.booted = this.dom0Since - plan.upSeconds;
    this.dom0Used = plan.upSeconds * dom0Idle * 4;
  }

  /** dom0's uptime in seconds. */
  uptime(): number {
    return this.clock.now() - this.booted;
  }

  /** All but dom0, by domid. */
  domains(): SimDomain[] {
    return [...this.guests.values()];
  }

  byName(name: string): SimDomain | null {
    for (const domain of this.guests.values()) if (domain.name === name) return domain;
    return null;
  }

  byId(domid: number): SimDomain | null {
    return this.guests.get(domid) ?? null;
  }

  /** As xl finds a domain: a whole number is a domid, everything else a name. */
  find(qualifier: string): SimDomain | null {
    return /^\d+$/.test(qualifier) ? this.byId(Number(qualifier)) : this.byName(qualifier);
  }

  /** The highest domid given out so far. */
  lastDomid(): number {
    return this.nextDomid - 1;
  }

  /** Memory that Xen gives out in all, in MiB. */
  totalMemoryMiB(): number {
    return this.plan.kind.memoryMiB - 1;
  }

  freeMemoryMiB(): number {
    const hypervisor = 24 + Math.ceil(this.plan.kind.memoryMiB / 256);
    let used = hypervisor + this.plan.dom0.memoryMiB;
    for (const domain of this.guests.values()) {
      used += domain.memoryMiB + overheadMiB(domain.config);
    }
    return Math.max(0, this.totalMemoryMiB() - used);
  }

  dom0CpuSeconds(now: number): number {
    let used = this.dom0Used + dom0Idle * (now - this.dom0Since);
    for (const domain of this.guests.values()) {
      used += dom0PerGuest * this.usedSince(domain, now);
    }
    return used;
  }

  /** Bytes over its own network cards and disks since it was booted. */
  carried(now: number): Carried {
    const since = Math.min(this.dom0Since, now);
    const guests = this.domains().map((domain) => {
      const [then, later] = [carriedBy(domain, since), carriedBy(domain, now)];
      return {
        carried: eachCarried((number) => later[number] - then[number]),
        onNfs: isOnNfs(domain.config.disks[0]?.target),
      };
    });
    const more = hostCarried(now - since, guests);
    return eachCarried((number) => this.dom0Carried[number] + more[number]);
  }

  /** What stands in the way of a new domain; null: nothing. */
  problemWith(config: GuestConfig, name: string): CreateProblem | null {
    if (this.byName(name) !== null) return 'name-taken';
    if (config.type !== 'pv' && this.plan.kind.assist === 'none') return 'type-unsupported';
    const missing = config.disks.some(
      ({ target }) => target !== null && this.files.resolve(target) === null,
    );
    if (missing) return 'disk-missing';
    const needed = config.memoryMiB + overheadMiB(config);
    return needed > this.freeMemoryMiB() ? 'no-memory' : null;
  }

  /** Makes a domain, paused, whether or not there is a problem with it: ask before. */
  create(
    config: GuestConfig,
    made: {
      name: string;
      uuid: string;
      load: LoadCurve;
      memoryMiB: number;
      startedAt?: number;
      /** Of a guest that comes from another host; left out: it boots. */
      boot?: SimDomain['boot'];
    },
  ): SimDomain {
    const now = this.clock.now();
    this.settleDom0(now);
    const domid = this.nextDomid++;
    const domain: SimDomain = {
      domid,
      name: made.name,
      uuid: made.uuid,
      config,
      load: made.load,
      state: 'paused',
      memoryMiB: made.memoryMiB,
      tty: `/dev/pts/${domid - 1}`,
      startedAt: made.startedAt ?? now,
      boot: made.boot ?? { id: randomUUID(), at: made.startedAt ?? now },
      nextConfig: null,
      usedBefore: 0,
      carriedBefore: carriedNothing,
      traffic: trafficCurves(config.name, made.load),
      runningSince: null,
      share: null,
    };
    this.guests.set(domid, domain);
    this.changed('@introduceDomain');
    return domain;
  }

  setState(domain: SimDomain, state: DomainState): void {
    const now = this.clock.now();
    this.settle(now);
    this.settleDom0(now);
    setState(domain, state, now);
    this.divide(now);
    if (state !== 'running' && state !== 'paused') this.changed('@releaseDomain');
  }

  rename(domain: SimDomain, name: string): void {
    domain.name = name;
    this.changed(`/local/domain/${domain.domid}/name`);
  }

  /** Weight, cap and vCPUs of a running domain. */
  retune(domain: SimDomain, to: Partial<Pick<GuestConfig, 'weight' | 'cap' | 'vcpus'>>): void {
    const now = this.clock.now();
    this.settle(now);
    domain.config = { ...domain.config, ...to };
    this.divide(now);
  }

  /** A program in the guest burns so many pCPUs from now on. */
  burn(domain: SimDomain, pcpus: number): void {
    const now = this.clock.now();
    this.settle(now);
    this.settleDom0(now);
    settleCounters(domain, now);
    domain.load = { ...domain.load, burn: pcpus };
    this.divide(now);
  }

  /** Brings the CPU time of a host up to now that has more to do than it can. */
  settle(now: number): void {
    if (!this.isDivided) return;
    // What each wants changes slowly: a second is fine enough, and a year must not take a year.
    const step = Math.max(1, (now - this.dividedAt) / 120);
    while (this.dividedAt + step < now) this.divide(this.dividedAt + step);
    this.divide(now);
  }

  /** True when it was there. */
  destroy(domain: SimDomain): boolean {
    const now = this.clock.now();
    this.settle(now);
    this.settleDom0(now);
    if (!this.guests.delete(domain.domid)) return false;
    this.divide(now);
    this.changed('@releaseDomain');
    return true;
  }

  /** Power lost: every domain is gone, dom0 begins anew. Files stay. */
  reset(): void {
    this.guests.clear();
    this.watchers.clear();
    this.nextDomid = 1;
    this.dom0Used = 0;
    this.dom0Carried = carriedNothing;
    this.isDivided = false;
    this.booted = this.dom0Since = this.clock.now();
  }

  /** Tells of every path that changes until the returned function is called. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  changed(path: string): void {
    for (const watcher of this.watchers) watcher(path);
  }

  /** A host is only counted step by step while some guest burns: else each gets what it wants. */
  private divide(now: number): void {
    const burns = [...this.guests.values()].some(({ load }) => load.burn > 0);
    if (!burns && !this.isDivided) return;
    this.isDivided = burns;
    this.dividedAt = now;
    this.settleDom0(now);
    const running = [...this.guests.values()].filter(({ runningSince }) => runningSince !== null);
    const claims = running.map((domain) => {
      const demand = demandOf(domain, now);
      return { demand, weight: claimWeight('credit2', domain.config.weight, demand) };
    });
    const pcpus = pcpusOf(this.plan.kind);
    const shares = shareCpu(claims, (pcpus - dom0Idle) / (1 + dom0PerGuest));
    running.forEach((domain, index) => {
      settleCounters(domain, now);
      domain.share = burns ? (shares[index] ?? 0) : null;
    });
  }

  private usedSince(domain: SimDomain, now: number): number {
    return cpuSecondsOf(domain, now) - cpuSecondsOf(domain, Math.min(this.dom0Since, now));
  }

  private settleDom0(now: number): void {
    this.dom0Used = this.dom0CpuSeconds(now);
    this.dom0Carried = this.carried(now);
    this.dom0Since = now;
  }
}
