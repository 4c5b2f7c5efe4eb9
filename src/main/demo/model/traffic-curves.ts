import { type Traffic, trafficNumbers } from '../../../shared/samples/series.ts';
import type { GuestConfig } from './guest-config.ts';
import { type LoadCurve, loadCurve } from './load-curve.ts';

/** Bytes, or bytes a second, over network and disks. */
export type Carried = { readonly [of in keyof Traffic]: number };
export const carriedNothing: Carried = { netIn: 0, netOut: 0, diskRead: 0, diskWrite: 0 };

/** Bytes a second as curves over time. */
export type TrafficCurves = { readonly [of in keyof Traffic]: LoadCurve };

const MB = 1e6;
type PerCpu = readonly [netIn: number, netOut: number, diskRead: number, diskWrite: number];
const other: PerCpu = [0.8 * MB, 0.6 * MB, 0.5 * MB, 0.9 * MB];
/** What guests carry for each CPU second they use, by the first word of their names. */
const perCpuSecond: Readonly<Record<string, PerCpu>> = {
  web: [1.5 * MB, 11 * MB, 0.4 * MB, 0.3 * MB],
  proxy: [9 * MB, 9 * MB, 0.05 * MB, 0.2 * MB],
  fw: [14 * MB, 14 * MB, 0.02 * MB, 0.05 * MB],
  db: [1.2 * MB, 2.5 * MB, 7 * MB, 4.5 * MB],
  mail: [1 * MB, 0.9 * MB, 1.8 * MB, 2.6 * MB],
  ci: [2.5 * MB, 0.5 * MB, 2 * MB, 5 * MB],
  mon: [1.6 * MB, 0.4 * MB, 0.3 * MB, 2.2 * MB],
  files: [3 * MB, 8 * MB, 9 * MB, 3.5 * MB],
  backup: [12 * MB, 0.7 * MB, 1 * MB, 12 * MB],
  ldap: [0.2 * MB, 0.5 * MB, 0.05 * MB, 0.05 * MB],
  ns: [0.3 * MB, 0.4 * MB, 0.02 * MB, 0.03 * MB],
};

/**
 * What a guest with this load carries: the more it works, the more, with waves of its own; what it
 * sends goes with what it receives. The same guest carries the same on every host.
 */
export function trafficCurves(name: string, load: LoadCurve): TrafficCurves {
  const perCpu = perCpuSecond[/^[a-z]*/.exec(name)?.[0] ?? ''] ?? other;
  const curve = (label: string, at: number): LoadCurve => ({
    ...loadCurve(1, `${label} of ${name}`, load.mean * (perCpu[at] ?? 0)),
    peakSecond: load.peakSecond,
    dayShare: load.dayShare,
  });
  return {
    netIn: curve('network', 0),
    netOut: curve('network', 1),
    diskRead: curve('reads', 2),
    diskWrite: curve('writes', 3),
  };
}

/** One for each number. */
export function eachCarried(of: (number: keyof Traffic) => number): Carried {
  const carried = { ...carriedNothing } as Record<keyof Traffic, number>;
  for (const number of trafficNumbers) carried[number] = of(number);
  return carried;
}

/** What dom0 carries for itself, in bytes a second: its logs, and the consoles that watch it. */
const dom0Carries: Carried = { netIn: 3_000, netOut: 9_000, diskRead: 400, diskWrite: 22_000 };

/** An image on an NFS server is read and written over dom0's network. */
export const isOnNfs = (target: string | null | undefined): boolean =>
  target?.startsWith('/srv/xen/') ?? false;

/** Whether dom0's kernel serves a guest's disk; what is not raw is served by qemu, which counts nothing. */
export const countsDisk = ({ disks }: GuestConfig): boolean => disks[0]?.format !== 'qcow2';

/** What goes over a host's own cards and disks: dom0's share, and what its guests carry there. */
export function hostCarried(
  seconds: number,
  guests: readonly { carried: Carried; onNfs: boolean }[],
): Carried {
  const sum = { ...eachCarried((number) => dom0Carries[number] * seconds) } as Record<
    keyof Traffic,
    number
  >;
  for (const { carried, onNfs } of guests) {
    sum.netIn += carried.netIn + (onNfs ? carried.diskRead : 0);
    sum.netOut += carried.netOut + (onNfs ? carried.diskWrite : 0);
    if (onNfs) continue;
    sum.diskRead += carried.diskRead;
    sum.diskWrite += carried.diskWrite;
  }
  return sum;
}
