import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandRunner } from '../../src/main/core/ssh/ssh-port.ts';
import { removeWithProcesses } from './left-processes.ts';
import { createLocalLink, type LocalLink } from './local-link.ts';
import { createLocalRunner } from './local-runner.ts';

/**
 * Keeps domains as files `DOMID: NAME|UUID|STATE` and does with them what xl does, as far as saving,
 * restoring, pausing and destroying go. At each named moment it runs what a test put into
 * `on-MOMENT`, in its own shell. Every change of state goes into a history that both hosts share.
 */
const fakeXl = `#!/bin/sh
here=$FAKE_XEN; root=$FAKE_ROOT
printf '%s\\n' "$*" >>"$here/calls"
moment() { if [ -f "$here/on-$1" ]; then . "$here/on-$1"; fi; }
put() {
  IFS='|' read -r name uuid old <"$here/domains/$1"
  printf '%s|%s|%s\\n' "$name" "$uuid" "$2" >"$here/new.$$"
  mv "$here/new.$$" "$here/domains/$1"
  printf '%s %s %s\\n' "$FAKE_HOST" "$1" "$2" >>"$root/history"
}
gone() { rm -f "$here/domains/$1"; printf '%s %s gone\\n' "$FAKE_HOST" "$1" >>"$root/history"; }
size=200000
case $1 in
list)
  moment list
  printf 'Name  ID   Mem VCPUs\\tState\\tTime(s)   UUID   Reason-Code\\tSecurity Label\\n'
  for file in "$here"/domains/*; do
    [ -f "$file" ] || continue
    IFS='|' read -r name uuid state <"$file"
    printf '%s  %s  128  1  %s  1.0 %s  -  -\\n' "$name" "\${file##*/}" "$state" "$uuid"
  done ;;
save)
  id=$3
  moment save
  IFS='|' read -r name uuid state <"$here/domains/$id"
  broken() { put "$id" r-----; echo 'Failed to save domain, resuming domain' >&2; exit 1; }
  printf '%-100s' "$uuid $name" || broken
  put "$id" ---ss-
  head -c $((size / 2)) /dev/zero || broken
  moment save-half
  head -c $((size / 2)) /dev/zero || broken
  put "$id" --p---
  moment saved ;;
restore)
  moment restore
  head=$(head -c 100)
  set -- $head
  if [ -z "$1" ]; then echo 'xc: error: Failed to read Record Header from stream' >&2; exit 1; fi
  moment restore-half
  got=$(head -c $size | wc -c)
  if [ "$got" -ne $size ]; then echo 'xc: error: Failed to read Record Header from stream' >&2; exit 1; fi
  uuid=$1; shift
  read -r id <"$here/next"
  echo $((id + 1)) >"$here/next"
  printf '%s|%s|--p---\\n' "$*" "$uuid" >"$here/domains/$id"
  put "$id" --p---
  moment restored ;;
unpause) id=$2; moment unpause; put "$id" r-----; moment unpaused ;;
destroy) moment destroy; gone "$2" ;;
*) moment "$1"; exit 1 ;;
esac
`;

/** Like ssh: a process of its own between two pairs of pipes, and the far end in another session. */
const fakeSsh = `#!NODE
const { spawn } = require('node:child_process');
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const [root, far, shell] = [process.env.FAKE_ROOT, process.env.FAKE_FAR, process.env.FAKE_LOGIN];
appendFileSync(root + '/ssh-calls', JSON.stringify(process.argv.slice(2)) + '\\n');
const refused = existsSync(root + '/refuses') ? readFileSync(root + '/refuses', 'utf8').split(' ') : [];
if (refused.includes('all') || refused.includes(process.argv.at(-2))) {
  process.stderr.write('root@10.77.0.2: Permission denied (publickey).\\n');
  process.exit(255);
}
const env = { PATH: root + '/' + far + '/bin:/usr/bin:/bin', FAKE_XEN: root + '/' + far, FAKE_ROOT: root, FAKE_HOST: far };
const child = spawn(shell, ['-c', process.argv.at(-1)], { env, cwd: root + '/' + far, detached: true });
for (const stream of [child.stdin, process.stdout]) stream.on('error', () => {});
if (existsSync(root + '/noise')) process.stdout.write('Welcome!\\n');
process.stdin.pipe(child.stdin);
child.stdout.pipe(process.stdout);
child.stderr.pipe(process.stderr);
child.on('close', (code) => { process.exitCode = code ?? 255; process.stdin.destroy(); });
`;

