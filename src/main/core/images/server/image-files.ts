import { appError } from '../../../../shared/app-error.ts';
import type { InstalledPackage, Role } from '../../../../shared/images/image.ts';
import { digestSchema, nameSchema } from '../../../../shared/images/names.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parsePackages } from '../parse/parse-packages.ts';
import { deleteImageScript } from './scripts/delete-image.ts';
import { importImageScript } from './scripts/import-image.ts';
import { readPackagesScript } from './scripts/read-packages.ts';
import {
  askServer,
  type FollowedPlace,
  followServer,
  oddAnswer,
  type ServerPlace,
} from './server-answer.ts';

/** A file of the server by its absolute path, or how many bytes of it are sent. */
export type ImageFile = string | { sentBytes: number };

export interface ImportSource {
  role: string;
  initrd: ImageFile;
  rootfs: ImageFile;
  kernel: ImageFile;
  /** What it has to be; null: whatever it is. */
  digest: string | null;
  by: string;
  origin: string;
  /** Put down with it where the role is not there yet. */
  newRole?: Role | null;
}

export interface ImportOptions {
  signal?: AbortSignal;
  /** The files that are sent, in this order: initrd, root, kernel; and `digest HEX` at their end. */
  input?: AsyncIterable<Uint8Array>;
  /** How much of a file is there; from the server, about once a second. */
  onProgress?(name: string, bytes: number): void;
}

/**
 * Takes an image in; its digest, and whether it was there already. Errors: `image-not-found` (one
 * of the files), `digest-mismatch`, `disk-full`, `ssh-closed`: after each of them, nothing of it is
 * there. `cancelled`: what has been copied goes away by itself.
 */
export async function importImage(
  place: FollowedPlace,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<Result<{ digest: string; isNew: boolean }>> {
  const wrong = checkName(source.role, source.digest);
  if (wrong) return wrong;
  const { role, digest, initrd, rootfs, kernel, by, origin, newRole } = source;
  const files = [initrd, rootfs, kernel].map((file) =>
    typeof file === 'string' ? file : `stdin:${file.sentBytes}`,
  );
  const told = [by, origin].map((text) => JSON.stringify(text));
  const args = [role, digest ?? '-', ...files, ...told, newRole ? JSON.stringify(newRole) : '-'];
  const { input, signal, onProgress } = options;
  const answer = await followServer(place, importImageScript, args, {
    onProgress(line) {
      const at = /^at (\S+) (\d{1,15})$/.exec(line);
      if (at) onProgress?.(at[1] ?? '', Number(at[2]));
    },
    ...(input ? { input } : {}),
    ...(signal ? { signal } : {}),
  });
  if (!answer.ok) return answer;
  const said = /^digest ([0-9a-f]{64}) (new|same)$/.exec(answer.value.at(-1) ?? '');
  if (!said) return err(oddAnswer(place.label, answer.value.join('\n')));
  return ok({ digest: said[1] ?? '', isNew: said[2] === 'new' });
}

/** `kept`: whole, or as a patch. Errors: `in-use` with every user in the details, `image-not-found`. */
export async function deleteImage(
  place: ServerPlace,
  image: { role: string; digest: string; by: string; kept: 'images' | 'packed' },
): Promise<Result<void>> {
  const wrong = checkName(image.role, image.digest);
  if (wrong) return wrong;
  const args = [image.role, image.digest, JSON.stringify(image.by), image.kept];
  const answer = await askServer(place, deleteImageScript, args);
  return answer.ok ? ok(undefined) : answer;
}

/** What is installed in an image; null: nobody has listed it. */
export async function readPackages(
  place: ServerPlace,
  image: { role: string; digest: string },
): Promise<Result<InstalledPackage[] | null>> {
  const wrong = checkName(image.role, image.digest);
  if (wrong) return wrong;
  const answer = await askServer(place, readPackagesScript, [image.role, image.digest]);
  if (!answer.ok) return answer;
  const [first, ...lines] = answer.value;
  if (first === 'none') return ok(null);
  if (first !== 'packages') return err(oddAnswer(place.label, first ?? ''));
  return ok(parsePackages(lines.join('\n')).packages);
}

/** They become folders: whatever was typed, nothing else is touched. */
function checkName(role: string, digest: string | null) {
  const isSound =
    nameSchema.safeParse(role).success &&
    (digest === null || digestSchema.safeParse(digest).success);
  return isSound
    ? null
    : err(appError('invalid-input', 'This is no role and digest that an image could have.'));
}
