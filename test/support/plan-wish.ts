import type { MethodInput, MethodOutput } from '../../src/shared/contract/methods.ts';
import type { SiteMirror } from './site-mirror.ts';

export type MadePlan = MethodOutput<'capacity.plan'>;

/** A plan in which every host takes part: a host's load is known from its second look on. */
export async function planWhole(
  core: Pick<SiteMirror, 'must' | 'until'>,
  wish: MethodInput<'capacity.plan'>,
): Promise<MadePlan> {
  await core.until('the load of every host', ({ hosts }) =>
    Object.values(hosts).every(({ usage }) => usage !== null && usage.cpu !== null),
  );
  const made = await core.must('capacity.plan', wish);
  if (made.plan.leftOut.length > 0) throw new Error(JSON.stringify(made.plan.leftOut));
  return made;
}

/** Where every VM that the plan knows of should run in the end, by name. */
export function afterPicture({ plan }: MadePlan): Map<string, string> {
  return new Map(plan.moves.map(({ vm, targetHostId }) => [vm.name, targetHostId]));
}

/**
 * A plan that empties one of these hosts, given by label: of a few VMs, all of which can leave, one
 * at a time, so that there are moves to come while one is under way.
 */
export async function planToEmpty(
  core: Pick<SiteMirror, 'must' | 'until'>,
  hosts: ReadonlyMap<string, string>,
): Promise<MadePlan & { emptied: string }> {
  await core.must('settings.update', { moveConcurrency: 1 });
  for (const [label, hostId] of hosts) {
    const made = await planWhole(core, { goal: 'evacuate', hostId, stopAndCopy: true });
    const { moves, freed } = made.plan;
    // It does not answer the request to stop, whoever moves it.
    const hangs = moves.some(({ vm }) => vm.name === 'legacy-crm');
    if (freed.length > 0 && moves.length >= 3 && !hangs) return { ...made, emptied: label };
  }
  throw new Error('no host of the demo can be emptied by three moves');
}
