import { sampleNumbers } from '../../../shared/samples/series.ts';
import type { Sample } from '../../core/samples/roll-up.ts';
import { hostSampleKey, siteSampleKey, vmSampleKey } from '../../core/samples/sample-keys.ts';
import type { SamplePast } from '../../core/samples/with-past.ts';
import { dom0Idle, dom0PerGuest } from '../model/dom0-load.ts';
import { loadAt } from '../model/load-curve.ts';
import {
  carriedNothing,
  countsDisk,
  eachCarried,
  hostCarried,
  isOnNfs,
} from '../model/traffic-curves.ts';
import type { DemoWorld } from './demo-world.ts';
import { demandOf, type SimDomain } from './sim-domain.ts';

/** Three weeks, so that there are two whole ones to plan on. */
const pastMs = 21 * 86_400_000;

type Numbers = Omit<Sample, 'at'>;

/** Bytes a second. */
const carriedAt = (guest: SimDomain, seconds: number) =>
  guest.runningSince === null
    ? carriedNothing
    : eachCarried((number) => loadAt(guest.traffic[number], seconds));

/**
 * What the demo's guests and hosts used before it was started: what their load curves say, with
 * every guest where it is at the start. The same seed gives the same past.
 */
export function demoPast(world: DemoWorld, hostIdOf: (label: string) => string): SamplePast {
  const until = world.clock.now() * 1000;
  const subjects = new Map<string, (seconds: number) => Numbers>();
  const hosts = world.hosts.map(({ sim }) => {
    const guests = sim.domains().map((domain) => ({ ...domain }));
    const memoryMiB = sim.totalMemoryMiB() - sim.freeMemoryMiB();
    for (const guest of guests) {
      const key = vmSampleKey({ uuid: guest.uuid, hostId: '', name: guest.name });
      subjects.set(key, (seconds) => ({
        cpu: demandOf(guest, seconds),
        dom0: null,
        memoryMiB: guest.memoryMiB,
        ...carriedAt(guest, seconds),
        ...(countsDisk(guest.config) ? {} : { diskRead: null, diskWrite: null }),
      }));
    }
    const use = (seconds: number) => {
      const used = guests.reduce((sum, guest) => sum + demandOf(guest, seconds), 0);
      const dom0 = dom0Idle + dom0PerGuest * used;
      const carried = hostCarried(
        1,
        guests.map((guest) => ({
          carried: carriedAt(guest, seconds),
          onNfs: isOnNfs(guest.config.disks[0]?.target),
        })),
      );
      return { cpu: used + dom0, dom0, memoryMiB, ...carried };
    };
    subjects.set(hostSampleKey(hostIdOf(sim.plan.name)), use);
    return use;
  });
  subjects.set(siteSampleKey, (seconds) => {
    const all = { cpu: 0, dom0: 0, memoryMiB: 0, ...carriedNothing };
    for (const use of hosts) {
      const used = use(seconds);
      for (const number of sampleNumbers) all[number] += used[number];
    }
    return all;
  });
  return {
    since: until - pastMs,
    until,
    keys: [...subjects.keys()],
    sampleAt(key, at) {
      const numbers = subjects.get(key)?.(at / 1000);
      return numbers ? { at, ...numbers } : null;
    },
  };
}
