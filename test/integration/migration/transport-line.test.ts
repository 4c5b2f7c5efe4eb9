import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  receiveCopyScript,
  runCopyScript,
} from '../../../src/main/core/migration/scripts/run-copy.ts';
import { startMoveScript } from '../../../src/main/core/migration/scripts/start-move.ts';
import {
  knownHostsLine,
  type MoveRoute,
  transportLine,
} from '../../../src/main/core/migration/transport-line.ts';
import { type RemoteScript, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { loginShellLine } from '../../../src/main/core/shell/login-shell-line.ts';
import { createFakeXenPair, type FakeXenPair } from '../../support/fake-xen-pair.ts';
import { runs } from '../../support/properties.ts';

let pair: FakeXenPair;
beforeEach(() => {
  pair = createFakeXenPair();
});
afterEach(() => pair.remove());

const route: MoveRoute = {
  address: '10.77.0.2',
  port: 2222,
  user: 'root',
  hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:x', blob: 'AAAAC3Nz+/=' },
};
/** Says its arguments, each between brackets. */
const sayArguments: RemoteScript = {
  name: 'say',
  text: `printf '[%s]' "$0" "$@"`,
};
const hostile = [
  'web "1" $(reboot) ü',
  "it's",
  '!history',
  'a\nb',
  '\\0041',
  '%s%b',
  '',
  '`id`',
  '-x',
];

/** Runs a transport at the source, where `ssh` leads to the other host, and gives what it printed. */
async function run(
  used: MoveRoute,
  script: RemoteScript,
  args: readonly string[],
): Promise<string> {
  const line = transportLine(used, 'run', true, script, args);
  const ran = await pair.a.link.exec(line);
  if (!ran.ok) throw new Error(ran.error.message);
  expect(ran.value.stderr).toBe('');
  return ran.value.stdout;
}

describe('the way from the source to the target', () => {
  it('runs a script there with just these arguments, whatever they hold', async () => {
    expect(await run(route, sayArguments, hostile)).toBe(
      ['say', ...hostile].map((word) => `[${word}]`).join(''),
    );
  });

  it('is an ssh that trusts the pinned key only, asks nothing, and offers only what is forwarded', async () => {
    await run(route, sayArguments, []);
    const [call = []] = pair.sshCalls();
    const options = call.filter((_, at) => call[at - 1] === '-o');
    expect(options).toEqual(
      expect.arrayContaining([
        'BatchMode=yes',
        'StrictHostKeyChecking=yes',
        'UserKnownHostsFile=run/known_hosts',
        'GlobalKnownHostsFile=/dev/null',
        'HostKeyAlias=stateroom-target',
        'ForwardAgent=no',
        'IdentityFile=none',
      ]),
    );
    expect(call.slice(-6, -1)).toEqual(['-p', '2222', '-l', 'root', '10.77.0.2']);
    expect(knownHostsLine(route)).toBe('stateroom-target ssh-ed25519 AAAAC3Nz+/=');
  });

  it('has options that the real ssh understands', () => {
    const line = transportLine(route, 'run', true, sayArguments, []);
    const asked = line.replace("'ssh'", 'ssh').replace(' ssh ', ' ssh -F none -G ');
    const shown = execFileSync('/bin/sh', ['-c', `mkdir -p run; ${asked}`], {
      cwd: pair.root,
      encoding: 'utf8',
    });
    const settings = shown.split('\n');
    expect(settings).toEqual(
      expect.arrayContaining([
        'hostname 10.77.0.2',
        'port 2222',
        'user root',
        'batchmode yes',
        'stricthostkeychecking true',
        'userknownhostsfile run/known_hosts',
        'hostkeyalias stateroom-target',
        'forwardagent no',
        'clearallforwardings yes',
        'updatehostkeys false',
      ]),
    );
  });

  it('notes its own process, whose bytes are counted', async () => {
    const said = await run(route, { name: 'x', text: 'echo $PPID' }, []);
    expect(readFileSync(join(pair.a.folder, 'run/transport'), 'utf8')).toBe(said);
  });

  it('becomes root at the target where the account is another', async () => {
    const sudo = join(pair.b.folder, 'bin/sudo');
    writeFileSync(sudo, `#!/bin/sh\nprintf '%s ' "$1" "$2"; shift 2; exec "$@"\n`);
    chmodSync(sudo, 0o755);
    const said = await run({ ...route, user: 'admin' }, sayArguments, ['a b']);
    expect(said).toBe('-n -- [say][a b]');
  });

  it('hands over any words at all', async () => {
    const word = fc
      .string({ unit: 'binary', maxLength: 30 })
      .filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) => {
        const said = await run(route, sayArguments, words);
        expect(said).toBe(['say', ...words].map((each) => `[${each}]`).join(''));
      }),
      { numRuns: runs(25) },
    );
  });

  it('fits, with the whole of a stop-and-copy, into what a server takes', () => {
    const id = crypto.randomUUID();
    const directory = `/var/run/stateroom-${id}`;
    const transport = transportLine(
      { ...route, user: 'administrator' },
      directory,
      true,
      receiveCopyScript,
      [id, directory, id],
    );
    const args = [
      directory,
      '65535',
      id,
      knownHostsLine(route),
      runCopyScript.text,
      'x',
      transport,
    ];
    const command = scriptLine(startMoveScript, args);
    const marker = ['a'.repeat(16), 'b'.repeat(16)] as const;
    expect(loginShellLine({ command, marker, sudo: true, keepAgent: true }).ok).toBe(true);
  });
});
