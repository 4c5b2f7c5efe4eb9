import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { appError } from '../../../../shared/app-error.ts';
import type { RolloutTimer } from '../../../../shared/images/rollout-timer.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import {
  installTimerScript,
  lookAtTimerScript,
  removeTimerScript,
} from '../server/scripts/rollout-timer.ts';
import { askServer, type ServerPlace } from '../server/server-answer.ts';
import { timerPaths, unitFiles } from './unit-files.ts';

/** The oldest Node that the bundle is made for: Debian 12's. */
const oldestNode = 18;

interface Parts {
  bundle: Buffer;
  service: Buffer;
  timer: Buffer;
}

/** Run from its sources the console has it in `out/`, where `npm start` builds it. */
function bundleUrl(): URL {
  const own = import.meta.url;
  return own.endsWith('.ts')
    ? new URL('../../../../../out/timer/advance-rollouts.mjs', own)
    : new URL('../timer/advance-rollouts.mjs', own);
}

async function partsFor(root: string): Promise<Result<Parts>> {
  const { service, timer } = unitFiles(root);
  try {
    const bundle = await readFile(bundleUrl());
    return ok({ bundle, service: Buffer.from(service), timer: Buffer.from(timer) });
  } catch (thrown) {
    return err(
      appError('not-possible-now', 'This console was built without the program for the server.', {
        hint: 'Run `npm run build`, and look again.',
        details: thrown instanceof Error ? thrown.message : String(thrown),
      }),
    );
  }
}

const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What is there, and exactly what would be written and run. `prefix`: before each path, for tests. */
export async function lookAtTimer(place: ServerPlace, prefix = ''): Promise<Result<RolloutTimer>> {
  const parts = await partsFor(place.root);
  if (!parts.ok) return parts;
  const answer = await askServer(place, lookAtTimerScript, [prefix]);
  if (!answer.ok) return answer;
  const word = (verb: string) =>
    answer.value.find((line) => line.startsWith(`${verb} `))?.slice(verb.length + 1) ?? '';
  const sums = new Map(
    answer.value.flatMap((line) => {
      const said = /^sum ([0-9a-f]{64}) (\S+)$/.exec(line);
      return said ? [[said[2] ?? '', said[1] ?? ''] as const] : [];
    }),
  );
  const { bundle, service, timer } = parts.value;
  const own = { bundle, service, timer };
  const names = ['bundle', 'service', 'timer'] as const;
  const isThis = names.every((name) => sums.get(baseOf(timerPaths[name])) === sumOf(own[name]));
  return ok({
    lack: lackOf(word('node'), word('system').split(' '), answer.value.includes('systemd')),
    installed: sums.size === 0 ? 'none' : isThis ? 'this' : 'other',
    isActive: word('active') === 'active',
    lastRun: /ExecMainExitTimestamp=\S/.test(word('last')) ? word('last').trim() : '',
    files: names.map((name) => ({
      path: timerPaths[name],
      text: name === 'bundle' ? null : own[name].toString('utf8'),
      bytes: own[name].length,
    })),
    install: [
      `mkdir -p ${timerPaths.bundle.replace(/\/[^/]*$/, '')}`,
      ...names.map(
        (name) =>
          `dd of=${timerPaths[name]}  # ${own[name].length} bytes, sha256 ${sumOf(own[name])}`,
      ),
      'systemctl daemon-reload',
      'systemctl enable --now stateroom-rollouts.timer',
    ],
    remove: [
      'systemctl disable --now stateroom-rollouts.timer',
      `rm -f ${names.map((name) => timerPaths[name]).join(' ')}`,
      'systemctl daemon-reload',
    ],
  });
}

const baseOf = (path: string) => path.replace(/^.*\//, '');

function lackOf(
  node: string,
  system: readonly string[],
  hasSystemd: boolean,
): RolloutTimer['lack'] {
  if (!hasSystemd) return { what: 'No systemd runs there.', commands: null };
  const major = Number(/^v(\d+)\./.exec(node)?.[1] ?? 0);
  if (major >= oldestNode) return null;
  const what =
    node === ''
      ? 'Node.js is missing there.'
      : `Its Node.js is ${node}: ${oldestNode} or later is needed.`;
  const isDebian = system.includes('debian') || system.includes('ubuntu');
  const isRedHat = ['rhel', 'fedora', 'centos'].some((id) => system.includes(id));
  if (isDebian) {
    const aptGet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '--yes'];
    return {
      what,
      commands: [
        ['apt-get', 'update'],
        [...aptGet, '--no-install-recommends', 'nodejs'],
      ],
    };
  }
  return { what, commands: isRedHat ? [['dnf', 'install', '-y', 'nodejs']] : null };
}

export async function installTimer(place: ServerPlace, prefix = ''): Promise<Result<void>> {
  const parts = await partsFor(place.root);
  if (!parts.ok) return parts;
  const { bundle, service, timer } = parts.value;
  const all = [bundle, service, timer];
  const sizes = all.map((part) => String(part.length));
  const done = await askServer(place, installTimerScript, [prefix, ...sizes], {
    stdin: Buffer.concat(all),
  });
  return done.ok ? ok(undefined) : done;
}

export async function removeTimer(place: ServerPlace, prefix = ''): Promise<Result<void>> {
  const done = await askServer(place, removeTimerScript, [prefix]);
  return done.ok ? ok(undefined) : done;
}
