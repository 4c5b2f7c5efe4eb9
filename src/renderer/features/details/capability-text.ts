import type { HostFacts } from '../../../shared/model/host.ts';

export interface Capability {
  name: string;
  has: boolean;
  meaning: string;
}

const known: readonly { cap: string; name: string; yes: string; no: string }[] = [
  { cap: 'pv', name: 'PV', yes: 'runs PV guests', no: 'runs no PV guests' },
  {
    cap: 'hvm',
    name: 'HVM',
    yes: 'runs HVM and PVH guests',
    no: 'runs neither HVM nor PVH guests',
  },
  {
    cap: 'hap',
    name: 'HAP',
    yes: 'their memory is mapped by the CPU itself: fast',
    no: 'HVM and PVH guests would have their memory mapped by Xen: slow',
  },
  {
    cap: 'shadow',
    name: 'Shadow paging',
    yes: 'PV guests can leave here while they run',
    no: 'PV guests cannot leave here while they run, only by stop and copy',
  },
];

/** What decides which guests run here and which can leave, each in words. */
export function capabilities(facts: HostFacts): Capability[] {
  return known.map(({ cap, name, yes, no }) => {
    const has = facts.virtCaps.includes(cap);
    return { name, has, meaning: has ? yes : no };
  });
}

export function otherCapabilities(facts: HostFacts): string[] {
  return facts.virtCaps.filter((cap) => !known.some((one) => one.cap === cap));
}

const assists: Record<HostFacts['assist'], { name: string; meaning: string }> = {
  vt: { name: 'Intel VT', meaning: 'the CPU helps to run HVM and PVH guests' },
  svm: { name: 'AMD SVM', meaning: 'the CPU helps to run HVM and PVH guests' },
  none: { name: 'none', meaning: 'the CPU has none, or it is off in the firmware: PV guests only' },
  unknown: { name: 'not known', meaning: 'the host does not say' },
};

export function assistText(facts: HostFacts): { name: string; meaning: string } {
  return assists[facts.assist];
}
