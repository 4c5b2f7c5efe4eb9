import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { buildNodeSide } from '../../../scripts/lib/build-node-side.ts';
import { carryRollout } from '../../../src/main/core/images/carry/carry-rollout.ts';
import { noHypervisor } from '../../../src/main/core/images/carry/no-hypervisor.ts';
import { openRollout } from '../../../src/main/core/images/carry/open-rollout.ts';
import { createOrderPort } from '../../../src/main/core/images/carry/order-port.ts';
import { readState } from '../../../src/main/core/images/read-state.ts';
import { type Change, commit } from '../../../src/main/core/images/server/commit.ts';
import {
  installTimer,
  lookAtTimer,
  removeTimer,
} from '../../../src/main/core/images/timer/rollout-timer.ts';
import type { Client } from '../../../src/shared/images/client.ts';
import { defaultPolicy } from '../../../src/shared/images/rollout-plan.ts';
import type { RolloutEvent } from '../../../src/shared/images/rollout-state.ts';
import { createImageServer, type LocalImageServer } from '../../support/image-server.ts';
import { digest, sampleClient, sampleManifest, sampleRole } from '../../support/sample-images.ts';
import { until } from '../../support/until.ts';

const bundle = join(import.meta.dirname, '../../../out/timer/advance-rollouts.mjs');
/** The oldest that it is made for can be named: STATEROOM_SERVER_NODE=/path/to/node18. */
const node = process.env.STATEROOM_SERVER_NODE ?? process.execPath;
const servers: LocalImageServer[] = [];
const machines: AbortController[] = [];
beforeAll(() =>
  buildNodeSide(
    'src/main/core/images/timer/advance-rollouts.ts',
    'out/timer',
    'es',
    true,
    'node18',
  ),
);
afterEach(() => {
  for (const machine of machines.splice(0)) machine.abort();
  for (const server of servers.splice(0)) server.remove();
});

