import type { HostKey } from '../../../shared/model/connection.ts';
import type { SshCommand } from './ssh-command.ts';

/** OpenSSH's own lines when it refuses a host key; null when it takes it. */
export function checkHostKey(
  { host, port, options }: SshCommand,
  key: HostKey,
  readFile: (path: string) => string | null,
): string[] | null {
  const strict = (options.get('stricthostkeychecking') ?? 'ask').toLowerCase();
  if (strict === 'no' || strict === 'off' || strict === 'accept-new') return null;
  const name = options.get('hostkeyalias') ?? (port === 22 ? host : `[${host}]:${port}`);
  const files = (options.get('userknownhostsfile') ?? '/root/.ssh/known_hosts').split(/\s+/);
  for (const path of files) {
    const lines = (readFile(path) ?? '').split('\n');
    const at = lines.findIndex((line) => {
      const [names = '', type] = line.split(/\s+/);
      return names.split(',').includes(name) && type === key.type;
    });
    if (at < 0) continue;
    const blob = lines[at]?.split(/\s+/)[2];
    return blob === key.blob ? null : changed(name, key, path, at + 1);
  }
  return [
    `No ED25519 host key is known for ${name} and you have requested strict checking.`,
    'Host key verification failed.',
  ];
}

function changed(name: string, key: HostKey, path: string, line: number): string[] {
  const rule = '@'.repeat(59);
  return [
    rule,
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    rule,
    'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
    'Someone could be eavesdropping on you right now (man-in-the-middle attack)!',
    'It is also possible that a host key has just been changed.',
    'The fingerprint for the ED25519 key sent by the remote host is',
    `${key.fingerprint}.`,
    'Please contact your system administrator.',
    `Add correct host key in ${path} to get rid of this message.`,
    `Offending ED25519 key in ${path}:${line}`,
    `Host key for ${name} has changed and you have requested strict checking.`,
    'Host key verification failed.',
  ];
}
