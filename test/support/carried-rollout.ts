import { carryRollout } from '../../src/main/core/images/carry/carry-rollout.ts';
import type { ClientPort } from '../../src/main/core/images/carry/client-port.ts';
import { noHypervisor } from '../../src/main/core/images/carry/no-hypervisor.ts';
import { openRollout } from '../../src/main/core/images/carry/open-rollout.ts';
import { loadRollout } from '../../src/main/core/images/carry/rollout-file.ts';
import { readState } from '../../src/main/core/images/read-state.ts';
import type { OrderedAct } from '../../src/main/core/images/rollout/rollout-input.ts';
import { type Change, commit } from '../../src/main/core/images/server/commit.ts';
import { appError } from '../../src/shared/app-error.ts';
import { defaultPolicy, type PlanRequest } from '../../src/shared/images/rollout-plan.ts';
import { err } from '../../src/shared/result.ts';
import { createImageServer, type LocalImageServer } from './image-server.ts';
import { createRolloutWorld, type Fate } from './rollout-world.ts';
import { digest, sampleClient, sampleManifest, sampleRole } from './sample-images.ts';

const servers: LocalImageServer[] = [];

/** After each test. */
export function removeCarriedServers(): void {
  for (const server of servers.splice(0)) server.remove();
}

// A machine that stands still for a while makes nobody count as off.
export const carriedPolicy = { ...defaultPolicy, soakSeconds: 0, offline: 'wait' as const };
export const carriedImages = { old: digest('a'), new: digest('b') };

/** An image server in a real shell, and machines that read its files and report to it. */
export async function openCarried(fates: Record<string, Fate>) {
  const server = createImageServer('dash');
  servers.push(server);
  await server.setUp();
  const world = createRolloutWorld(fates, carriedImages);
  const ids = Object.keys(fates);
  const made = await commit(server, [
    { do: 'write', path: 'images/web/role.json', value: sampleRole },
    ...Object.values(carriedImages).map((of): Change => {
      const value = sampleManifest({ digest: of });
      return { do: 'write', path: `images/web/${of}/manifest.json`, value };
    }),
    ...ids.map((id): Change => {
      const group = id.startsWith('canary') ? 'canary' : 'rest';
      return { do: 'write', path: `clients/${id}.json`, value: sampleClient(id, { group }) };
    }),
  ]);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  /** Time passes for the machines, and each that is up reports. */
  let now = 0;
  function pass(): void {
    now += 31_000;
    for (const id of ids) {
      const look = world.look(id, now);
      if (look.kind === 'absent') continue;
      const { kind: _kind, ...said } = look;
      server.put(`reports/${id}.json`, JSON.stringify({ client: id, at: 0, ...said }));
    }
  }
  pass();
  const port: ClientPort = {
    ...noHypervisor,
    prepare: noHypervisor.switchBoot,
    async reboot(orders) {
      for (const { client, act } of orders) {
        const machine = world.of(client.id);
        const file = JSON.parse(server.text(`clients/${client.id}.json`));
        machine.file = file.desired;
        for (const one of file.rejected) machine.rejected.add(one);
        const order: OrderedAct = {
          ...act,
          client: client.id,
          to: null,
          previous: null,
          reject: null,
        };
        world.follow(order, now);
      }
      return new Map(orders.map(({ client }) => [client.id, { outcome: 'done', text: '' }]));
    },
    off: (clients) =>
      new Map(
        [...clients.keys()]
          .filter((id) => world.look(id, now).kind === 'absent')
          .map((id) => [id, 'It is silent.']),
      ),
  };
  const request: PlanRequest = {
    role: 'web',
    digest: carriedImages.new,
    waves: [
      { name: 'canary', pick: { kind: 'group', group: 'canary' } },
      { name: 'rest', pick: { kind: 'rest' } },
    ],
    policy: carriedPolicy,
  };
  async function read() {
    const state = await readState(server);
    if (!state.ok) throw new Error(JSON.stringify(state.error));
    return state.value;
  }
  async function begin(change: Partial<PlanRequest> = {}) {
    const opened = await openRollout(
      server,
      await read(),
      { ...request, ...change },
      {
        id: 'r1',
        by: 'anna',
      },
    );
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  }
  const state = async () => {
    const loaded = await loadRollout(server, 'r1');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return loaded.value.rollout.state;
  };
  /** A console; `kill` ends it at once and for good after so many commands to the server. */
  function carry(
    holder: string,
    options: { kill?: number; rounds?: number; soon?: () => void } = {},
  ) {
    const stop = new AbortController();
    let commands = 0;
    let rounds = 0;
    const killed = new Promise<'killed'>((resolve) => {
      stop.signal.addEventListener('abort', () => {
        if (stop.signal.reason === 'killed') resolve('killed');
      });
    });
    const runner = {
      ...server.runner,
      exec: (...call: Parameters<typeof server.runner.exec>) => {
        if (stop.signal.aborted && stop.signal.reason === 'killed') {
          return Promise.resolve(err(appError('ssh-closed', 'killed')));
        }
        commands++;
        if (commands === options.kill) stop.abort('killed');
        return server.runner.exec(...call);
      },
    };
    const carried = carryRollout({
      place: { ...server, runner },
      id: 'r1',
      holder,
      port: {
        ...port,
        reboot: (...call) =>
          stop.signal.reason === 'killed' ? Promise.resolve(new Map()) : port.reboot(...call),
      },
      signal: stop.signal,
      async pause() {
        pass();
        options.soon?.();
        rounds++;
        if (rounds === options.rounds) stop.abort('left');
      },
      onState() {},
    });
    return { done: Promise.race([carried, killed]), commands: () => commands };
  }
  return { server, world, begin, carry, state, read, pass, port };
}
