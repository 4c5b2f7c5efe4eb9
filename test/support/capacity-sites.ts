import type { PlanHost, PlanModel, PlanVm } from '../../src/main/core/capacity/plan-model.ts';
import { seededRandom } from '../../src/main/demo/model/seeded-random.ts';

type Size = Pick<PlanHost, 'memoryMiB' | 'cpus'>;

/** What VMs may take of a host: dom0 and the memory ceiling are off, 80 % of the pCPUs are on. */
const hostSizes: [Size, ...Size[]] = [
  { memoryMiB: 62_000, cpus: 24 * 0.8 - 0.3 },
  { memoryMiB: 126_000, cpus: 32 * 0.8 - 0.3 },
  { memoryMiB: 254_000, cpus: 64 * 0.8 - 0.3 },
];
const memorySizes: [number, ...number[]] = [1024, 2048, 2048, 4096, 4096, 8192, 16_384];
/** Hosts that share storage; a VM stays among them. */
const podSize = 50;

/**
 * A made-up site as firms have it: hosts of three sizes in pods that share storage, VMs of the
 * usual sizes spread over them by chance. One VM in two hundred cannot be moved.
 */
export function capacitySite(size: { hosts: number; vms: number; seed: number }): PlanModel {
  const random = seededRandom(size.seed, 'capacity');
  const hosts: PlanHost[] = Array.from({ length: size.hosts }, (_, at) => ({
    id: `h${at}`,
    kind: Math.floor(at / podSize),
    ...random.pick(hostSizes),
  }));
  const left = hosts.map(({ memoryMiB, cpus }) => ({ memoryMiB, cpus }));
  const vms: PlanVm[] = [];
  for (let at = 0; at < size.vms; at += 1) {
    const memoryMiB = random.pick(memorySizes) + 10;
    const cpu = 0.05 + 0.5 * random.next() ** 3;
    const fixed = random.next() < 0.005 ? 'it holds PCI devices' : null;
    const host = placeFor(memoryMiB, cpu);
    if (host === null) throw new Error('the site is too small for its VMs');
    const { kind } = hosts[host] ?? { kind: 0 };
    vms.push({ name: `vm${at}`, host, kind, memoryMiB, cpu, only: null, banned: null, fixed });
  }
  return {
    hosts,
    vms,
    items: vms.map((_, at) => ({ vms: [at], apart: [] })),
    accepts: (vm, host) => vm === host,
  };

  /** Someone put it somewhere; where there was no room, somewhere else. */
  function placeFor(memoryMiB: number, cpu: number): number | null {
    for (let tries = 0; tries < 1000; tries += 1) {
      const host = random.between(0, hosts.length - 1);
      const room = left[host];
      if (!room || room.memoryMiB < memoryMiB || room.cpus < cpu) continue;
      room.memoryMiB -= memoryMiB;
      room.cpus -= cpu;
      return host;
    }
    return null;
  }
}
