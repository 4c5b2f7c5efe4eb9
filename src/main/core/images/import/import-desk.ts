import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { ImportProgress, ImportRequest } from '../../../../shared/images/import.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { importImage } from '../server/image-files.ts';
import type { FollowedPlace } from '../server/server-answer.ts';
import { lookAtFiles, namedFiles } from './look-at-files.ts';
import { sendFiles } from './send-files.ts';

/** Images on their way in. They go on whether or not anybody looks. */
export interface ImportDesk {
  /** Looks at the files first: `invalid-input` and `disk-full` come before anything is written. */
  begin(serverId: string, place: FollowedPlace, request: ImportRequest): Promise<Result<string>>;
  of(serverId: string): ImportProgress[];
  /** Ends one that goes on; forgets one that is over. False: there is none. */
  end(importId: string): boolean;
  close(): Promise<void>;
}

interface Import {
  serverId: string;
  shown: ImportProgress;
  stop: AbortController;
  work: Promise<void>;
}

export function createImportDesk(options: { by: string; newId: () => string }): ImportDesk {
  const all = new Map<string, Import>();

  async function run(
    place: FollowedPlace,
    request: ImportRequest,
    sizes: readonly number[],
    show: (change: Partial<ImportProgress>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { role, digest, origin, title, healthCommand, files } = request;
    const named = namedFiles(files).map((file, at) => ({ ...file, bytes: sizes[at] ?? 0 }));
    const [initrd, rootfs, kernel] = named.map(({ path, bytes }) =>
      files.from === 'here' ? { sentBytes: bytes } : path,
    );
    const sending =
      files.from === 'here'
        ? sendFiles({ files: named, digest, onBytes: (bytes) => show({ bytes }) })
        : null;
    /** Those before the one that is being copied are there whole. */
    const onProgress = (name: string, bytes: number) => {
      const at = named.findIndex((file) => file.name === name);
      const before = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
      if (!sending) show({ bytes: before + bytes });
    };
    const taken = await importImage(
      place,
      {
        ...{ role, digest, origin, by: options.by },
        ...{ initrd: initrd ?? '', rootfs: rootfs ?? '', kernel: kernel ?? '' },
        newRole: { generation: 0, name: role, title, healthCommand, lastRollout: null },
      },
      { signal, onProgress, ...(sending ? { input: sending.bytes } : {}) },
    );
    const failure: AppError | null = sending?.failure() ?? (taken.ok ? null : taken.error);
    if (failure) show({ end: { kind: 'failed', error: failure } });
    else if (taken.ok) show({ end: { kind: 'taken', ...taken.value } });
  }

  return {
    async begin(serverId, place, request) {
      const looked = await lookAtFiles(place, request.files);
      if (!looked.ok) return looked;
      const { files, bytes, freeBytes } = looked.value;
      const bad = files.filter(({ verdict }) => verdict === 'unusable');
      if (bad.length > 0) {
        return err(
          appError('invalid-input', 'These files are no image that a machine could boot.', {
            details: bad.map(({ path, text }) => `${path}: ${text}`).join('\n'),
          }),
        );
      }
      if (freeBytes !== null && bytes >= freeBytes) {
        return err(
          appError('disk-full', `There is no room for it on ${place.label}.`, {
            hint: 'Delete images that nobody uses, or give the server more space.',
            details: `${bytes} bytes are needed, ${freeBytes} are free.`,
          }),
        );
      }
      const id = options.newId();
      const stop = new AbortController();
      const { role, files: asked } = request;
      const one: Import = {
        serverId,
        stop,
        shown: { id, role, from: asked.from, bytes: 0, of: bytes, end: null },
        work: Promise.resolve(),
      };
      all.set(id, one);
      const sizes = files.map((file) => file.bytes ?? 0);
      const show = (change: Partial<ImportProgress>) => {
        one.shown = { ...one.shown, ...change };
      };
      one.work = run(place, request, sizes, show, stop.signal);
      return ok(id);
    },
    of: (serverId) =>
      [...all.values()].filter((one) => one.serverId === serverId).map(({ shown }) => shown),
    end(importId) {
      const one = all.get(importId);
      if (!one) return false;
      if (one.shown.end === null) one.stop.abort();
      else all.delete(importId);
      return true;
    },
    async close() {
      for (const { stop } of all.values()) stop.abort();
      await Promise.all([...all.values()].map(({ work }) => work));
    },
  };
}
