import type { XenHostKind } from './host-kinds.ts';
import { firstHostKinds, furtherHostKinds, pcpusOf, roomyHostKind } from './host-kinds.ts';
import type { SeededRandom } from './seeded-random.ts';
import { seededRandom } from './seeded-random.ts';
import type { HostPlan } from './site-plan.ts';

const hostsPerPod = 16;

function drawKind(random: SeededRandom): XenHostKind {
  const all = furtherHostKinds.reduce((sum, kind) => sum + kind.weight, 0);
  let left = random.next() * all;
  for (const kind of furtherHostKinds) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  return furtherHostKinds[0];
}

/** `xen-03` in a small site, `xen-r12-03` (rack and place) in one of many racks. */
function nameOf(index: number, hosts: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  if (hosts <= hostsPerPod) return `xen-${two(index + 1)}`;
  return `xen-r${two(Math.floor(index / hostsPerPod) + 1)}-${two((index % hostsPerPod) + 1)}`;
}

function kindOf(index: number, hosts: number, random: SeededRandom): XenHostKind {
  return firstHostKinds[index] ?? (hosts <= hostsPerPod ? roomyHostKind : drawKind(random));
}

/**
 * The hosts that a new guest may be given to: in a small site the first, which differ in all that
 * matters, and beside them those of one kind.
 */
export function hostRows(hosts: readonly HostPlan[]): HostPlan[][] {
  const first = hosts.length <= hostsPerPod ? firstHostKinds.length : hosts.length;
  return [hosts.slice(0, first), hosts.slice(first)].filter((row) => row.length > 0);
}

/** Hosts of every kind, in racks of 16 that share their storage. Addresses from 10.20.0.0/16. */
export function planHosts(hosts: number, seed: number): HostPlan[] {
  return Array.from({ length: hosts }, (_, index) => {
    const random = seededRandom(seed, `host ${index}`);
    const kind = kindOf(index, hosts, random);
    const pod = Math.floor(index / hostsPerPod);
    const missesDmz = index % hostsPerPod === 4;
    return {
      index,
      name: nameOf(index, hosts),
      kind,
      pod,
      address: `10.20.${pod}.${11 + (index % hostsPerPod)}`,
      dom0: {
        vcpus: pcpusOf(kind) >= 32 ? 4 : 2,
        memoryMiB: kind.memoryMiB >= 131_072 ? 8192 : kind.memoryMiB >= 49_152 ? 4096 : 2048,
      },
      bridges: missesDmz ? ['xenbr0', 'xenbr10'] : ['xenbr0', 'xenbr10', 'xenbr20'],
      upSeconds: random.between(3, 240) * 86_400 + random.between(0, 86_399),
    };
  });
}
