import type { HostFacts } from '../model/host.ts';

/** A host's facts without the numbers that change all the time: equal ones are the same state. */
export function steadyFacts(facts: HostFacts): HostFacts {
  return {
    ...facts,
    clockSkewMs: 0,
    numaNodes: facts.numaNodes.map((node) => ({ ...node, freeMiB: 0 })),
    storage: facts.storage.map((storage) => ({ ...storage, freeMiB: 0 })),
    cpupools: facts.cpupools.map((pool) => ({ ...pool, domains: 0 })),
  };
}
