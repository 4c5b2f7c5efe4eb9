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
