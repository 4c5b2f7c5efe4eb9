import { normalise, type VirtualFiles } from '../host/virtual-files.ts';
import type { FrameWriter } from './frame-writer.ts';

const longest = 65_536;

/** A file's real path, as `readlink -f` gives it. */
export function realPath(files: VirtualFiles, path: string): string {
  const entry = files.entry(path);
  if (entry?.kind !== 'link') return path;
  const folder = path.slice(0, path.lastIndexOf('/'));
  return normalise(entry.target.startsWith('/') ? entry.target : `${folder}/${entry.target}`);
}

function writeFile(files: VirtualFiles, path: string, frames: FrameWriter): void {
  const text = files.read(path);
  if (text === null) return;
  frames.write('file-path', path);
  if (files.entry(path)?.kind === 'link') frames.write('file-target', `${realPath(files, path)}\n`);
  frames.write('file-text', text.slice(0, longest));
}

/** What the scripts' shell function `files` tells: xl.conf, configurations, autostart links. */
export function writeConfigFiles(files: VirtualFiles, folder: string, frames: FrameWriter): void {
  frames.write('files');
  const settings = files.read(`${folder}/xl.conf`);
  if (settings !== null) frames.write('xl-conf', settings.slice(0, longest));
  for (const name of files.list(folder)) {
    if (name.endsWith('.cfg')) writeFile(files, `${folder}/${name}`, frames);
  }
  for (const name of files.list(`${folder}/auto`)) {
    const link = `${folder}/auto/${name}`;
    if (files.read(link) === null) continue;
    const target = realPath(files, link);
    frames.write('auto', target);
    const below = target.startsWith(`${folder}/`) ? target.slice(folder.length + 1) : null;
    if (below === null || below.includes('/') || !below.endsWith('.cfg')) {
      writeFile(files, target, frames);
    }
  }
  frames.write('files-end');
}

/** Changes whenever a configuration, a link or xl.conf does: what `stat` would tell. */
export function configStamp(files: VirtualFiles, folder: string): string {
  const names = files.list(folder).filter((name) => name.endsWith('.cfg') || name === 'xl.conf');
  const links = files.list(`${folder}/auto`).map((name) => `auto/${name}`);
  return [...names, ...links]
    .map((name) => {
      const entry = files.entry(`${folder}/${name}`);
      return entry?.kind === 'text' ? `${name} ${entry.mtime}` : `${name} ${entry?.kind ?? ''}`;
    })
    .join('\n');
}
