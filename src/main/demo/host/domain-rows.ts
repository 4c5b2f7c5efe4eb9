import type { SimDomain } from './sim-domain.ts';
import { cpuSecondsOf, isOnCpu, isWaiting } from './sim-domain.ts';
import type { SimHost } from './sim-host.ts';

/** One line's worth of a domain, dom0 included, as every listing of xl needs it. */
export interface DomainRow {
  readonly domid: number;
  readonly name: string;
  readonly uuid: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** xl's six letters: running, blocked, paused, shut down and why, dying. */
  readonly state: string;
  readonly seconds: number;
  readonly weight: number;
  readonly cap: number;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly domain: SimDomain | null;
}

const letters = {
  paused: '--p---',
  suspended: '---ss-',
  shutdown: '---s--',
  crashed: '---sc-',
} as const;

function row(domain: SimDomain, now: number): DomainRow {
  const { domid, name, uuid, memoryMiB, config, startedAt } = domain;
  const running = isOnCpu(domain, now) ? 'r-----' : isWaiting(domain, now) ? '------' : '-b----';
  return {
    domid,
    name,
    uuid,
    memoryMiB,
    vcpus: config.vcpus,
    state: domain.state === 'running' ? running : letters[domain.state],
    seconds: cpuSecondsOf(domain, now),
    weight: config.weight,
    cap: config.cap,
    startedAt,
    domain,
  };
}

function dom0Row(host: SimHost, now: number): DomainRow {
  return {
    domid: 0,
    name: 'Domain-0',
    uuid: '00000000-0000-0000-0000-000000000000',
    memoryMiB: host.plan.dom0.memoryMiB,
    vcpus: host.plan.dom0.vcpus,
    // It is dom0 that runs xl.
    state: 'r-----',
    seconds: host.dom0CpuSeconds(now),
    weight: 256,
    cap: 0,
    startedAt: now - host.uptime(),
    domain: null,
  };
}

/** dom0 and every domain, by domid; or only the one that `qualifier` (name or domid) finds. */
export function domainRows(host: SimHost, now: number, qualifier?: string): DomainRow[] {
  host.settle(now);
  if (qualifier === undefined) {
    return [dom0Row(host, now), ...host.domains().map((domain) => row(domain, now))];
  }
  if (qualifier === '0' || qualifier === 'Domain-0') return [dom0Row(host, now)];
  const domain = host.find(qualifier);
  return domain === null ? [] : [row(domain, now)];
}
