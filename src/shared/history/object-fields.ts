import type { Host, HostFacts } from '../model/host.ts';
import type { Vm } from '../model/vm.ts';

/** What is compared of an object, by the model's names; an absent field is left out. */
export type ObjectFields = Readonly<Record<string, unknown>>;

/** A host's own fields and its facts side by side; of its link, only what is state. */
export function hostFields({ link, usage: _volatile, facts, ...rest }: Host): ObjectFields {
  return {
    ...rest,
    link: link.state,
    linkError: link.error?.code ?? null,
    ...(facts ? factFields(facts) : {}),
  };
}

/** As they are told: without the numbers that change all the time. */
function factFields({ clockSkewMs: _skew, xenVersion, ...facts }: HostFacts): ObjectFields {
  const { major, minor, extra } = xenVersion;
  return {
    ...facts,
    xenVersion: `${major}.${minor}${extra}`,
    numaNodes: facts.numaNodes.map(({ freeMiB: _free, ...node }) => node),
    storage: facts.storage.map(({ freeMiB: _free, ...storage }) => storage),
    cpupools: facts.cpupools.map(({ domains: _domains, ...pool }) => pool),
  };
}

/** Of a VM everything is compared but the numbers that usage events carry. */
export const volatileVmFields: ReadonlySet<string> = new Set<keyof Vm>(['cpu', 'cpuSeconds']);
