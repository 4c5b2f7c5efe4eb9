import { createHash } from 'node:crypto';

/** Files that somebody has laid on the demo's image server, as far as their first bytes go. */
export type IncomingFiles = ReadonlyMap<
  string,
  { bytes: number; head: Buffer; sha256: string; kernel?: string }
>;

function headOf(magic: string, at = 0): Buffer {
  const head = Buffer.alloc(520);
  head.write(magic, at, 'latin1');
  return head;
}

/** A new build of the web servers' image, and one that is no image. */
export function incomingFiles(seed: number): IncomingFiles {
  const sha = (path: string) => createHash('sha256').update(`${seed} ${path}`).digest('hex');
  const files = [
    { path: '/srv/incoming/web-24/initrd.img', bytes: 38_629_376, head: headOf('\x1f\x8b') },
    { path: '/srv/incoming/web-24/rootfs.squashfs', bytes: 222_609_408, head: headOf('hsqs') },
    {
      path: '/srv/incoming/web-24/vmlinuz',
      bytes: 8_154_112,
      head: headOf('HdrS', 514),
      kernel: '6.1.0-33-amd64',
    },
    { path: '/srv/incoming/notes.txt', bytes: 812, head: headOf('to do') },
  ];
  return new Map(files.map(({ path, ...file }) => [path, { ...file, sha256: sha(path) }]));
}
