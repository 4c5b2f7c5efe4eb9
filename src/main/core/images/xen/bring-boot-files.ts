import { createHash } from 'node:crypto';
import { appError } from '../../../../shared/app-error.ts';
import type { Manifest } from '../../../../shared/images/image.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import { readPieceScript } from '../server/scripts/read-piece.ts';
import { askServer, type ServerPlace } from '../server/server-answer.ts';
import { pieceBytes, pieceTimeoutMs, takeBootFile } from './take-boot-file.ts';

/** What is needed to boot an image, besides its root. */
const names = ['vmlinuz', 'initrd.img'] as const;

export interface BootFileCopy {
  server: ServerPlace;
  host: { runner: CommandRunner; label: string };
  manifest: Manifest;
  /** Of that image, in dom0. */
  folder: string;
  /** Of this console. */
  holder: string;
  /** In between it gives way, and goes on when it is asked again. ms since the epoch. */
  until: number;
  signal: AbortSignal;
}

/** `missingBytes`: 0, all of it is there and is what it should be. */
interface BroughtFiles {
  missingBytes: number;
  /** What this call brought. */
  cameBytes: number;
}

/**
 * Whether a manifest is that of its image: an image is named by the checksums of its three files,
 * so that who knows the digest can tell, and needs to trust no server. Pure.
 */
export function provesDigest({ digest, files }: Manifest): boolean {
  const lines = (['initrd.img', 'rootfs.squashfs', 'vmlinuz'] as const).map(
    (name) => `${files[name].sha256}  ${name}\n`,
  );
  return createHash('sha256').update(lines.join('')).digest('hex') === digest;
}

/**
 * Brings the kernel and the initrd of an image to a host, through the two connections that the
 * console has: a dom0 needs neither a way to the image server nor a program that fetches. Piece by
 * piece, so that one that was cut off goes on where it was. Errors: `digest-mismatch`,
 * `disk-full`, `image-not-found`, `command-failed`, and the connections'.
 */
export async function bringBootFiles(copy: BootFileCopy): Promise<Result<BroughtFiles>> {
  const { manifest } = copy;
  if (!provesDigest(manifest)) return err(notThatImage(copy));
  const all = { missingBytes: 0, cameBytes: 0 };
  for (const name of names) {
    const brought = await bringFile(copy, name);
    if (!brought.ok) return brought;
    all.missingBytes += brought.value.missingBytes;
    all.cameBytes += brought.value.cameBytes;
  }
  return ok(all);
}

async function bringFile(
  copy: BootFileCopy,
  name: (typeof names)[number],
): Promise<Result<BroughtFiles>> {
  const { server, host, folder, holder, manifest, until, signal } = copy;
  const { bytes, sha256 } = manifest.files[name];
  const wanted = {
    ...{ host, folder, name, bytes, sha256, holder },
    damagedHint: 'It was damaged on the image server, or on its way. Import the image again.',
  };
  let at = await takeBootFile(wanted, null, signal);
  const begun = at.ok ? at.value : 0;
  const soFar = (now: number) => ok({ missingBytes: bytes - now, cameBytes: now - begun });
  while (at.ok && at.value < bytes) {
    if (Date.now() >= until) return soFar(at.value);
    const from = at.value;
    const piece = await askServer(
      server,
      readPieceScript,
      [manifest.role, manifest.digest, name, String(from), String(pieceBytes)],
      { signal, timeoutMs: pieceTimeoutMs },
    );
    if (!piece.ok) return piece;
    at = await takeBootFile(wanted, { from, base64: piece.value.join('\n') }, signal);
    // It ended before its end: the file is not what its manifest says.
    if (at.ok && at.value <= from) return err(notThatImage(copy));
  }
  return at.ok ? soFar(at.value) : at;
}

function notThatImage({ server, manifest: { role, digest } }: BootFileCopy) {
  return appError(
    'digest-mismatch',
    `What ${server.label} has as image ${digest.slice(0, 12)} of ${role} is not that image.`,
    { hint: 'Its files or its manifest were changed there. Import it again.' },
  );
}