export interface FakeXenHost {
  link: LocalLink;
  /** Its folder: the working directory of every command there. */
  folder: string;
  add(domid: number, name: string, uuid: string, state: string): void;
  /** State letters by domid. */
  domains(): Record<string, string>;
  /** Shell text that the fake xl runs at that moment; it may `exit`, `put ID STATE`, or wait. */
  at(moment: string, text: string): void;
  without(tool: string): void;
  calls(): string[];
}

export interface FakeXenPair {
  root: string;
  a: FakeXenHost;
  b: FakeXenHost;
  /** Every change of state on both hosts, in order, as [host, domid, state]. */
  history(): [string, string, string][];
  sshCalls(): string[][];
  /** At these addresses; at all when none is given. */
  refuseLogins(...addresses: string[]): void;
  /** Logins print a greeting where only the command's output should be. */
  greet(): void;
  /** Ends what a test has left running. */
  remove(): void;
}

/** @param shell What /bin/sh is on both hosts: `dash` as it is here, or bash called sh. */
export function createFakeXenPair(shell: 'dash' | 'bash' = 'dash'): FakeXenPair {
  const root = mkdtempSync(join(tmpdir(), 'xen-pair-'));
  let sh = '/bin/sh';
  if (shell === 'bash') {
    sh = join(root, 'sh');
    symlinkSync('/bin/bash', sh);
  }
  writeFileSync(join(root, 'history'), '');
  writeFileSync(join(root, 'ssh-calls'), '');

  function host(name: string, far: string): FakeXenHost {
    const folder = join(root, name);
    for (const each of ['bin', 'domains', 'run', 'etc/auto']) {
      mkdirSync(join(folder, each), { recursive: true });
    }
    const tool = (called: string, text: string) => {
      writeFileSync(join(folder, 'bin', called), text);
      chmodSync(join(folder, 'bin', called), 0o755);
    };
    tool('xl', fakeXl);
    tool('ssh', fakeSsh.replace('NODE', process.execPath));
    writeFileSync(join(folder, 'next'), '20\n');
    writeFileSync(join(folder, 'calls'), '');
    const local = createLocalRunner({
      env: {
        PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
        FAKE_XEN: folder,
        FAKE_ROOT: root,
        FAKE_HOST: name,
        FAKE_FAR: far,
        FAKE_LOGIN: sh,
      },
      cwd: folder,
      shell: [sh, '-c'],
    });
    // The line says /bin/sh; what stands there differs from host to host.
    const asShell = <T extends string>(line: T): T => line.replaceAll('/bin/sh', sh) as T;
    const runner: CommandRunner = {
      exec: (command, options) => local.exec(asShell(command), options),
      open: (command, options) => local.open(asShell(command), options),
    };
    return {
      link: createLocalLink(name, runner),
      folder,
      add: (domid, called, uuid, state) =>
        writeFileSync(join(folder, 'domains', `${domid}`), `${called}|${uuid}|${state}\n`),
      domains: () =>
        Object.fromEntries(
          readdirSync(join(folder, 'domains')).map((domid) => [
            domid,
            readFileSync(join(folder, 'domains', domid), 'utf8')
              .trim()
              .split('|')[2] ?? '',
          ]),
        ),
      at: (moment, text) => writeFileSync(join(folder, `on-${moment}`), `${text}\n`),
      without: (called) => rmSync(join(folder, 'bin', called)),
      calls: () => linesOf(join(folder, 'calls')),
    };
  }

  return {
    root,
    a: host('xen-a', 'xen-b'),
    b: host('xen-b', 'xen-a'),
    history: () =>
      linesOf(join(root, 'history')).map((line) => line.split(' ') as [string, string, string]),
    sshCalls: () => linesOf(join(root, 'ssh-calls')).map((line) => JSON.parse(line) as string[]),
    refuseLogins: (...addresses) =>
      writeFileSync(join(root, 'refuses'), addresses.join(' ') || 'all'),
    greet: () => writeFileSync(join(root, 'noise'), ''),
    remove() {
      removeWithProcesses(root);
    },
  };
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
