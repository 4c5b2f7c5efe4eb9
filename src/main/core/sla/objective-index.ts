import { type Objective, type SlaPriority, slaPriorities } from '../../../shared/sla/objective.ts';

const rank = (priority: SlaPriority) => slaPriorities.indexOf(priority);

/**
 * Which objective counts for a VM: its own before its tags'; of several tags' the one of the
 * highest priority, then that of the first tag by name.
 */
export function createObjectiveIndex(
  objectives: readonly Objective[],
  tagsOf: ReadonlyMap<string, readonly string[]>,
): (uuid: string) => Objective | null {
  const byUuid = new Map<string, Objective>();
  const byTag = new Map<string, Objective>();
  for (const objective of objectives) {
    const { subject } = objective;
    if (subject.kind === 'vm') byUuid.set(subject.uuid, objective);
    else byTag.set(subject.tag, objective);
  }
  return (uuid) => {
    const own = byUuid.get(uuid);
    if (own || byTag.size === 0) return own ?? null;
    let best: Objective | null = null;
    for (const tag of (tagsOf.get(uuid) ?? []).toSorted()) {
      const found = byTag.get(tag);
      if (!found) continue;
      if (!best || rank(found.promise.priority) > rank(best.promise.priority)) best = found;
    }
    return best;
  };
}
