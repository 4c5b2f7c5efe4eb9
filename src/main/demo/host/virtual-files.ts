/** What lies at a path. Folders are there because something lies below them. */
export type FileEntry =
  /** A function is asked at every read: /proc and the like. */
  | {
      readonly kind: 'text';
      readonly text: string | (() => string);
      readonly mtime: number;
      /** Octal, 644 if not given. */
      readonly mode?: string;
    }
  | { readonly kind: 'link'; readonly target: string; readonly mtime: number }
  /** A disk image or a volume: its content is nobody's business, its size is. */
  | { readonly kind: 'disk'; readonly block: boolean; readonly sizeMiB: number };

type Seed = () => Iterable<readonly [string, FileEntry]>;

/**
 * A small file system in memory. Filled when it is first looked at, so that a thousand hosts
 * nobody looks at cost nothing. Folders of other file systems can be mounted into it.
 */
export class VirtualFiles {
  private readonly seed: Seed;
  private readonly mounts: readonly (readonly [string, VirtualFiles])[];
  private filled: Map<string, FileEntry> | null = null;
  private readonly folders = new Set<string>();

  /** `mounts`: a folder's path with a slash behind, and what lies there under the same paths. */
  constructor(seed: Seed, mounts: readonly (readonly [string, VirtualFiles])[] = []) {
    this.seed = seed;
    this.mounts = mounts;
  }

  /** The entry itself: a link is not followed. */
  entry(path: string): FileEntry | null {
    const mounted = this.mountOf(path);
    return mounted ? mounted.entry(path) : (this.entries.get(path) ?? null);
  }

  /** Follows links, at most eight. Null for what is not there, and for folders. */
  resolve(path: string): FileEntry | null {
    let at = path;
    for (let hops = 0; hops < 8; hops++) {
      const entry = this.entry(at);
      if (entry?.kind !== 'link') return entry;
      at = normalise(entry.target.startsWith('/') ? entry.target : `${parent(at)}/${entry.target}`);
    }
    return null;
  }

  /** Null for what is not there and for what is no text. */
  read(path: string): string | null {
    const entry = this.resolve(path);
    if (entry?.kind !== 'text') return null;
    return typeof entry.text === 'string' ? entry.text : entry.text();
  }

  exists(path: string): boolean {
    return this.resolve(path) !== null || this.isFolder(path);
  }

  isFolder(path: string): boolean {
    if (path === '/' || this.folders.has(path)) return true;
    const below = `${path}/`;
    if (this.mounts.some(([root]) => root.startsWith(below))) return true;
    return this.list(path).length > 0;
  }

  makeFolder(path: string): void {
    this.folders.add(path);
  }

  /** Names directly in a folder, sorted as `ls` does in the C locale. */
  list(folder: string): string[] {
    const root = folder === '/' ? '/' : `${folder}/`;
    const names = new Set<string>();
    const add = (path: string) => {
      if (path.startsWith(root)) names.add(path.slice(root.length).split('/', 1)[0] ?? '');
    };
    for (const path of this.entries.keys()) add(path);
    for (const path of this.folders) add(path);
    for (const [at, mounted] of this.mounts) {
      add(at);
      for (const path of mounted.entries.keys()) add(path);
    }
    names.delete('');
    return [...names].sort();
  }

  put(path: string, entry: FileEntry): void {
    const mounted = this.mountOf(path);
    if (mounted) mounted.put(path, entry);
    else this.entries.set(path, entry);
  }

  /** Writes a text file; `now` in seconds since the epoch becomes its mtime. */
  write(path: string, text: string, now: number): void {
    this.put(path, { kind: 'text', text, mtime: now });
  }

  /** False when there was nothing. */
  remove(path: string): boolean {
    const mounted = this.mountOf(path);
    if (mounted) return mounted.remove(path);
    return this.entries.delete(path) || this.folders.delete(path);
  }

  /** Removes a folder and all that lies below it, but for what is mounted there. */
  removeTree(path: string): void {
    const below = `${path}/`;
    for (const at of this.entries.keys()) if (at.startsWith(below)) this.entries.delete(at);
    for (const at of this.folders) {
      if (at === path || at.startsWith(below)) this.folders.delete(at);
    }
  }

  /** Moves a file over whatever lies at the target. False when there is no such file. */
  rename(from: string, to: string): boolean {
    const entry = this.entry(from);
    if (entry === null) return false;
    this.put(to, entry);
    this.remove(from);
    return true;
  }

  private get entries(): Map<string, FileEntry> {
    this.filled ??= new Map(this.seed());
    return this.filled;
  }

  private mountOf(path: string): VirtualFiles | null {
    return this.mounts.find(([root]) => path.startsWith(root))?.[1] ?? null;
  }
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Without `.`, `..` and double slashes. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
