import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FollowedPlace } from '../../src/main/core/images/server/server-answer.ts';
import { type CommandLine, commandLine } from '../../src/main/core/shell/command-line.ts';
import type { CommandRunner } from '../../src/main/core/ssh/ssh-port.ts';
import { setUpCommands } from '../../src/shared/images/advise-server.ts';
import { findProgram } from './debian-packages.ts';
import { removeWithProcesses } from './left-processes.ts';
import { createLocalRunner } from './local-runner.ts';

/** `busybox`: its sh and all of its own programs; only flock is the machine's. */
export type ServerShell = 'dash' | 'busybox';

export const serverShells = (['dash', 'busybox'] as const).filter((name) => findProgram(name));

/** The image server's scripts in a real shell, on a folder of this machine. */
export interface LocalImageServer extends FollowedPlace {
  readonly folder: string;
  setUp(): Promise<void>;
  file(path: string): string;
  put(path: string, content: string | Uint8Array): void;
  text(path: string): string;
  has(path: string): boolean;
  /** Names in a folder; none if it is not there. */
  list(path: string): string[];
  /** From now on this program is what the script runs under that name; `real` calls the real one. */
  replace(program: string, text: (real: string) => string): void;
  /** Throws if a line of the record was changed or is missing. */
  checkAudit(): number;
  remove(): void;
}

export function createImageServer(
  shell: ServerShell,
  options: { before?: string; root?: string } = {},
): LocalImageServer {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-images-'));
  const root = options.root ?? join(folder, 'srv');
  const replaced = join(folder, 'bin');
  mkdirSync(replaced);
  const path = [replaced];
  if (shell === 'busybox') {
    const applets = join(folder, 'busybox');
    mkdirSync(applets);
    const busybox = findProgram('busybox') ?? '';
    for (const name of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
      if (!existsSync(join(applets, name))) symlinkSync(busybox, join(applets, name));
    }
    if (!existsSync(join(applets, 'flock'))) {
      symlinkSync(findProgram('flock') ?? '', join(applets, 'flock'));
    }
    path.push(applets);
  } else path.push(process.env.PATH ?? '');
  const program = shell === 'busybox' ? join(folder, 'busybox/sh') : (findProgram(shell) ?? '');
  const local = createLocalRunner({
    env: { PATH: path.join(':') },
    shell: [program, '-c'],
  });
  /** The line names /bin/sh, whatever that is here. */
  const inShell = (line: CommandLine) =>
    `${options.before ?? ''} ${line.replace(/^\/bin\/sh /, `${program} `)}` as CommandLine;
  const runner: CommandRunner = {
    exec: (line, execOptions) => local.exec(inShell(line), execOptions),
    open: (line, openOptions) => local.open(inShell(line), openOptions),
  };
  const file = (at: string) => join(root, at);
  const place = { runner, label: 'images', root };
  const list = (at: string) => (existsSync(file(at)) ? readdirSync(file(at)).toSorted() : []);

  return {
    ...place,
    folder,
    file,
    async setUp() {
      for (const words of setUpCommands(root)) {
        const done = await local.exec(commandLine(words as [string, ...string[]]));
        if (!done.ok || done.value.code !== 0) throw new Error(JSON.stringify(done));
      }
    },
    put(at, content) {
      mkdirSync(dirname(file(at)), { recursive: true });
      writeFileSync(file(at), content);
    },
    text: (at) => readFileSync(file(at), 'utf8'),
    has: (at) => existsSync(file(at)),
    list,
    replace(name, text) {
      const real =
        shell === 'busybox' ? join(folder, 'busybox', name) : (findProgram(name) ?? name);
      // Under another name first: the one that was there may be running.
      const made = join(folder, 'replacement');
      writeFileSync(made, `#!/bin/sh\n${text(real)}\n`);
      chmodSync(made, 0o755);
      renameSync(made, join(replaced, name));
    },
    checkAudit() {
      let before = '0'.repeat(64);
      const lines = list('audit').flatMap((name) =>
        readFileSync(file(`audit/${name}`), 'utf8')
          .split('\n')
          .slice(0, -1),
      );
      for (const line of lines) {
        if (JSON.parse(line).before !== before) throw new Error(`not the line after: ${line}`);
        before = createHash('sha256').update(`${line}\n`).digest('hex');
      }
      return lines.length;
    },
    remove: () => removeWithProcesses(folder),
  };
}
