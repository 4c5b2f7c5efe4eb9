import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import { takeBootFileScript } from './scripts/boot-files.ts';

/** At once, in bytes; and how long that may take. */
export const pieceBytes = 2 * 1024 * 1024;
export const pieceTimeoutMs = 120_000;

/** A file that a dom0 is to have, as it has to be in the end. */
export interface WantedBootFile {
  host: { runner: CommandRunner; label: string };
  /** Of its image, in dom0. */
  folder: string;
  name: string;
  bytes: number;
  sha256: string;
  /** Who brings it. Letters, digits, and `@._:-`. */
  holder: string;
  /** What to do about one that came over damaged. */
  damagedHint: string;
}

/**
 * Gives a host the next piece of a file, or only looks at what it has: how many bytes of it, all of
 * them once it is whole and right. Errors: `digest-mismatch`, `disk-full`, `command-failed`.
 */
export async function takeBootFile(
  wanted: WantedBootFile,
  piece: { from: number; base64: string } | null,
  signal: AbortSignal,
): Promise<Result<number>> {
  const { host, folder, name, bytes, sha256, holder } = wanted;
  const words = [folder, name, sha256, String(bytes), holder, piece ? String(piece.from) : ''];
  const ran = await host.runner.exec(scriptLine(takeBootFileScript, words), {
    timeoutMs: pieceTimeoutMs,
    signal,
    ...(piece ? { stdin: piece.base64 } : {}),
  });
  if (!ran.ok) return ran;
  const said = ran.value.stdout.trim();
  const [word, rest = ''] = said.split(' ');
  if (word === 'have') return ok(bytes);
  if (word === 'at' && /^\d{1,15}$/.test(rest)) return ok(Number(rest));
  if (word === 'full') {
    return err(
      appError('disk-full', `${host.label} has no room for ${name}: ${rest} KiB are free.`, {
        hint: `Make room for ${folder} there.`,
      }),
    );
  }
  if (word === 'wrong') {
    return err(
      appError('digest-mismatch', `${name} did not arrive on ${host.label} as it should be.`, {
        hint: wanted.damagedHint,
        details: `expected ${sha256}\ngot ${rest}`,
      }),
    );
  }
  return err(
    appError('command-failed', `${host.label} could not take ${name}.`, {
      details: ran.value.stderr.trim() || said,
      hint: `Look at ${folder} there, and at the room on its disk.`,
    }),
  );
}
