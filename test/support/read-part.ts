import type { SnapshotPart, TextPieces } from '../../src/shared/contract/snapshot-parts.ts';

/** A part of a snapshot as the page reads it. */
export function readPart(part: TextPieces): SnapshotPart {
  return JSON.parse(Buffer.concat(part.map((piece) => Buffer.from(piece as string))).toString());
}
