import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSampleStore, type SampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { noTraffic, type Traffic } from '../../../src/shared/samples/series.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A full day's begin, in UTC. */
const start = Date.UTC(2026, 0, 1);

let folder: string;
let path: string;
let now: number;
let store: SampleStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'));
  path = join(folder, 'samples.sqlite');
  now = start;
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function open(): SampleStore {
  const opened = openSampleStore(path, () => now);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function reopen(): void {
  store.close();
  store = open();
}

function record(
  at: number,
  cpu: number | null,
  key = 'vm a',
  traffic: Partial<Traffic> = {},
): void {
  now = at;
  const sample = { at, cpu, dom0: null, memoryMiB: 512, ...noTraffic, ...traffic };
  expect(store.record([{ key, sample }])).toEqual({ ok: true, value: undefined });
}

function recordEvery(stepMs: number, from: number, to: number, cpu: (at: number) => number): void {
  for (let at = from; at < to; at += stepMs) record(at, cpu(at));
}

function series(from: number, to: number, points = 500, key = 'vm a') {
  const answer = store.series(key, { from, to, points });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const total = (points: readonly { samples: number }[]) =>
  points.reduce((sum, { samples }) => sum + samples, 0);

describe('the samples of a site', () => {
  it('gives single samples back at once, and the same ones after a restart', () => {
    recordEvery(15_000, start, start + 7 * minute, (at) => (at - start) / minute);
    const before = series(start, start + 7 * minute);
    expect(total(before.points)).toBe(28);
    expect(before.since).toBe(start);
    expect(before.points[0]?.cpu.min).toBe(0);
    reopen();
    expect(series(start, start + 7 * minute)).toEqual(before);
  });

  it('shows two days without samples as a gap, never as zero', () => {
    recordEvery(minute, start, start + hour, () => 2);
    recordEvery(minute, start + 2 * day, start + 2 * day + hour, () => 4);
    const { points, stepMs } = series(start, start + 3 * day, 200);
    const gap = points.filter(({ at }) => at >= start + hour && at + stepMs <= start + 2 * day);
    expect(gap.length).toBeGreaterThan(10);
    for (const point of gap) {
      expect([point.samples, point.cpu.mean, point.memoryMiB.mean]).toEqual([0, null, null]);
    }
    expect(total(points)).toBe(120);
  });

  it('rolls hours and days up from single samples, so that their p95 is a true one', () => {
    // 6 % of the day at 8 CPUs: in some hours all, over the day more than one in twenty.
    recordEvery(minute, start, start + day + 2 * hour, (at) => (at - start < 0.06 * day ? 8 : 1));
    expect(store.dailyPeaks(start)).toEqual({ ok: true, value: new Map([['vm a', [8, 1]]]) });
    const long = series(start, start + 900 * day, 400).points.find(({ samples }) => samples > 0);
    expect(long?.samples).toBeGreaterThanOrEqual(1440);
    expect(long?.cpu.max).toBe(8);
  });

  it('knows the hour under way as well as those that are over, also after a restart', () => {
    recordEvery(minute, start, start + hour + 30 * minute, (at) => (at - start) / minute);
    const hours = () => series(start - 398 * hour, start + 2 * hour, 401).points.slice(-2);
    const both = [
      { at: start, samples: 60, cpu: { min: 0, max: 59, p95: 56 } },
      { at: start + hour, samples: 30, cpu: { min: 60, max: 89, p95: 88 } },
    ];
    expect(hours()).toMatchObject(both);
    reopen();
    expect(hours()).toMatchObject(both);
    record(start + hour + 31 * minute, 91);
    expect(hours()[1]).toMatchObject({ samples: 31, cpu: { max: 91 } });
  });

  it('keeps the last hour of a VM that was switched off, when its single samples are gone', () => {
    recordEvery(minute, start, start + 2 * hour + 25 * minute, () => 3);
    for (let at = start; at < start + 4 * day; at += 5 * minute) record(at, 1, 'vm b');
    reopen();
    const last = series(start - 397 * hour, start + 3 * hour, 401).points.slice(-3);
    expect(last.map(({ samples }) => samples)).toEqual([60, 60, 25]);
    expect(total(series(start, start + 3 * hour, 1000).points)).toBe(145);
  });

  it('puts a five minutes that a restart has cut in two together again', () => {
    record(start + 10_000, 1);
    reopen();
    record(start + 40_000, 3);
    record(start + 6 * minute, 0);
    const [first] = series(start, start + 100 * 5 * minute, 101).points;
    expect(first?.samples).toBe(2);
    expect(first?.cpu).toEqual({ min: 1, mean: 2, max: 3, p95: 3 });
  });

  it('loses nothing when the clock goes back an hour, nor when it leaps two years and returns', () => {
    recordEvery(minute, start, start + 2 * hour, () => 1);
    recordEvery(minute, start + hour + 30_000, start + 2 * hour + 30_000, () => 3);
    record(start + 730 * day, 5);
    recordEvery(minute, start + 3 * hour, start + 4 * hour, () => 1);
    expect(total(series(start, start + 4 * hour, 1000).points)).toBe(240);
  });

  it('keeps what it has when it is started with the clock years ahead', () => {
    recordEvery(minute, start, start + hour, () => 1);
    now = start + 4000 * day;
    reopen();
    now = start + hour;
    expect(total(series(start, start + hour).points)).toBe(60);
  });

  it('drops single samples after two days and keeps their roll-ups', () => {
    recordEvery(5 * minute, start, start + 4 * day, () => 1);
    reopen();
    now = start + 4 * day;
    expect(total(series(start, start + hour, 100).points)).toBe(12);
    // A clock set back asks the single samples themselves.
    now = start + hour;
    expect(total(series(start, start + hour, 100).points)).toBe(0);
  });

  it('keeps network and disks beside the rest, a gap where only they are unknown', () => {
    for (let at = start; at < start + 2 * day; at += minute) {
      const isKnown = at < start + 12 * hour || at >= start + 18 * hour;
      const traffic = { netIn: 125_000_000, netOut: (at - start) / minute, diskRead: 0 };
      record(at, 1, 'vm a', isKnown ? { ...traffic, diskWrite: null } : {});
    }
    for (const points of [2000, 600, 40]) {
      const { points: made, stepMs } = series(start, start + 2 * day, points);
      const known = made.filter(({ netIn }) => netIn.mean !== null);
      expect(known.length).toBeLessThan(made.length);
      for (const { at, cpu, netIn, diskRead, diskWrite } of made) {
        expect(cpu.mean).toBe(1);
        expect(diskWrite.mean).toBeNull();
        if (at >= start + 12 * hour && at + stepMs <= start + 18 * hour) {
          expect([netIn.max, diskRead.max]).toEqual([null, null]);
        } else if (netIn.max !== null) {
          expect(Math.abs(netIn.max / 125_000_000 - 1)).toBeLessThan(0.0003);
          expect([diskRead.min, diskRead.max]).toEqual([0, 0]);
        }
      }
    }
    const [first] = series(start, start + 31 * day, 32).points;
    expect(first?.netOut.min).toBe(0);
    expect(Math.abs((first?.netOut.max ?? 0) / 1439 - 1)).toBeLessThan(0.0005);
    expect(Math.abs((first?.netOut.p95 ?? 0) / 1386 - 1)).toBeLessThan(0.01);
  });

  it('knows nothing of what never was, and says so', () => {
    const { since, points } = series(start, start + hour, 100, 'host nobody');
    expect(since).toBeNull();
    expect(total(points)).toBe(0);
  });

  it('keeps a host that appeared and vanished, and takes up again where it left off', () => {
    record(start, 1, 'host x');
    recordEvery(minute, start, start + hour, () => 1);
    record(start + hour, 2, 'host x');
    reopen();
    expect(total(series(start, start + 2 * hour, 500, 'host x').points)).toBe(2);
  });

  it('is not taken from another program, and refuses a second console', () => {
    const second = openSampleStore(path, () => now);
    expect(second.ok ? null : second.error.code).toBe('store-unusable');
    const damaged = join(folder, 'damaged.sqlite');
    writeFileSync(damaged, 'no database at all'.repeat(500));
    const fresh = openSampleStore(damaged, () => now);
    expect(fresh.ok).toBe(true);
    if (fresh.ok) fresh.value.close();
  });
});

describe('samples of an earlier version', () => {
  const versionOne = new URL('../../fixtures/stores/samples-version-1.sql', import.meta.url);
  /** They end in mid-hour: a sample every five minutes, as many CPUs as the hour has begun. */
  const end = start + day + 100 * minute;

  beforeEach(() => {
    store.close();
    rmSync(path);
    const database = new DatabaseSync(path);
    database.exec(readFileSync(versionOne, 'utf8'));
    database.close();
    now = end;
    store = open();
  });

  it('are all there, with nothing known of network and disks', () => {
    const { points, since, stepMs } = series(start, start + 26 * hour, 27);
    expect([since, stepMs]).toEqual([start, hour]);
    expect(points.map(({ cpu }) => cpu.max)).toEqual([
      ...Array.from({ length: 24 }, (_, index) => index + 1),
      1,
      2,
    ]);
    expect(
      points.every(({ netIn, diskRead }) => netIn.mean === null && diskRead.mean === null),
    ).toBe(true);
    expect(total(series(end - 100 * minute, end, 200).points)).toBe(20);
    expect(store.dailyPeaks(start)).toEqual({
      ok: true,
      value: new Map([
        ['vm a', [23, 1]],
        ['host h', [46, 2]],
      ]),
    });
  });

  it('are copied first, and go on in rows of this version, each stretch once', () => {
    const copies = readdirSync(folder).filter((name) => name.includes('version-1'));
    expect(copies).toHaveLength(1);
    for (let at = end; at < start + 2 * day; at += 5 * minute) {
      record(at, 7, 'vm a', { netIn: 1000 });
    }
    reopen();
    const { points } = series(start, start + 2 * day, 49);
    expect(total(points)).toBe(2 * 288);
    // The hour that both have written is one, of both.
    const both = points.find(({ at }) => at === start + 25 * hour);
    expect(both).toMatchObject({ samples: 12, cpu: { min: 2, max: 7 }, netIn: { min: 1000 } });
    expect(points.find(({ at }) => at === start + 3 * hour)?.cpu.max).toBe(4);
    expect(points.find(({ at }) => at === start + 30 * hour)).toMatchObject({ samples: 12 });
  });
});
