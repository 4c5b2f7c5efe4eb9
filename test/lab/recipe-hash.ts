import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltKind } from './machines.ts';
import { labSourceDir } from './paths.ts';

/** The sources that decide what a build contains. What only starts, stops or shows the lab is not among them. */
const common = ['build-parts.ts', 'build-snapshots.ts', 'machines.ts', 'qemu-args.ts'];
const buildSources: Record<BuiltKind, readonly string[]> = {
  'xen-host': [...common, 'recipe', 'build-xen-hosts.ts', 'bzimage.ts', 'newc.ts'],
  'image-server': [...common, 'image-server', 'build-image-server.ts'],
};

/** One file, link or folder of the recipe: its path below the lab's folder, and what is in it. */
export interface RecipeEntry {
  readonly path: string;
  readonly content: Buffer;
}

/** Same entries in any order, same hash. Lengths are hashed too, so that no two recipes can run into one another. */
export function hashEntries(entries: readonly RecipeEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash
      .update(`${Buffer.byteLength(entry.path)}:${entry.path}:${entry.content.length}:`)
      .update(entry.content);
  }
  return hash.digest('hex').slice(0, 16);
}

function collect(path: string): RecipeEntry[] {
  const absolute = join(labSourceDir, path);
  const stat = lstatSync(absolute);
  if (stat.isDirectory()) return readdirSync(absolute).flatMap((name) => collect(join(path, name)));
  if (stat.isSymbolicLink())
    return [{ path, content: Buffer.from(`link to ${readlinkSync(absolute)}`) }];
  return [{ path, content: readFileSync(absolute) }];
}

/** The name of the build that this checkout asks for: 16 hexadecimal digits. */
export function recipeHash(kind: BuiltKind): string {
  return hashEntries(buildSources[kind].flatMap(collect));
}
