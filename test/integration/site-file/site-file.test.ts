import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createZstdDecompress, zstdCompressSync } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Manifest,
  manifestName,
  samplesName,
  storeName,
} from '../../../src/main/core/site-file/manifest.ts';
import { passphraseRecipient } from '../../../src/main/core/site-file/passphrase-lock.ts';
import { readSiteFile } from '../../../src/main/core/site-file/read-site-file.ts';
import { writeSiteFile } from '../../../src/main/core/site-file/write-site-file.ts';
import { runs } from '../../support/properties.ts';

const passphrase = 'correct horse battery staple';
/** A thousandth of the usual work: here the passphrase is no secret. */
const work = 4;
let folder: string;
let path: string;
let whole: Buffer;
let turn = 0;
const contents = { store: Buffer.from('the store '.repeat(9000)), samples: Buffer.from('samples') };
const manifest: Manifest = {
  format: 1,
  madeAt: Date.UTC(2026, 10, 30),
  site: 'own',
  hosts: 3,
  vms: 15,
  bytes: contents.store.length + contents.samples.length,
};
const never = new AbortController().signal;

function partsOf(of: { store: Buffer; samples: Buffer }) {
  return (['store', 'samples'] as const).map((part) => {
    const name = part === 'store' ? storeName : samplesName;
    const file = join(folder, name);
    writeFileSync(file, of[part]);
    return { name, path: file, bytes: of[part].length };
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'site-file-'));
  path = join(folder, 'site.age');
  const options = { path, passphrase, manifest, onBytes: () => {}, signal: never, work };
  const written = await writeSiteFile({ ...options, parts: partsOf(contents) });
  if (!written.ok) throw new Error(written.error.details);
  whole = readFileSync(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

function emptyFolder(): string {
  turn += 1;
  const into = join(folder, `into-${turn}`);
  mkdirSync(into);
  return into;
}

function read(bytes: Uint8Array, words = passphrase) {
  const copy = join(folder, 'copy.age');
  writeFileSync(copy, bytes);
  const into = emptyFolder();
  return readSiteFile({ path: copy, passphrase: words, into, onBytes: () => {}, signal: never });
}

async function locked(plain: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, work));
  return encrypter.encrypt(plain);
}

/** A tar of one small file, made by the system's own tar. */
function tarOf(name: string, text: string): Buffer {
  const place = emptyFolder();
  writeFileSync(join(place, name), text);
  return execFileSync('tar', ['-cf', '-', '-C', place, name]);
}

describe('a site file', () => {
  it('gives back what was put in, and says when it was made', async () => {
    const found = await read(whole);
    if (!found.ok) throw new Error(found.error.details);
    expect(found.value.manifest).toEqual(manifest);
    expect(readFileSync(found.value.storePath).equals(contents.store)).toBe(true);
    expect(readFileSync(found.value.samplesPath ?? '').equals(contents.samples)).toBe(true);
  });

  it('is compressed, and of what it holds nothing can be read in it', () => {
    expect(whole.length).toBeLessThan(contents.store.length / 20);
    expect(whole.includes('the store')).toBe(false);
    expect(whole.includes(passphrase)).toBe(false);
  });

  it('is opened by age itself, zstd and tar, with nothing of this console', async () => {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    const compressed = join(folder, 'plain.zst');
    writeFileSync(compressed, await decrypter.decrypt(whole));
    const tar = await buffer(createReadStream(compressed).pipe(createZstdDecompress()));
    const listed = execFileSync('tar', ['-tf', '-'], { input: tar }).toString();
    expect(listed.trim().split('\n')).toEqual([manifestName, storeName, samplesName]);
  });

  it('that age’s own library has locked is opened, too', async () => {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(work);
    expect(await read(await encrypter.encrypt(await decrypter.decrypt(whole)))).toMatchObject({
      ok: true,
      value: { manifest },
    });
  });

  it('leaves nothing half-written when the disk refuses or it is called off', async () => {
    const there = readdirSync(folder).sort();
    const options = { passphrase, manifest, onBytes: () => {}, work, parts: partsOf(contents) };
    const nowhere = join(folder, 'no-such-folder', 'site.age');
    expect(await writeSiteFile({ ...options, path: nowhere, signal: never })).toMatchObject({
      ok: false,
      error: { code: 'file-unusable', details: expect.stringContaining('ENOENT') },
    });
    const stop = new AbortController();
    const cancelled = await writeSiteFile({
      ...options,
      path: join(folder, 'cancelled.age'),
      onBytes: () => stop.abort(),
      signal: stop.signal,
    });
    expect(cancelled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(folder).sort()).toEqual(there);
  });
});

