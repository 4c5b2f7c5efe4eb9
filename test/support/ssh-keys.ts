import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestKey {
  /** The private key file; the public one is beside it. */
  path: string;
  /** As in authorized_keys. */
  publicLine: string;
  /** Base64. */
  blob: string;
  /** As ssh-keygen prints it. */
  fingerprint: string;
}

/** A key pair by ssh-keygen. */
export function makeKey(
  folder: string,
  name: string,
  options: { type?: 'ed25519' | 'rsa' | 'ecdsa'; passphrase?: string; format?: 'PEM' } = {},
): TestKey {
  const { type = 'ed25519', passphrase = '', format } = options;
  const path = join(folder, name);
  execFileSync('ssh-keygen', [
    ...['-q', '-t', type, '-N', passphrase, '-C', `${name} of the tests`, '-f', path],
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    ...(format ? ['-m', format] : []),
  ]);
  const publicLine = readFileSync(`${path}.pub`, 'utf8').trim();
  const print = execFileSync('ssh-keygen', ['-l', '-f', `${path}.pub`], { encoding: 'utf8' });
  return {
    path,
    publicLine,
    blob: publicLine.split(' ')[1] ?? '',
    fingerprint: print.split(' ')[1] ?? '',
  };
}
