import { dom0Idle, dom0PerGuest } from '../model/dom0-load.ts';
import type { GuestConfig } from '../model/guest-config.ts';
import { overheadMiB } from '../model/guest-config.ts';
import type { LoadCurve } from '../model/load-curve.ts';
import type { HostPlan } from '../model/site-plan.ts';
import type { DomainState, SimDomain } from './sim-domain.ts';
import { cpuSecondsOf, setState } from './sim-domain.ts';
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
  /** dom0's CPU seconds up to `dom0Since`, settled whenever its guests change. */
  private dom0Used = 0;
  private dom0Since: number;

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
    made: { name: string; uuid: string; load: LoadCurve; memoryMiB: number; startedAt?: number },
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
      usedBefore: 0,
      runningSince: null,
    };
    this.guests.set(domid, domain);
    this.changed('@introduceDomain');
    return domain;
  }

  setState(domain: SimDomain, state: DomainState): void {
    const now = this.clock.now();
    this.settleDom0(now);
    setState(domain, state, now);
    if (state === 'shutdown' || state === 'suspended') this.changed('@releaseDomain');
  }

  rename(domain: SimDomain, name: string): void {
    domain.name = name;
    this.changed(`/local/domain/${domain.domid}/name`);
  }

  /** True when it was there. */
  destroy(domain: SimDomain): boolean {
    this.settleDom0(this.clock.now());
    if (!this.guests.delete(domain.domid)) return false;
    this.changed('@releaseDomain');
    return true;
  }

  /** Power lost: every domain is gone, dom0 begins anew. Files stay. */
  reset(): void {
    this.guests.clear();
    this.watchers.clear();
    this.nextDomid = 1;
    this.dom0Used = 0;
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

  private usedSince(domain: SimDomain, now: number): number {
    return cpuSecondsOf(domain, now) - cpuSecondsOf(domain, Math.min(this.dom0Since, now));
  }

  private settleDom0(now: number): void {
    this.dom0Used = this.dom0CpuSeconds(now);
    this.dom0Since = now;
  }
}
