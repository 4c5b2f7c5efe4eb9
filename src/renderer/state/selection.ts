import type { VmRef } from '../../shared/model/vm.ts';

/** Selected VMs: the names by host. A host with none selected is not in it. */
export type Selection = ReadonlyMap<string, ReadonlySet<string>>;

export const emptySelection: Selection = new Map();

export function isSelected(selection: Selection, ref: VmRef): boolean {
  return selection.get(ref.hostId)?.has(ref.name) ?? false;
}

export function selectionOf(refs: Iterable<VmRef>): Selection {
  const byHost = new Map<string, Set<string>>();
  for (const ref of refs) {
    const names = byHost.get(ref.hostId);
    if (names) names.add(ref.name);
    else byHost.set(ref.hostId, new Set([ref.name]));
  }
  return byHost;
}

export function selectedRefs(selection: Selection): VmRef[] {
  return [...selection].flatMap(([hostId, names]) => [...names].map((name) => ({ hostId, name })));
}

export function selectionSize(selection: Selection): number {
  let size = 0;
  for (const names of selection.values()) size += names.size;
  return size;
}

/** Adds the VM, or takes it out when it is in. Shares the sets of all other hosts. */
export function toggled(selection: Selection, ref: VmRef): Selection {
  const next = new Map(selection);
  const names = new Set(next.get(ref.hostId));
  if (!names.delete(ref.name)) names.add(ref.name);
  if (names.size > 0) next.set(ref.hostId, names);
  else next.delete(ref.hostId);
  return next;
}

/** Without VMs that are gone. The same object when none is. */
export function pruned(
  selection: Selection,
  exists: (hostId: string, name: string) => boolean,
): Selection {
  let changed = false;
  const next = new Map<string, ReadonlySet<string>>();
  for (const [hostId, names] of selection) {
    const kept = new Set([...names].filter((name) => exists(hostId, name)));
    if (kept.size === names.size) next.set(hostId, names);
    else changed = true;
    if (kept.size > 0 && kept.size < names.size) next.set(hostId, kept);
  }
  return changed ? next : selection;
}
