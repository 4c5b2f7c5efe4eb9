import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { FileWork } from '../../../shared/model/site-file.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { Store } from '../store/open-store.ts';
import { figuresOf } from './figures.ts';
import { cancelledError, writeError } from './file-errors.ts';
import { figuresName, formatVersion, samplesName, storeName } from './manifest.ts';
import type { UnpackedFile } from './read-site-file.ts';
import { stripSecrets } from './strip-secrets.ts';
import type { SitePart } from './write-site-file.ts';

/** A site that was unpacked into a folder of this console's own. */
export interface OpenedFile extends UnpackedFile {
  /** The site file. */
  path: string;
  /** Removes what was unpacked. */
  remove(): void;
}

/** Writes the open site into a site file, and unpacks one; one at a time. */
export interface SiteFiles {
  /**
   * @returns where it is, its bytes, and why the samples are not in it, or null. Errors: `cancelled`,
   * `file-unusable` (the disk), `not-possible-now` (a file is there already, or work is under way).
   */
  save(
    site: { kind: 'own' | 'demo'; store: Store; samples: SampleStore; state: SiteState },
    to: { path: string; passphrase: string; replace: boolean },
  ): Promise<Result<{ path: string; bytes: number; samplesProblem: AppError | null }>>;
  /**
   * Unpacks and authenticates all of a file before anything of it can be used. Errors also:
   * `file-passphrase-wrong`, `file-damaged`, `file-newer`.
   */
  unpack(from: { path: string; passphrase: string }): Promise<Result<OpenedFile>>;
  /** Calls off what is under way, and resolves when it has tidied up. */
  cancel(): Promise<void>;
}

/** How far apart two words on the progress are. */
const tellEveryMs = 100;

export function createSiteFiles(options: {
  /** Where copies lie while they are worked on, and what was unpacked while it is open. */
  folder: string;
  home: string;
  tell: (work: FileWork | null) => void;
  now: () => number;
}): SiteFiles {
  const { folder, home, tell, now } = options;
  let underWay: { stop: AbortController; over: Promise<unknown> } | null = null;
  sweep(folder);

  /** One work at a time, each with a private folder that is gone afterwards unless it is kept. */
  async function work<T>(
    kind: FileWork['kind'],
    path: string,
    act: (own: WorkPlace) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (underWay) {
      return err(
        appError('not-possible-now', 'Another site file is being worked on.', {
          hint: 'Wait for it, or cancel it.',
        }),
      );
    }
    const stop = new AbortController();
    let told = 0;
    const report: WorkPlace['report'] = (step, fraction) => {
      if (now() - told < tellEveryMs) return;
      told = now();
      tell({ kind, path, step, fraction });
    };
    const place = join(folder, `${process.pid}-${randomUUID()}`);
    const over = (async () => {
      try {
        mkdirSync(place, { recursive: true, mode: 0o700 });
        return await act({ place, report, signal: stop.signal });
      } catch (thrown) {
        return err(stop.signal.aborted ? cancelledError() : writeError(place, thrown));
      }
    })();
    underWay = { stop, over };
    tell({ kind, path, step: 'copy', fraction: null });
    const outcome = await over;
    underWay = null;
    if (kind === 'save' || !outcome.ok) rmSync(place, { recursive: true, force: true });
    tell(null);
    return outcome;
  }

  return {
    async save({ kind, store, samples, state }, { path: given, passphrase, replace }) {
      const path = fullPath(given, home);
      if (!path.ok) return path;
      if (!replace && exists(path.value)) {
        return err(
          appError('not-possible-now', `There is a file ${path.value} already.`, {
            hint: 'Choose another name, or say that it shall be replaced.',
          }),
        );
      }
      return work('save', path.value, async ({ place, report, signal }) => {
        const madeAt = now();
        const storePath = join(place, storeName);
        const samplesPath = join(place, samplesName);
        const onFraction = (fraction: number) => report('copy', fraction);
        const copied = await store.copyTo(storePath, { onFraction, signal });
        if (!copied.ok) return copied;
        report('copy', null);
        await stripSecrets(storePath, signal);
        const figuresPath = join(place, figuresName);
        writeFileSync(figuresPath, JSON.stringify(figuresOf(state)), { mode: 0o600 });
        const withSamples = await samples.copyTo(samplesPath, { onFraction, signal });
        const parts: SitePart[] = [
          partOf(storeName, storePath),
          partOf(figuresName, figuresPath),
          ...(withSamples.ok ? [partOf(samplesName, samplesPath)] : []),
        ];
        const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
        let packed = 0;
        const { writeSiteFile } = await import('./write-site-file.ts');
        const written = await writeSiteFile({
          path: path.value,
          passphrase,
          manifest: { format: formatVersion, madeAt, site: kind, bytes, ...counts(state) },
          parts,
          onBytes(more) {
            packed += more;
            report('pack', packed / bytes);
          },
          signal,
        });
        if (!written.ok) return written;
        const samplesProblem = withSamples.ok ? null : withSamples.error;
        return ok({ path: path.value, ...written.value, samplesProblem });
      });
    },

    async unpack({ path: given, passphrase }) {
      const path = fullPath(given, home);
      if (!path.ok) return path;
      return work('open', path.value, async ({ place, report, signal }) => {
        const all = exists(path.value)?.size ?? 0;
        let read = 0;
        const { readSiteFile } = await import('./read-site-file.ts');
        const unpacked = await readSiteFile({
          path: path.value,
          passphrase,
          into: place,
          onBytes(more) {
            read += more;
            report('unpack', all > 0 ? read / all : null);
          },
          signal,
        });
        if (!unpacked.ok) return unpacked;
        const remove = () => rmSync(place, { recursive: true, force: true });
        return ok({ ...unpacked.value, path: path.value, remove });
      });
    },

    async cancel() {
      underWay?.stop.abort();
      await underWay?.over;
    },
  };
}

interface WorkPlace {
  place: string;
  report: (step: FileWork['step'], fraction: number | null) => void;
  signal: AbortSignal;
}

/** What a killed console left of its work; another that runs keeps its own. */
function sweep(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // Nothing was ever unpacked.
  }
  for (const name of names) {
    if (isRunning(Number.parseInt(name, 10))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Somebody else's process is one that runs.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function partOf(name: string, path: string): SitePart {
  return { name, path, bytes: statSync(path).size };
}

function counts({ hosts, vms }: SiteState): { hosts: number; vms: number } {
  const all = Object.values(vms).reduce((sum, of) => sum + Object.keys(of).length, 0);
  return { hosts: Object.keys(hosts).length, vms: all };
}

function exists(path: string): { size: number } | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function fullPath(given: string, home: string): Result<string> {
  const path = given.trim().replace(/^~(?=\/|$)/, home);
  if (isAbsolute(path)) return ok(path);
  return err(
    appError('invalid-input', `${given} is no whole path.`, {
      hint: 'Begin with the root or the home folder: /media/stick/site.age, ~/site.age.',
    }),
  );
}
