import type { InstalledPackage } from '../../../shared/images/image.ts';
import type { PackageChange } from '../../../shared/images/image-diff.ts';

/** What was installed, removed, and is there in another version, by name. Pure. */
export function diffPackages(
  from: readonly InstalledPackage[],
  to: readonly InstalledPackage[],
): PackageChange[] {
  const before = new Map(from.map(({ name, version }) => [name, version]));
  const after = new Map(to.map(({ name, version }) => [name, version]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((name) => {
    const old = before.get(name) ?? null;
    const now = after.get(name) ?? null;
    return old === now ? [] : [{ name, from: old, to: now }];
  });
}
