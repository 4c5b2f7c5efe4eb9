import type { Host } from '../model/host.ts';
import type { Vm } from '../model/vm.ts';
import { toldFacts } from './steady-facts.ts';

/** What is compared of an object, by the model's names; an absent field is left out. */
export type ObjectFields = Readonly<Record<string, unknown>>;

/** A host's own fields and its facts side by side; of its link, only what is state. */
export function hostFields({ link, usage: _volatile, facts, ...rest }: Host): ObjectFields {
  return {
    ...rest,
    link: link.state,
    linkError: link.error?.code ?? null,
    ...(facts ? toldFacts(facts) : {}),
  };
}

/** Of a VM everything is compared but the numbers that usage events carry. */
export const volatileVmFields: ReadonlySet<string> = new Set<keyof Vm>(['cpu', 'cpuSeconds']);
