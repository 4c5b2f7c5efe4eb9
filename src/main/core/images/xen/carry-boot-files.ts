import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { lookAtFiles } from '../../migration/look-at-files.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import { parseXlCfg } from '../../xen/xl/parse-xl-cfg.ts';
import { clientFolder } from './client-folders.ts';
import { readBootPieceScript } from './scripts/boot-files.ts';
import { pieceBytes, pieceTimeoutMs, takeBootFile } from './take-boot-file.ts';

type End = { runner: CommandRunner; label: string };

/** Whether a file of dom0 is a copy of an image's, which its path names by its content. Pure. */
export function isBootFile(path: string, folder = clientFolder): boolean {
  if (!path.startsWith(`${folder}/boot/`)) return false;
  return /^[0-9a-f]{64}\/(?:vmlinuz|initrd\.img)$/.test(path.slice(folder.length + 6));
}

/** Such files that a configuration names for the next start. `source`: bytes as latin1. Pure. */
export function bootFilesIn(source: string, folder = clientFolder): string[] {
  const read = parseXlCfg(source);
  if (!read.ok) return [];
  return ['kernel', 'ramdisk'].flatMap((name) => {
    const value = read.value.get(name);
    return typeof value === 'string' && isBootFile(value, folder) ? [value] : [];
  });
}

/**
 * Brings those of these files that a host lacks from the host that has them, through the console's
 * own two connections, and only whole and of the same checksum. What the source lacks itself, and
 * what the target has of another content, is left: neither is known to be right. How many bytes.
 */
export async function carryBootFiles(
  ends: { source: End; target: End },
  paths: readonly string[],
  holder: string,
  signal: AbortSignal,
): Promise<Result<number>> {
  const wanted = [...new Set(paths)].map((path) => ({ path, compare: true }));
  if (wanted.length === 0) return ok(0);
  const { source, target } = ends;
  const there = await lookAtFiles(target.runner, wanted, signal);
  if (!there.ok) return there;
  const lacking = wanted.filter((_, at) => there.value[at]?.kind === 'missing');
  const here = await lookAtFiles(source.runner, lacking, signal);
  if (!here.ok) return here;
  let brought = 0;
  for (const [at, { path }] of lacking.entries()) {
    const { bytes = null, sha256 = null } = here.value[at] ?? {};
    if (bytes === null || sha256 === null) continue;
    const carried = await carryOne(ends, { path, bytes, sha256, holder }, signal);
    if (!carried.ok) return carried;
    brought += bytes;
  }
  return ok(brought);
}

async function carryOne(
  { source, target }: { source: End; target: End },
  of: { path: string; bytes: number; sha256: string; holder: string },
  signal: AbortSignal,
): Promise<Result<void>> {
  const { path, bytes, sha256, holder } = of;
  const cut = path.lastIndexOf('/');
  const wanted = {
    ...{ host: target, folder: path.slice(0, cut), name: path.slice(cut + 1) },
    ...{ bytes, sha256, holder },
    damagedHint: `Compare it with the one on ${source.label}.`,
  };
  let at = await takeBootFile(wanted, null, signal);
  while (at.ok && at.value < bytes) {
    const from = at.value;
    const ran = await source.runner.exec(
      scriptLine(readBootPieceScript, [path, String(from), String(pieceBytes)]),
      { timeoutMs: pieceTimeoutMs, signal },
    );
    if (!ran.ok) return ran;
    if (ran.value.code === 0) {
      at = await takeBootFile(wanted, { from, base64: ran.value.stdout }, signal);
    }
    if (ran.value.code !== 0 || (at.ok && at.value <= from)) {
      return err(
        appError('command-failed', `${path} could not be read on ${source.label}.`, {
          details: ran.value.stderr.trim(),
        }),
      );
    }
  }
  return at.ok ? ok(undefined) : at;
}
