import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, findProgram } from './debian-packages.ts';
import { descendantsOf, signalAll } from './process-tree.ts';
import { makeKey, type TestKey } from './ssh-keys.ts';
import { until } from './until.ts';

/** An account that only one sshd knows; nothing of it is in the machine's own /etc. */
export interface TestAccount {
  name: string;
  /** Default: /bin/bash. */
  shell?: string;
  password?: string;
  /** Its line in sudoers, after the name, e.g. `ALL=(ALL) NOPASSWD: ALL`. */
  sudo?: string;
  /** Files of its home folder. */
  files?: Readonly<Record<string, string>>;
}

export interface SshdOptions {
  /** Lines of sshd_config; they win over the defaults here. */
  config?: readonly string[];
  /** Keys that every account accepts. */
  authorized?: readonly TestKey[];
  /** Default: a new ed25519 key. */
  hostKey?: TestKey;
  /** Needs `canHaveAccounts`. `root` is there even if it is not named. */
  accounts?: readonly TestAccount[];
  /** Default: any that is free. */
  port?: number;
}

/** OpenSSH's sshd on 127.0.0.1. */
export interface TestSshd {
  readonly port: number;
  readonly hostKey: TestKey;
  /** Who runs the tests, and so can log in: root with `canHaveAccounts`. */
  readonly user: string;
  /** The server's own log. */
  log(): string;
  /** How often somebody was let in. */
  logins(): number;
  /** The processes of all its sessions. */
  sessions(): number[];
  /** Ends the server and every session. */
  stop(): Promise<void>;
}

/**
 * As root, each sshd runs in namespaces of its own, with its own /etc/passwd, sudoers and /run:
 * so tests have accounts, and whatever happens to a test, nothing of them stays on the machine.
 */
export const canHaveAccounts =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true']).status === 0;

const noAccounts = 'needs accounts of its own: run as root, where mount namespaces are permitted';

/** A test's title; where it is skipped, with the reason. */
export function withAccounts(title: string): string {
  return canHaveAccounts ? title : `${title} [skipped: ${noAccounts}]`;
}

const firstUid = 61_100;

export function ensureSshd(): void {
  ensurePackages({ 'openssh-server': 'sshd', sudo: 'sudo', tcsh: 'tcsh' });
}

export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  ensureSshd();
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-sshd-'));
  // sshd reads the authorized keys as the account that logs in.
  chmodSync(folder, 0o755);
  const hostKey = options.hostKey ?? makeKey(folder, 'host_key');
  const authorized = join(folder, 'authorized_keys');
  writeFileSync(
    authorized,
    (options.authorized ?? []).map(({ publicLine }) => `${publicLine}\n`).join(''),
  );
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...(options.config ?? []),
      `HostKey ${hostKey.path}`,
      `AuthorizedKeysFile ${authorized}`,
      'StrictModes no',
      'PidFile none',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin yes',
      'PrintMotd no',
      'MaxStartups 200',
      'LogLevel VERBOSE',
      '',
    ].join('\n'),
  );
  const launcher = canHaveAccounts ? inNamespaces(folder, options.accounts ?? []) : [];
  if (!canHaveAccounts && options.accounts) throw new Error(noAccounts);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });

  // The port may be somebody else's before it is taken; one that was asked for is free again in a while.
  return until(async () => {
    const port = options.port ?? (await freePort());
    const server = await launch(launcher, folder, port);
    return server && testSshd({ ...server, folder, port, hostKey });
  }, 'a port for sshd');
}

/** The command under which sshd sees an /etc of its own. */
function inNamespaces(folder: string, accounts: readonly TestAccount[]): string[] {
  const named = new Map(accounts.map((account) => [account.name, account]));
  const all: TestAccount[] = [named.get('root') ?? { name: 'root' }];
  all.push(...accounts.filter(({ name }) => name !== 'root'));
  const without = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !all.some(({ name }) => line.startsWith(`${name}:`)));
  const passwd = without('/etc/passwd');
  const shadow = without('/etc/shadow');
  const sudoers = ['Defaults !lecture, !fqdn', 'root ALL=(ALL) NOPASSWD: ALL'];
  for (const [index, { name, shell = '/bin/bash', password, sudo, files = {} }] of all.entries()) {
    const uid = name === 'root' ? 0 : firstUid + index;
    const home = join(folder, 'home', name);
    mkdirSync(home, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text);
    chownSync(home, uid, uid);
    passwd.push(`${name}:x:${uid}:${uid}::${home}:${shell}`);
    shadow.push(`${name}:${password === undefined ? '*' : hashed(password)}:19000:0:99999:7:::`);
    if (sudo !== undefined) sudoers.push(`${name} ${sudo}`);
  }
  const files: Record<string, [lines: string[], mode: number]> = {
    passwd: [passwd, 0o644],
    shadow: [shadow, 0o640],
    sudoers: [sudoers, 0o440],
    'pam.d/sshd': [
      [
        'auth required pam_unix.so',
        'account required pam_unix.so',
        'session required pam_permit.so',
      ],
      0o644,
    ],
  };
  mkdirSync(join(folder, 'etc', 'pam.d'), { recursive: true });
  const binds = Object.entries(files).map(([name, [lines, mode]]) => {
    const path = join(folder, 'etc', name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    chmodSync(path, mode);
    return `mount --bind "$1/etc/${name}" /etc/${name}`;
  });
  const script = [
    'set -e',
    ...binds,
    'mount -t tmpfs tmpfs /run',
    'mkdir /run/sshd',
    'shift',
    'exec "$@"',
  ].join('\n');
  return [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
    ...['sh', '-c', script, 'sh', folder],
  ];
}

/** As in /etc/shadow; Perl is on every Debian, and it has crypt(3). */
function hashed(password: string): string {
  const program = 'print crypt($ARGV[0], q($6$stateroom$))';
  return execFileSync('perl', ['-e', program, password], { encoding: 'utf8' });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

interface Launched {
  child: ChildProcess;
  gone: Promise<void>;
  log(): string;
}

/** Null: the port was taken meanwhile. */
async function launch(
  launcher: readonly string[],
  folder: string,
  port: number,
): Promise<Launched | null> {
  const sshd = findProgram('sshd') ?? 'sshd';
  const [program = sshd, ...args] = [
    ...launcher,
    ...[sshd, '-D', '-e', '-f', join(folder, 'sshd_config')],
    ...['-o', `ListenAddress=127.0.0.1:${port}`],
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let closed = false;
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      closed = true;
      resolve();
    });
  });
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  // Once it is closed all that it said has been read.
  await until(() => log.includes('Server listening on') || closed, 'sshd listens');
  if (log.includes('Server listening on')) return { child, gone, log: () => log };
  if (log.includes('Address already in use')) return null;
  throw new Error(`sshd did not start:\n${log}`);
}

function testSshd(parts: Launched & { folder: string; port: number; hostKey: TestKey }): TestSshd {
  const { child, gone, log, folder, port, hostKey } = parts;
  const pid = child.pid ?? 0;
  /** In namespaces, sshd is the one child of what was started. */
  const server = () => (canHaveAccounts ? (descendantsOf(pid)[0] ?? pid) : pid);
  return {
    port,
    hostKey,
    user: userInfo().username,
    log,
    logins: () => log().match(/^Accepted \S+ for /gm)?.length ?? 0,
    sessions: () => descendantsOf(server()),
    async stop() {
      const all = [...descendantsOf(pid), pid];
      signalAll(all, 'SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
