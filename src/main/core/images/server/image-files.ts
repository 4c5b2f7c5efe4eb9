import { appError } from '../../../../shared/app-error.ts';
import type { InstalledPackage } from '../../../../shared/images/image.ts';
import { digestSchema, nameSchema } from '../../../../shared/images/names.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parsePackages } from '../parse/parse-packages.ts';
import { deleteImageScript } from './scripts/delete-image.ts';
import { importImageScript } from './scripts/import-image.ts';
import { readPackagesScript } from './scripts/read-packages.ts';
import { askServer, oddAnswer, type ServerPlace } from './server-answer.ts';

/** Large files are copied and compared on the server; that takes its time. */
const importTimeoutMs = 60 * 60_000;

export interface ImportSource {
  role: string;
  /** Absolute paths on the server. */
  initrd: string;
  rootfs: string;
  kernel: string;
  /** What it has to be; null: whatever it is. */
  digest: string | null;
  by: string;
  origin: string;
}

/**
 * Takes an image in; its digest, and whether it was there already. Errors: `image-not-found` (one
 * of the files), `digest-mismatch`, `disk-full`: after each of them, nothing of it is there.
 */
export async function importImage(
  place: ServerPlace,
  source: ImportSource,
  signal?: AbortSignal,
): Promise<Result<{ digest: string; isNew: boolean }>> {
  const wrong = checkName(source.role, source.digest);
  if (wrong) return wrong;
  const { role, digest, initrd, rootfs, kernel, by, origin } = source;
  const words = [role, digest ?? '-', initrd, rootfs, kernel];
  const args = [...words, JSON.stringify(by), JSON.stringify(origin)];
  const answer = await askServer(place, importImageScript, args, {
    timeoutMs: importTimeoutMs,
    ...(signal ? { signal } : {}),
  });
  if (!answer.ok) return answer;
  const said = /^digest ([0-9a-f]{64}) (new|same)$/.exec(answer.value.at(-1) ?? '');
  if (!said) return err(oddAnswer(place.label, answer.value.join('\n')));
  return ok({ digest: said[1] ?? '', isNew: said[2] === 'new' });
}

/** Errors: `in-use` with every user in the details, `image-not-found`. */
export async function deleteImage(
  place: ServerPlace,
  image: { role: string; digest: string; by: string },
): Promise<Result<void>> {
  const wrong = checkName(image.role, image.digest);
  if (wrong) return wrong;
  const args = [image.role, image.digest, JSON.stringify(image.by)];
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
