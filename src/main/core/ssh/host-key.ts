import { createHash } from 'node:crypto';
import type { HostKey } from '../../../shared/model/connection.ts';
import { wireReader } from './wire.ts';

/** OpenSSH's fingerprint of a public key blob: `SHA256:` and base64 without padding. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The type a public key blob names itself; `unknown` when it is torn. */
export function keyTypeOf(blob: Uint8Array): string {
  try {
    return wireReader(blob).text();
  } catch {
    return 'unknown';
  }
}

export function hostKeyOf(blob: Uint8Array): HostKey {
  return {
    type: keyTypeOf(blob),
    fingerprint: fingerprintOf(blob),
    blob: Buffer.from(blob).toString('base64'),
  };
}

const allAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const;
export type HostKeyAlgorithm = (typeof allAlgorithms)[number];

/**
 * Host key algorithms, best first. One that proves the pinned key comes first, so that a server
 * with several keys shows the one we know instead of one that looks changed.
 */
export function hostKeyAlgorithms(pinned: HostKey | null): readonly HostKeyAlgorithm[] {
  if (!pinned) return allAlgorithms;
  const proves = (algorithm: HostKeyAlgorithm) =>
    algorithm === pinned.type || (pinned.type === 'ssh-rsa' && algorithm.startsWith('rsa-sha2-'));
  return [
    ...allAlgorithms.filter(proves),
    ...allAlgorithms.filter((algorithm) => !proves(algorithm)),
  ];
}
