import type { HostKey } from '../../../shared/model/connection.ts';
import {
  type CommandLine,
  commandLine,
  type RemoteScript,
  scriptLine,
} from '../shell/command-line.ts';
import { escaped } from '../shell/login-shell-line.ts';
import type { MoveAddress } from './route-candidates.ts';

/** The way from the source to the target for one move, with what proves that it is the target. */
export interface MoveRoute extends MoveAddress {
  user: string;
  hostKey: HostKey;
}

const hostKeyAlias = 'stateroom-target';

/** The one line of the temporary known_hosts file. */
export function knownHostsLine({ hostKey }: MoveRoute): string {
  return `${hostKeyAlias} ${hostKey.type} ${hostKey.blob}`;
}

/**
 * Puts the transport's pid where the follower looks for its byte counter, then becomes the
 * transport.
 */
const transportScript: RemoteScript = {
  name: 'stateroom-transport',
  text: 'echo $$ >"$1/transport"; shift; exec "$@"',
};

/**
 * A command line for sh at the source that runs a script as root at the target over ssh. Nothing
 * is asked, nothing is trusted but the pinned key, and a dead network is noticed within a minute.
 * @param directory Of this move at the source; holds known_hosts.
 * @param forwarded A key is forwarded: then none of the source's own is offered before it.
 */
export function transportLine(
  route: MoveRoute,
  directory: string,
  forwarded: boolean,
  script: RemoteScript,
  args: readonly string[],
): CommandLine {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${directory}/known_hosts`,
    'GlobalKnownHostsFile=/dev/null',
    `HostKeyAlias=${hostKeyAlias}`,
    'CheckHostIP=no',
    'UpdateHostKeys=no',
    'VerifyHostKeyDNS=no',
    'ConnectTimeout=20',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
    'PreferredAuthentications=publickey',
    'ControlMaster=no',
    'ControlPath=none',
    'ForwardAgent=no',
    'ForwardX11=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    ...(forwarded ? ['IdentitiesOnly=no', 'IdentityFile=none'] : []),
  ];
  return scriptLine(transportScript, [
    directory,
    'ssh',
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    '-p',
    String(route.port),
    '-l',
    route.user,
    route.address,
    atTarget(route.user, script, args),
  ]);
}

/**
 * What the target's login shell is asked, whatever shell it is: single-quoted words without quote,
 * `!`, backslash or line break read alike in all of them, and sh makes the rest of it.
 */
function atTarget(user: string, script: RemoteScript, args: readonly string[]): CommandLine {
  const sudo = user === 'root' ? [] : ['sudo', '-n', '--'];
  const line = commandLine([
    'exec',
    ...sudo,
    '/bin/sh',
    '-c',
    script.text,
    script.name,
    ...args,
  ] as const);
  return commandLine([
    'exec',
    '/bin/sh',
    '-c',
    'eval "$(printf %b "$1")"',
    'stateroom',
    escaped(line),
  ]);
}
