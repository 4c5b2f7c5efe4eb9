import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import { type Pack, pack } from 'tar-stream';
import { err, ok, type Result } from '../../../shared/result.ts';
import { cancelledError, writeError } from './file-errors.ts';
import { type Manifest, manifestName } from './manifest.ts';
import { passphraseRecipient, usualWork } from './passphrase-lock.ts';
import { throughAge } from './through-age.ts';

/** A file that goes into the site file under its name there. */
export interface SitePart {
  name: string;
  path: string;
  bytes: number;
}

/** Of many bytes, so many are done. */
export type OnBytes = (bytes: number) => void;

/**
 * Packs, compresses and encrypts in one stream: memory does not grow with the site. The file is
 * under its name only when all of it is on the disk; until then it is `PATH.partial`.
 * @param work How hard the passphrase is to try out, as logarithm; tests take less.
 */
export async function writeSiteFile(options: {
  path: string;
  passphrase: string;
  manifest: Manifest;
  parts: readonly SitePart[];
  onBytes: OnBytes;
  signal: AbortSignal;
  work?: number;
}): Promise<Result<{ bytes: number }>> {
  const { path, signal } = options;
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    const file = await open(partial, 'wx', 0o600);
    const tar = pack();
    const encrypter = new Encrypter();
    encrypter.addRecipient(passphraseRecipient(options.passphrase, options.work ?? usualWork));
    const written = pipeline(
      tar,
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 6 } }),
      (source: AsyncIterable<Uint8Array>) =>
        throughAge(source, (stream) => encrypter.encrypt(stream)),
      file.createWriteStream({ flush: true }),
      { signal },
    );
    const packed = packParts(tar, options).catch((thrown: Error) => tar.destroy(thrown));
    // The parts end early, too, when writing fails: then the stream they go into is gone.
    await Promise.all([written, packed]);
    signal.throwIfAborted();
    await rename(partial, path);
    return ok({ bytes: await sizeOf(path) });
  } catch (thrown) {
    await rm(partial, { force: true }).catch(() => {});
    if (signal.aborted) return err(cancelledError());
    return err(writeError(path, thrown));
  }
}

async function packParts(
  tar: Pack,
  {
    manifest,
    parts,
    onBytes,
  }: { manifest: Manifest; parts: readonly SitePart[]; onBytes: OnBytes },
): Promise<void> {
  tar.entry({ name: manifestName }, JSON.stringify(manifest));
  for (const { name, path, bytes } of parts) {
    const entry = tar.entry({ name, size: bytes, mode: 0o600 });
    await pipeline(
      createReadStream(path),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          onBytes(chunk.length);
          yield chunk;
        }
      },
      entry,
    );
  }
  tar.finalize();
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
