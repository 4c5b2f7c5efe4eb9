import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerClock } from '../../../src/main/core/images/parse/image-server-state.ts';
import {
  parseJsonLines,
  type ServerFile,
} from '../../../src/main/core/images/parse/parse-json-file.ts';
import { parsePackages } from '../../../src/main/core/images/parse/parse-packages.ts';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { beginRollout } from '../../../src/main/core/images/rollout/begin-rollout.ts';
import { foldEvents } from '../../../src/main/core/images/rollout/fold-events.ts';
import { type RolloutEvent, rolloutEventSchema } from '../../../src/shared/images/rollout-state.ts';
import {
  digest,
  sampleChannel,
  sampleClient,
  sampleManifest,
  samplePlan,
  sampleRole,
} from '../../support/sample-images.ts';

const clock: ServerClock = {
  wallMs: 1_790_000_000_000,
  weekday: 2,
  minute: 600,
  bootId: 'boot-of-server',
  uptimeMs: 5_000,
};
const file = (path: string, value: unknown): ServerFile => ({
  path,
  bytes: Buffer.from(`${JSON.stringify(value)}\n`),
});
const plan = samplePlan([['web1'], ['web2']]);
const begun = beginRollout(plan, clock);
const event = (generation: number): RolloutEvent => ({
  generation,
  at: 1,
  by: 'anna',
  head: { ...begun.head, reason: `event ${generation}` },
  clients: {},
  command: null,
});
const whole: ServerFile[] = [
  file('server.json', { generation: 1, address: '10.77.0.9' }),
  file('images/web/role.json', sampleRole),
  file(`images/web/${digest('a')}/manifest.json`, sampleManifest()),
  file('channels/web/stable.json', sampleChannel),
  file('clients/web1.json', sampleClient('web1')),
  file('clients/web2.json', sampleClient('web2')),
  file('reports/web1.json', {
    client: 'web1',
    digest: digest('a'),
    bootId: 'b1',
    stateMounted: true,
    health: 'ok',
    healthText: '',
    at: 1,
  }),
  file('leases/rest/web1.json', { holder: 'r1', since: 1, serverBoot: 'x', expires: 1 }),
  file('rollouts/r1/lease.json', { holder: 'c', since: 1, serverBoot: 'x', expires: 1 }),
  file('rollouts/r1/plan.json', plan),
  file('rollouts/r1/state.json', begun),
  {
    path: 'rollouts/r1/events.jsonl',
    bytes: Buffer.from(`${JSON.stringify(event(1))}\n${JSON.stringify(event(2))}\n`),
  },
];
/** How many things of each kind were understood. */
function counts(state: ReturnType<typeof parseTree>): Record<string, number> {
  const { clock: _clock, problems, settings, ...maps } = state;
  const all = Object.entries(maps).map(([name, map]) => [name, map.size] as const);
  return {
    ...Object.fromEntries(all),
    settings: settings ? 1 : 0,
    problems: problems.length,
  };
}

