import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { type Extract, extract } from 'tar-stream';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type Figures, readFigures } from './figures.ts';
import { BrokenFile, cancelledError, NewerFile, readError } from './file-errors.ts';
import {
  anyManifestSchema,
  figuresName,
  formatVersion,
  type Manifest,
  manifestName,
  manifestSchema,
  samplesName,
  storeName,
} from './manifest.ts';
import { passphraseIdentity } from './passphrase-lock.ts';
import { throughAge } from './through-age.ts';
import type { OnBytes } from './write-site-file.ts';

const firstLine = 'age-encryption.org/v1\n';
const anyFirstLine = 'age-encryption.org/';
const largestManifest = 64 * 1024;
/** A hundred times what a large site has: they are read as one text. */
const largestFigures = 128 * 1024 * 1024;
const partNames: readonly string[] = [storeName, samplesName, figuresName];

export interface UnpackedFile {
  manifest: Manifest;
  storePath: string;
  /** Null: the site had no samples that could be read. */
  samplesPath: string | null;
  /** Null: there was no load to be seen. */
  figures: Figures | null;
}

/**
 * Unpacks a site file into a folder. Nothing in there may be used before this has answered ok: only
 * the end of the file tells that all of it is as it was written.
 * @param into An empty folder that only this user may read.
 * @param onBytes Of the site file's own bytes.
 */
export async function readSiteFile(options: {
  path: string;
  passphrase: string;
  into: string;
  onBytes: OnBytes;
  signal: AbortSignal;
}): Promise<Result<UnpackedFile>> {
  const { path, into, signal, onBytes } = options;
  try {
    await checkFirstLine(path);
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity(options.passphrase));
    const tar = extract();
    const unpacked = unpack(tar, into).catch((thrown: Error) => {
      tar.destroy(thrown);
      throw thrown;
    });
    const [found] = await Promise.all([
      unpacked,
      pipeline(
        createReadStream(path),
        (source: AsyncIterable<Uint8Array>) =>
          throughAge(counted(source, onBytes), (stream) => decrypter.decrypt(stream)),
        createZstdDecompress(),
        tar,
        { signal },
      ),
    ]);
    return ok(found);
  } catch (thrown) {
    return err(signal.aborted ? cancelledError() : readError(path, thrown));
  }
}

async function* counted(source: AsyncIterable<Uint8Array>, onBytes: OnBytes) {
  for await (const chunk of source) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function checkFirstLine(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(firstLine.length), { position: 0 });
    const found = buffer.toString('latin1', 0, bytesRead);
    if (found === firstLine) return;
    if (found.startsWith(anyFirstLine)) throw new NewerFile(`It begins with ${found.trim()}.`);
    throw new BrokenFile('It does not begin as a site file does.');
  } finally {
    await file.close();
  }
}

async function unpack(tar: Extract, into: string): Promise<UnpackedFile> {
  let manifest: Manifest | null = null;
  const paths = new Map<string, string>();
  for await (const entry of tar) {
    const { name, size = 0 } = entry.header;
    if (!manifest) {
      if (name !== manifestName || size > largestManifest)
        throw new BrokenFile('It has no manifest.');
      manifest = await readManifest(entry);
    } else if (partNames.includes(name)) {
      if (name === figuresName && size > largestFigures)
        throw new BrokenFile('Its figures are too large.');
      // Only names that are known become a path.
      const path = join(into, name);
      await pipeline(entry, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      paths.set(name, path);
    } else {
      throw new BrokenFile(`It holds ${JSON.stringify(name)}, which is none of its parts.`);
    }
  }
  const storePath = paths.get(storeName);
  if (!manifest || !storePath) throw new BrokenFile('It holds no site.');
  const figuresPath = paths.get(figuresName);
  const figures = figuresPath === undefined ? null : readFigures(figuresPath);
  return { manifest, storePath, samplesPath: paths.get(samplesName) ?? null, figures };
}

async function readManifest(entry: AsyncIterable<unknown>): Promise<Manifest> {
  const found: unknown = JSON.parse(await text(entry));
  const { format } = anyManifestSchema.parse(found);
  if (format > formatVersion) {
    throw new NewerFile(`It is of format ${format}; this version knows up to ${formatVersion}.`);
  }
  return manifestSchema.parse(found);
}
