import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSampleStore, type SampleStore } from '../../src/main/core/samples/sample-store.ts';
import { seededRandom } from '../../src/main/demo/model/seeded-random.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile, round } from './statistics.ts';
import { drawYears } from './year-graph.ts';

const budgetCpuSeconds = 3600;
const budgetYearMs = 100;

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
/** One host in so many is measured, with its VMs; the work of a host is its own. */
const part = 100;
const hosts = 1000 / part;
const vmsPerHost = 20;
const vmsOfYear = 2;

/**
 * A day of usage as 1,000 hosts tell of it, measured on 10 of them and multiplied by 100; then two
 * VMs' year, for the size on disk and the time that the answer to a year's graph takes; then a
 * year's graph in real Chromium, as CPU time of the page's main thread, and from the click to the
 * frame that shows it (wall, which other work on the machine is in).
 */
const benchmark: Benchmark = {
  about:
    'a day of 1,000 hosts and 20,000 VMs at 15 s, kept and rolled up; a year of one VM read and drawn',
  async run(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-samples-'));
    try {
      progress(`writing a day of ${hosts} hosts and ${hosts * vmsPerHost} VMs`);
      const dayPath = join(folder, 'day.sqlite');
      const { cpuSeconds, longestMs } = writeDay(dayPath);
      progress(`writing a year of ${vmsOfYear} VMs`);
      const yearPath = join(folder, 'year.sqlite');
      const year = writeAndReadYear(yearPath);
      progress('drawing a year of one VM in Chromium');
      const drawn = await drawYears();
      return {
        measuredPart: `1/${part}`,
        measuredCpuSeconds: round(cpuSeconds),
        cpuSeconds: round(cpuSeconds * part),
        longestWriteMs: round(longestMs),
        rawDayMiB: round((statSync(dayPath).size * part) / 2 ** 20),
        yearP95Ms: round(year.wallMs),
        yearCpuP95Ms: round(year.cpuMs),
        yearDrawnP95Ms: round(
          quantile(
            drawn.map(({ workMs }) => workMs),
            0.95,
          ),
        ),
        yearWallP95Ms: round(
          quantile(
            drawn.map(({ wallMs }) => wallMs),
            0.95,
          ),
        ),
        kibPerVmYear: round(statSync(yearPath).size / vmsOfYear / 1024),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  budget: ({ cpuSeconds, yearP95Ms, yearDrawnP95Ms }) => [
    ...(Number(cpuSeconds) > budgetCpuSeconds ? [`cpuSeconds over ${budgetCpuSeconds}`] : []),
    ...(Number(yearP95Ms) > budgetYearMs ? [`yearP95Ms over ${budgetYearMs}`] : []),
    ...(Number(yearDrawnP95Ms) > budgetYearMs ? [`yearDrawnP95Ms over ${budgetYearMs}`] : []),
  ],
};
export default benchmark;

function open(path: string, now: () => number): SampleStore {
  const store = openSampleStore(path, now);
  if (!store.ok) throw new Error(store.error.message);
  return store.value;
}

function write(store: SampleStore, keys: readonly string[], at: number, value: () => number): void {
  // No two alike, and none idle: the most there is to keep.
  const rate = () => Math.round(value() * 1e8);
  const entries = keys.map((key) => ({
    key,
    sample: {
      at,
      cpu: value(),
      dom0: key.startsWith('host') ? 0.2 : null,
      memoryMiB: 4096,
      netIn: rate(),
      netOut: rate(),
      diskRead: rate(),
      diskWrite: rate(),
    },
  }));
  const written = store.record(entries);
  if (!written.ok) throw new Error(written.error.message);
}

/** A day and an hour, so that the day itself is rolled up too; the hour counts against the budget. */
function writeDay(path: string): { cpuSeconds: number; longestMs: number } {
  let now = start;
  const store = open(path, () => now);
  const random = seededRandom(1, 'samples');
  const keys = Array.from({ length: hosts }, (_, host) => [
    `host ${host}`,
    ...Array.from({ length: vmsPerHost }, (__, vm) => `vm ${host}-${vm}`),
  ]);
  let longestMs = 0;
  const before = process.cpuUsage();
  for (now = start; now <= start + day + day / 24; now += 15_000) {
    for (const of of keys) {
      const began = performance.now();
      write(store, of, now, () => random.next());
      longestMs = Math.max(longestMs, performance.now() - began);
    }
  }
  store.close();
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, longestMs };
}

/**
 * A year of five-minute samples, its last two days at 15 s; then the year's graph, 20 times: p95 of
 * the time that passed, which other work on the machine is in, and of this process's CPU time, which
 * all of its threads are in.
 */
function writeAndReadYear(path: string): { wallMs: number; cpuMs: number } {
  let now = start;
  const store = open(path, () => now);
  const random = seededRandom(2, 'samples');
  const keys = Array.from({ length: vmsOfYear }, (_, vm) => `vm ${vm}`);
  const end = start + 365 * day;
  while (now < end) {
    write(store, keys, now, () => random.next());
    now += now < end - 2 * day ? 300_000 : 15_000;
  }
  store.close();
  const again = open(path, () => now);
  const times = Array.from({ length: 20 }, () => {
    const before = process.cpuUsage();
    const began = performance.now();
    const answer = again.series('vm 0', { from: start, to: end, points: 1000 });
    const wallMs = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    if (!answer.ok || answer.value.points.every(({ samples }) => samples === 0)) {
      throw new Error('the year has no samples');
    }
    return { wallMs, cpuMs: (user + system) / 1000 };
  });
  again.close();
  const p95 = (of: 'wallMs' | 'cpuMs') =>
    quantile(
      times.map((each) => each[of]),
      0.95,
    );
  return { wallMs: p95('wallMs'), cpuMs: p95('cpuMs') };
}
