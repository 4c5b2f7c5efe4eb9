import type { PackCost } from '../../../../shared/images/image.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { packImageScript, unpackImageScript } from './scripts/pack-image.ts';
import { askServer, oddAnswer, type ServerPlace } from './server-answer.ts';

/** Hundreds of MiB are read, packed and compared. */
const timeoutMs = 30 * 60_000;

interface Packing {
  role: string;
  digest: string;
  /** The version that it is to be a patch of. */
  from: string;
}

function costOf(label: string, lines: readonly string[]): Result<PackCost> {
  const number = (verb: string) => /^(\d{1,15})$/.exec(wordOf(lines, verb))?.[1];
  const whole = number('whole');
  const packed = number('packed');
  if (whole === undefined || packed === undefined) {
    return err(oddAnswer(label, lines.join('\n')));
  }
  return ok({ wholeBytes: Number(whole), packedBytes: Number(packed) });
}

function wordOf(lines: readonly string[], verb: string): string {
  return lines.find((line) => line.startsWith(`${verb} `))?.slice(verb.length + 1) ?? '';
}

/** What an image takes on disk, and what it would as a patch of another. Changes nothing. */
export async function packCost(
  place: ServerPlace,
  { role, digest, from }: Packing,
): Promise<Result<PackCost>> {
  const answer = await askServer(place, packImageScript, [role, digest, from, '-'], { timeoutMs });
  return answer.ok ? costOf(place.label, answer.value) : answer;
}

/** Keeps an image as a patch of another. Errors: `in-use`, `image-not-found`, `disk-full`. */
export async function packImage(
  place: ServerPlace,
  { role, digest, from, by }: Packing & { by: string },
): Promise<Result<PackCost>> {
  const words = [role, digest, from, JSON.stringify(by)];
  const answer = await askServer(place, packImageScript, words, { timeoutMs });
  return answer.ok ? costOf(place.label, answer.value) : answer;
}

/** Makes it whole again. Errors: `digest-mismatch`, `image-not-found`, `disk-full`. */
export async function unpackImage(
  place: ServerPlace,
  { role, digest, by }: { role: string; digest: string; by: string },
): Promise<Result<void>> {
  const words = [role, digest, JSON.stringify(by)];
  const answer = await askServer(place, unpackImageScript, words, { timeoutMs });
  return answer.ok ? ok(undefined) : answer;
}