/** A server with machines that read their orders there, follow each boot's once, and report. */
async function open(ids: readonly string[], place: Client['place']) {
  const server = createImageServer('dash');
  servers.push(server);
  await server.setUp();
  const images = [digest('a'), digest('b')];
  const made = await commit(server, [
    { do: 'write', path: 'images/web/role.json', value: sampleRole },
    ...images.map((of): Change => {
      const value = sampleManifest({ digest: of });
      return { do: 'write', path: `images/web/${of}/manifest.json`, value };
    }),
    ...ids.map((id): Change => {
      return { do: 'write', path: `clients/${id}.json`, value: sampleClient(id, { place }) };
    }),
  ]);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  server.put('server.json', JSON.stringify({ generation: 0, address: '10.0.0.9' }));
  const boots = new Map(ids.map((id) => [id, 1]));
  const json = (path: string) => JSON.parse(server.text(path));
  function report(id: string, runs: string): void {
    const said = { client: id, digest: runs, bootId: `${id}.${boots.get(id)}`, at: 0 };
    const well = { stateMounted: true, health: 'ok', healthText: '' };
    server.put(`reports/${id}.json`, JSON.stringify({ ...said, ...well }));
  }
  for (const id of ids) report(id, digest('a'));
  const stop = new AbortController();
  machines.push(stop);
  void (async () => {
    while (!stop.signal.aborted) {
      for (const id of ids) {
        const path = `orders/${id}.json`;
        if (!server.has(path) || json(path).bootId !== `${id}.${boots.get(id)}`) continue;
        boots.set(id, (boots.get(id) ?? 0) + 1);
        report(id, json(`clients/${id}.json`).desired);
      }
      await sleep(50);
    }
  })();
  const state = await readState(server);
  if (!state.ok) throw new Error(JSON.stringify(state.error));
  const begun = await openRollout(
    server,
    state.value,
    {
      role: 'web',
      digest: digest('b'),
      waves: [
        { name: 'canary', pick: { kind: 'count', count: 1 } },
        { name: 'rest', pick: { kind: 'rest' } },
      ],
      policy: { ...defaultPolicy, soakSeconds: 0, concurrency: 2 },
    },
    { id: 'r1', by: 'anna' },
  );
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  /** As systemd runs it; what it said. */
  function timer(seconds: number, kill?: AbortSignal): Promise<string> {
    const child = spawn(node, [bundle, server.root, String(seconds)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    return new Promise((resolve) => child.once('close', () => resolve(said)));
  }
  const ended = () => server.has('rollouts/r1/ended.json');
  /** Null: one was put under another name meanwhile. */
  function eventLines(): string[] | null {
    try {
      return server
        .list('rollouts/r1')
        .filter((name) => name.endsWith('.jsonl'))
        .flatMap((name) => server.text(`rollouts/r1/${name}`).trim().split('\n'));
    } catch {
      return null;
    }
  }
  function events(): RolloutEvent[] {
    for (;;) {
      const lines = eventLines();
      if (lines) return lines.filter(Boolean).map((line) => JSON.parse(line));
    }
  }
  return { server, boots, timer, ended, events };
}

it('a rollout that no console carries is carried to its end by the bundle under a real node', async () => {
  const { server, boots, timer, ended, events } = await open(['m1', 'm2', 'm3'], {
    kind: 'bare-metal',
  });
  expect(await timer(3600)).toMatch(/^r1: done$/m);
  expect(ended()).toBe(true);
  expect([...boots.values()]).toEqual([2, 2, 2]);
  expect(new Set(events().map(({ by }) => by.split('@')[0]))).toEqual(new Set(['timer']));
  expect(server.list('leases/rest')).toEqual([]);
  server.checkAudit();
  expect(await timer(1)).toBe('');
});

it('beside a console that wants it too, each step is taken once, whoever has it, and after a kill', async () => {
  const { server, boots, timer, ended, events } = await open(['m1', 'm2', 'm3', 'm4', 'm5', 'm6'], {
    kind: 'bare-metal',
  });
  const stop = new AbortController();
  const kill = new AbortController();
  const first = timer(3600, kill.signal);
  // It is killed in the middle: its lease is still there, and a console takes it by force.
  await until(() => events().length >= 3, 'three steps');
  kill.abort();
  await first;
  const console_ = (async () => {
    for (;;) {
      const carried = await carryRollout({
        ...{ place: server, id: 'r1', holder: 'anna@ops', signal: stop.signal },
        port: createOrderPort(server, noHypervisor),
        pause: () => sleep(30),
        onState: () => {},
      });
      if (carried.ok || carried.error.code !== 'lease-held') return;
      await sleep(30);
    }
  })();
  const acted = () => events().some(({ by }) => by.startsWith('anna'));
  await until(async () => {
    if (acted()) return true;
    // What the killed one has begun may still renew its lease.
    if (!server.text('rollouts/r1/lease.json').includes('anna')) {
      server.put('rollouts/r1/lease.json', '');
    }
    return sleep(500, false);
  }, 'a step of the console');
  while (!ended()) await timer(2);
  await console_;
  expect(new Set(events().map(({ by }) => by.split('@')[0]))).toEqual(new Set(['timer', 'anna']));
  const all = events().map(({ generation }) => generation);
  expect(all).toEqual([...new Set(all)]);
  expect([...boots.values()]).toEqual([2, 2, 2, 2, 2, 2]);
  server.checkAudit();
});

it('a rollout with clients on Xen is left to a console, which alone reaches their hosts', async () => {
  const { timer, events, boots } = await open(['m1'], {
    kind: 'xen-vm',
    uuid: '6b8b4567-327b-43c6-a43c-98695a3c0001',
  });
  expect(await timer(100)).toContain('waits for a console');
  expect(events()).toEqual([]);
  expect([...boots.values()]).toEqual([1]);
});

it('asks nothing of the server’s node that Debian 12’s does not have', () => {
  const text = readFileSync(bundle, 'utf8');
  // What came after Node 18, as far as anybody here would write it.
  const newer =
    /\.(toSorted|toReversed|toSpliced|isWellFormed|toWellFormed)\(|withResolvers|Object\.groupBy|Map\.groupBy|AbortSignal\.any|Array\.fromAsync|import\.meta\.dirname|await using /g;
  expect(text.match(newer)).toBe(null);
  expect(text.match(/^import .* from ["'](?!node:)/gm)).toBe(null);
  execFileSync(node, ['--check', bundle]);
});

it('is installed with its unit files, seen there as this version, and removed without a rest', async () => {
  const server = createImageServer('dash');
  servers.push(server);
  await server.setUp();
  // No systemd runs where tests do: it is asked, and the files are real.
  server.replace('systemctl', () => `echo "$*" >>'${server.folder}/asked'; echo active`);
  const prefix = join(server.folder, 'machine');
  expect(await lookAtTimer(server, prefix)).toMatchObject({ value: { installed: 'none' } });
  expect(await installTimer(server, prefix)).toMatchObject({ ok: true });
  const seen = await lookAtTimer(server, prefix);
  expect(seen).toMatchObject({ value: { installed: 'this', isActive: true } });
  const at = (path: string) => join(prefix, path);
  const service = readFileSync(at('/etc/systemd/system/stateroom-rollouts.service'), 'utf8');
  expect(service).toContain(`"${server.root}"`);
  const files = seen.ok ? seen.value.files : [];
  expect(files.find(({ path }) => path.endsWith('.service'))?.text).toBe(service);
  expect(readFileSync(at('/usr/local/lib/stateroom/advance-rollouts.mjs'))).toEqual(
    readFileSync(bundle),
  );
  const asked = () => readFileSync(join(server.folder, 'asked'), 'utf8');
  expect(asked()).toContain('enable --now stateroom-rollouts.timer');
  // Of another folder, it is another one.
  const other = { ...server, root: `${server.root}-2` };
  expect(await lookAtTimer(other, prefix)).toMatchObject({ value: { installed: 'other' } });
  expect(await removeTimer(server, prefix)).toMatchObject({ ok: true });
  expect(asked()).toContain('disable --now stateroom-rollouts.timer');
  expect(await lookAtTimer(server, prefix)).toMatchObject({ value: { installed: 'none' } });
  expect(existsSync(at('/usr/local/lib/stateroom'))).toBe(false);
});