describe('a site file that is not as it should be', () => {
  it('with any byte changed is refused, whatever byte and however', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = Buffer.from(whole);
          changed.writeUInt8((changed.readUInt8(at) ?? 0) ^ change, at);
          const found = await read(changed);
          expect(found.ok).toBe(false);
          if (found.ok) return;
          expect(['file-damaged', 'file-passphrase-wrong', 'file-newer']).toContain(
            found.error.code,
          );
          expect(found.error.hint).toContain('Nothing was opened');
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('with any byte of its head changed is refused', async () => {
    const headEnds = whole.indexOf('\n', whole.indexOf('\n--- ') + 1);
    for (let at = 0; at <= headEnds; at++) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect((await read(changed)).ok, `byte ${at} of ${headEnds}`).toBe(false);
    }
  });

  it('cut short anywhere, or with more behind it, is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (length) => {
        expect((await read(whole.subarray(0, length))).ok).toBe(false);
      }),
      { numRuns: runs(100) },
    );
    const longer = await read(Buffer.concat([whole, Buffer.from('x')]));
    expect(longer).toMatchObject({ ok: false, error: { code: 'file-damaged' } });
  });

  it('is not opened by another passphrase, and says so', async () => {
    expect(await read(whole, 'Correct horse battery staple')).toMatchObject({
      ok: false,
      error: {
        code: 'file-passphrase-wrong',
        message: 'This passphrase does not open the site file.',
      },
    });
  });

  it('of a newer form says that a newer version is needed', async () => {
    const newer = tarOf(manifestName, JSON.stringify({ format: 2, layers: ['what', 'is', 'new'] }));
    expect(await read(await locked(zstdCompressSync(newer)))).toMatchObject({
      ok: false,
      error: { code: 'file-newer', message: expect.stringContaining('newer Stateroom') },
    });
    const nextAge = Buffer.from(`age-encryption.org/v2\n${'x'.repeat(500)}`);
    expect(await read(nextAge)).toMatchObject({ ok: false, error: { code: 'file-newer' } });
  });

  it('that holds what is none of its parts puts nothing outside of its folder', async () => {
    const strange = tarOf(manifestName, JSON.stringify(manifest)).subarray(0, 1024);
    const tar = Buffer.concat([strange, tarOf('evil.sqlite', 'x')]);
    expect(await read(await locked(zstdCompressSync(tar)))).toMatchObject({
      ok: false,
      error: { code: 'file-damaged', details: expect.stringContaining('evil.sqlite') },
    });
    const stuffed = await locked(Buffer.from('locked, but no site'));
    expect(await read(stuffed)).toMatchObject({ ok: false, error: { code: 'file-damaged' } });
  });

  it('that is none at all, or is not there, says which', async () => {
    expect(await read(Buffer.from('SQLite format 3'))).toMatchObject({
      ok: false,
      error: { code: 'file-damaged', details: expect.stringContaining('does not begin') },
    });
    const nowhere = { path: join(folder, 'none.age'), into: emptyFolder() };
    expect(
      await readSiteFile({ ...nowhere, passphrase, onBytes: () => {}, signal: never }),
    ).toMatchObject({ ok: false, error: { code: 'file-unusable' } });
  });
});