describe('the files of an image server', () => {
  it('are read into what they say', () => {
    const state = parseTree(clock, whole);
    expect(state.problems).toEqual([]);
    expect(state.clients.get('web1')?.value).toEqual(sampleClient('web1'));
    expect(state.channels.get('web/stable')?.value.digest).toBe(digest('a'));
    expect(state.rollouts.get('r1')?.state).toMatchObject({
      generation: 2,
      head: { reason: 'event 2' },
    });
    expect(state.settings?.value).toMatchObject({ address: '10.77.0.9', httpPort: 80 });
    expect(counts(state)).toMatchObject({ roles: 1, images: 1, reports: 1, leases: 1 });
  });

  it('keep fields that this console does not know', () => {
    const [read] = parseTree(clock, [
      file('clients/web1.json', { ...sampleClient('web1'), rack: 'B4' }),
    ]).clients.values();
    expect(read?.value).toMatchObject({ rack: 'B4' });
  });

  it('may be cut anywhere: the one that was is named, and all the others are read', () => {
    fc.assert(
      fc.property(
        fc.nat(whole.length - 2),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (at, part) => {
          const torn = whole.map((one, index) =>
            index === at
              ? { ...one, bytes: one.bytes.subarray(0, Math.floor((one.bytes.length - 1) * part)) }
              : one,
          );
          const state = parseTree(clock, torn);
          const path = whole[at]?.path ?? '';
          const isRollout = /plan|state\.json/.test(path);
          expect(state.problems.map((problem) => problem.path)).toEqual([
            isRollout ? 'rollouts/r1' : path,
          ]);
          expect(state.problems[0]?.error).toMatchObject({
            code: 'parse-failed',
            hint: expect.any(String),
          });
        },
      ),
    );
  });

  it('may hold any bytes and lie anywhere: nothing is thrown, and nothing passes unseen', () => {
    const name = fc.constantFrom(
      'a',
      'web1',
      'x.json',
      'role.json',
      'manifest.json',
      'constructor',
    );
    const top = fc.constantFrom('images', 'channels', 'clients', 'reports', 'leases');
    const path = fc.tuple(top, name, name, name).map((parts) => parts.join('/'));
    const json = fc.json().map((text) => Buffer.from(text));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), json);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ path, bytes }), { selector: (one) => one.path }),
        (all) => {
          const state = parseTree(clock, [...all, ...whole]);
          expect(counts(state)).toMatchObject({
            ...counts(parseTree(clock, whole)),
            problems: expect.any(Number),
          });
          const ignored = all.filter((one) =>
            /^images\/[^/]+\/(?!role\.json)[^/]+\/(?!manifest\.json)/.test(one.path),
          );
          expect(state.problems.length).toBe(all.length - ignored.length);
        },
      ),
    );
  });

  it('are nobody’s under another name than their own', () => {
    const state = parseTree(clock, [file('clients/web9.json', sampleClient('web1'))]);
    expect(state.clients.size).toBe(0);
    expect(state.problems[0]?.error.message).toMatch(/web9.json is about web1/);
  });

  it('tell of a rollout whose state is another plan’s', () => {
    const other = samplePlan([['web1'], ['web2', 'web3']]);
    const state = parseTree(clock, [
      ...whole.slice(0, -3),
      file('rollouts/r1/plan.json', other),
      ...whole.slice(-2),
    ]);
    expect(state.problems[0]?.error).toMatchObject({ details: 'no state of web3' });
  });
});

describe('the events of a rollout', () => {
  it('are those whose line was written to its end, wherever the file was cut', () => {
    const bytes = Buffer.from([1, 2, 3].map((n) => `${JSON.stringify(event(n))}\n`).join(''));
    for (let length = 0; length <= bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const read = parseJsonLines({ path: 'events.jsonl', bytes: cut }, rolloutEventSchema);
      const ends = cut.filter((byte) => byte === 0x0a).length;
      expect(read.ok && read.value.values.length).toBe(ends);
      expect(read.ok && read.value.torn).toBe(length > 0 && cut.at(-1) !== 0x0a);
    }
  });

  it('with an odd line before the last are an error that names the line', () => {
    const bytes = Buffer.from(
      `${JSON.stringify(event(1))}\n{"gener\n${JSON.stringify(event(2))}\n`,
    );
    expect(parseJsonLines({ path: 'e', bytes }, rolloutEventSchema)).toMatchObject({
      ok: false,
      error: { code: 'parse-failed', message: expect.stringContaining('line 2') },
    });
  });

  it('that the snapshot has in it already are passed over', () => {
    const all = [event(1), event(2), event(3)];
    const snapshot = { ...begun, generation: 2 };
    expect(foldEvents(snapshot, all)).toMatchObject({ value: { generation: 3 } });
    expect(foldEvents({ ...begun, generation: 7 }, all)).toMatchObject({
      value: { generation: 7 },
    });
  });

  it('are not guessed at when one is missing', () => {
    expect(foldEvents(begun, [event(1), event(3)])).toMatchObject({
      ok: false,
      error: { code: 'parse-failed' },
    });
  });
});

describe('a list of packages', () => {
  it('is names and versions; what else stands there is counted', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { packages, odd } = parsePackages(text);
        expect(packages.length + odd).toBe(text.split('\n').filter((line) => line !== '').length);
      }),
    );
    expect(parsePackages('bash\t5.2\nodd\ncurl\t8.1\n')).toEqual({
      packages: [
        { name: 'bash', version: '5.2' },
        { name: 'curl', version: '8.1' },
      ],
      odd: 1,
    });
  });
});
