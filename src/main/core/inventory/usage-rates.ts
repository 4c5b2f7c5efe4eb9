import type { UsageReading } from '../xen/toolstack.ts';

/** A domain's counter when its rate was last taken, and that rate. */
interface Baseline {
  name: string;
  hostSeconds: number;
  cpuSeconds: number;
  /** pCPUs in use since the reading before; null: there was none to compare with. */
  cpu: number | null;
}

/** What must be kept from one reading to the next, by domid. */
export type UsageState = ReadonlyMap<number, Baseline>;

export const noUsage: UsageState = new Map();

const firstSeconds = 2;

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * Counters of CPU seconds → pCPUs in use, over the host's own clock. Unknown (null) at a domain's
 * first reading and after anything but time going on: a host or domain that started anew, a
 * domid given to another name at a reboot, a counter or clock that went back. Readings closer
 * than `minSeconds` keep the rate they found, as a counter of tenths says nothing over a moment;
 * where none is known yet, a rough one after two seconds is better than none.
 */
export function advanceUsage(
  before: UsageState,
  reading: UsageReading,
  pcpus: number,
  minSeconds: number,
): UsageState {
  const after = new Map<number, Baseline>();
  const { hostSeconds } = reading;
  for (const { domid, name, cpuSeconds } of reading.domains) {
    const base = before.get(domid);
    const seconds = base ? hostSeconds - base.hostSeconds : 0;
    const isSame = base?.name === name && seconds >= 0 && cpuSeconds >= base.cpuSeconds;
    if (!base || !isSame) after.set(domid, { name, hostSeconds, cpuSeconds, cpu: null });
    else if (seconds < (base.cpu === null ? Math.min(minSeconds, firstSeconds) : minSeconds)) {
      after.set(domid, base);
    } else {
      // Xen tells of a vCPU's time when it leaves its pCPU: a little more than possible is noise.
      const cpu = Math.min((cpuSeconds - base.cpuSeconds) / seconds, pcpus);
      after.set(domid, { name, hostSeconds, cpuSeconds, cpu: thousandths(cpu) });
    }
  }
  return after;
}

/** The host's use as a fraction of all pCPUs; dom0 apart, as guests' I/O is charged to it. */
export function hostShare(
  state: UsageState,
  pcpus: number,
): { cpu: number | null; dom0Cpu: number | null } {
  const dom0 = state.get(0)?.cpu ?? null;
  if (dom0 === null || pcpus <= 0) return { cpu: null, dom0Cpu: null };
  let sum = 0;
  for (const { cpu } of state.values()) sum += cpu ?? 0;
  return {
    cpu: Math.min(thousandths(sum / pcpus), 1),
    dom0Cpu: Math.min(thousandths(dom0 / pcpus), 1),
  };
}
