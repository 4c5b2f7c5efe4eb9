import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { diffImageItem } from '../../../src/shared/history/diff-image-items.ts';
import {
  type ImageItem,
  imageItemName,
  itemsOf,
  steadyItem,
} from '../../../src/shared/history/image-items.ts';
import type { ImagesOverview } from '../../../src/shared/images/overview.ts';
import { runs } from '../../support/properties.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import {
  digest,
  sampleChannel,
  sampleClientRow,
  sampleManifest,
  sampleRole,
  sampleRolloutRow,
} from '../../support/sample-images.ts';

const servers = ['s1', 's2'].map((id) => ({ id, label: `images ${id}`, root: '/srv/stateless' }));
const letters = fc.constantFrom('a', 'b', 'c');

const someClient = fc
  .record({
    id: fc.constantFrom('web-01', '__proto__', 'ü "1"'),
    desired: letters,
    running: fc.option(letters),
    reportAge: fc.nat(100),
  })
  .map(({ id, desired, running, reportAge }) =>
    sampleClientRow(id, {
      desired: digest(desired),
      running: running === null ? null : digest(running),
      reportAge,
    }),
  );

const someOverview: fc.Arbitrary<ImagesOverview> = fc
  .record({
    images: fc.uniqueArray(letters),
    stable: fc.option(letters),
    clients: fc.uniqueArray(someClient, { selector: ({ id }) => id }),
    rollout: fc.constantFrom('none', 'running', 'halted', 'ended'),
    ms: fc.nat(1000),
    torn: fc.boolean(),
  })
  .map(({ images, stable, clients, rollout, ms, torn }) => ({
    at: ms,
    roles: [sampleRole],
    images: images.map((letter) => ({
      manifest: sampleManifest({ digest: digest(letter) }),
      ...{ bytes: 3_000, desired: 0, previous: 0, running: 0, channels: [], rollouts: [] },
    })),
    packed: [],
    channels: stable === null ? [] : [{ ...sampleChannel, digest: digest(stable) }],
    clients,
    rollouts:
      rollout === 'running' || rollout === 'halted' ? [sampleRolloutRow('r1', rollout, ms)] : [],
    ended:
      rollout === 'ended'
        ? [
            {
              ...sampleRolloutRow('r1', 'done', 0),
              endedAt: 9,
              waves: undefined,
              holder: undefined,
            },
          ]
        : [],
    problems: torn ? [{ path: 'clients/x.json', error: appError('parse-failed', 'torn') }] : [],
  }));

function withHistory<T>(act: (history: Store['history']) => T): T {
  const opened = openStore(':memory:', { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return act(opened.value.history);
  } finally {
    opened.value.close();
  }
}

const byName = (items: readonly ImageItem[]) =>
  new Map(items.map((item) => [imageItemName(item), steadyItem(item)]));

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** One look at a server; what a torn file would have told is as it was. */
function after(
  before: ReadonlyMap<string, ImageItem>,
  server: (typeof servers)[number],
  overview: ImagesOverview,
): Map<string, ImageItem> {
  const seen = byName(itemsOf(server, overview));
  return overview.problems.length === 0 ? seen : new Map([...before, ...seen]);
}

describe('what image servers kept at a past moment', () => {
  const looks = fc.array(fc.tuple(fc.constantFrom(...servers), someOverview), { maxLength: 10 });

  it('is what was seen last up to then, and two moments differ by what is not the same (property)', () => {
    fc.assert(
      fc.property(looks, fc.nat(10), fc.nat(10), (all, from, to) =>
        withHistory((history) => {
          const states = [new Map<string, Map<string, ImageItem>>()];
          for (const [n, [server, overview]] of all.entries()) {
            must(history.appendImages(10 * (n + 1), server, overview));
            const last = states.at(-1) ?? new Map();
            const now = after(last.get(server.id) ?? new Map(), server, overview);
            states.push(new Map([...last, [server.id, now]]));
          }
          const stateOf = (n: number) => states[Math.min(n, all.length)] ?? new Map();
          for (const [n, state] of states.entries()) {
            for (const server of servers) {
              const past = must(history.imagesAt(10 * n + 5, server.id));
              const expected = state.get(server.id);
              if (!expected) expect(past).toBeNull();
              else expect(past && byName(itemsOf(server, past))).toEqual(expected);
            }
          }
          const expected = servers.flatMap(({ id }) => {
            const [before, now] = [stateOf(from).get(id), stateOf(to).get(id)];
            const names = new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])]);
            return [...names].flatMap((name) => {
              const pair = { before: before?.get(name) ?? null, after: now?.get(name) ?? null };
              return diffImageItem({ serverId: id, ...pair }) ?? [];
            });
          });
          const sorted = (changes: typeof expected) =>
            changes.map((one) => JSON.stringify(one)).sort();
          expect(sorted(must(history.diff(10 * from + 5, 10 * to + 5)))).toEqual(sorted(expected));
        }),
      ),
      { numRuns: runs(150) },
    );
  });

  it('says by the clients of that moment who used an image', () => {
    withHistory((history) => {
      const [server] = servers;
      if (!server) throw new Error('there is no server');
      const image = (letter: string) => ({
        manifest: sampleManifest({ digest: digest(letter), importedAt: letter.charCodeAt(0) }),
        ...{ bytes: 3_000, desired: 0, previous: 0, running: 0, channels: [], rollouts: [] },
      });
      const nothing = { roles: [], packed: [], rollouts: [], ended: [], problems: [] };
      const look = (at: number, running: string, stable: string) =>
        must(
          history.appendImages(at, server, {
            ...{ ...nothing, at, images: [image('b'), image('a')] },
            channels: [{ ...sampleChannel, digest: digest(stable) }],
            clients: [
              sampleClientRow('web-01', { desired: digest('b'), running: digest(running) }),
              sampleClientRow('web-02', { running: digest('a') }),
            ],
          }),
        );
      look(10, 'a', 'a');
      look(20, 'b', 'b');
      const uses = (at: number) =>
        must(history.imagesAt(at, server.id))?.images.map((one) => [
          one.manifest.digest[0],
          one.running,
          one.channels,
        ]);
      expect(uses(15)).toEqual([
        ['b', 0, []],
        ['a', 2, ['stable']],
      ]);
      expect(uses(25)).toEqual([
        ['b', 1, ['stable']],
        ['a', 1, []],
      ]);
      const { events } = { events: must(history.find('web-01', 10)) };
      expect(events).toMatchObject([
        { at: 20, change: { kind: 'client', change: 'changed', name: 'web-01' } },
        { at: 10, change: { kind: 'client', change: 'added', hostId: 's1' } },
      ]);
      must(history.appendEvents(30, [{ type: 'image-server-removed', serverId: 's1' }]));
      expect(must(history.imagesAt(35, server.id))).toBeNull();
      expect(uses(25)).toHaveLength(2);
    });
  });
});
