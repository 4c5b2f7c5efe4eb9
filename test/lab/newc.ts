/** One entry of an initramfs. Directories must come before what they hold. */
export interface NewcEntry {
  readonly path: string;
  /** Type and permission bits, as in stat(2): 0o040755 a directory, 0o100644 a file, 0o120777 a symbolic link. */
  readonly mode: number;
  readonly content?: Uint8Array;
}

/**
 * A cpio archive in the "newc" form the kernel unpacks. Written here so that neither root nor a cpio program is needed, and so that
 * the same files always give the same bytes.
 */
export function newcArchive(entries: readonly NewcEntry[]): Buffer {
  const parts: Buffer[] = [];
  [...entries, { path: 'TRAILER!!!', mode: 0 }].forEach((entry, index) => {
    const name = Buffer.from(`${entry.path}\0`);
    const content = Buffer.from(entry.content ?? new Uint8Array());
    const isTrailer = index === entries.length;
    const fields = [
      isTrailer ? 0 : index + 1,
      entry.mode,
      0,
      0,
      1,
      0,
      content.length,
      0,
      0,
      0,
      0,
      name.length,
      0,
    ];
    const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
    parts.push(padded(Buffer.concat([Buffer.from(header), name])), padded(content));
  });
  return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
