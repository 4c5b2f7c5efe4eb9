import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltKind, lanAddress, machines } from './machines.ts';
import type { BuildPaths } from './paths.ts';

/** How to reach one machine by ssh. */
export interface SshTarget {
  readonly name: string;
  readonly port: number;
  readonly user: string;
  readonly privateKeyPath: string;
  readonly knownHostsPath: string;
}

/**
 * Arguments of the system's ssh client up to and including the destination. No file of the user is read or written, and no key but
 * the lab's is offered; the host must prove the key that the build gave it.
 */
export function sshArguments(target: SshTarget, extra: readonly string[] = []): string[] {
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    `UserKnownHostsFile="${target.knownHostsPath}"`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    `HostKeyAlias=${target.name}`,
    'KexAlgorithms=curve25519-sha256',
    'ConnectTimeout=20',
    'LogLevel=ERROR',
  ];
  return [
    '-F',
    '/dev/null',
    '-i',
    target.privateKeyPath,
    ...options.flatMap((option) => ['-o', option]),
    ...extra,
    '-p',
    String(target.port),
    `${target.user}@127.0.0.1`,
  ];
}

/** The host's public key as `type base64`, without the comment. */
export function readHostPublicKey(build: BuildPaths, name: string): string {
  return readFileSync(build.hostPublicKey(name), 'utf8').trim().split(' ').slice(0, 2).join(' ');
}

/** Writes the known_hosts file for all machines that are built: by name (our HostKeyAlias) and by LAN address. */
export function writeKnownHosts(runDir: string, buildOf: (kind: BuiltKind) => BuildPaths): void {
  const lines = machines.flatMap((machine) => {
    if (machine.kind === 'bare-metal') return [];
    const build = buildOf(machine.kind);
    if (!existsSync(build.hostPublicKey(machine.name))) return [];
    return [`${machine.name},${lanAddress(machine)} ${readHostPublicKey(build, machine.name)}\n`];
  });
  writeFileSync(join(runDir, 'known_hosts'), lines.join(''));
}
