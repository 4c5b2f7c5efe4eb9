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

/** The same, as it is told: without the numbers that `steadyFacts` sets to nothing. */
export function toldFacts({ clockSkewMs: _skew, xenVersion, ...facts }: HostFacts) {
  const { major, minor, extra } = xenVersion;
  return {
    ...facts,
    xenVersion: `${major}.${minor}${extra}`,
    numaNodes: facts.numaNodes.map(({ freeMiB: _free, ...node }) => node),
    storage: facts.storage.map(({ freeMiB: _free, ...storage }) => storage),
    cpupools: facts.cpupools.map(({ domains: _domains, ...pool }) => pool),
  };
}
