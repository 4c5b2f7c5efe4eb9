import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildNodeSide } from '../../scripts/lib/build-node-side.ts';
import { openSampleStore } from '../../src/main/core/samples/sample-store.ts';
import type { Benchmark } from './benchmark.ts';
import { round } from './statistics.ts';
import { firstDay, lastDay, makeYearOfHistory } from './year-of-history.ts';

const budgetMs = 5000;
/** More than this for ten times the hosts, and memory is not flat. */
const budgetGrowthMb = 8;

/**
 * A process of its own, as the command line has it, writes the inventory with every section. Its
 * heap is looked at after a collection at every 500th row of a table, and the most that it grew by
 * counts: with the whole site, and of one with a tenth of its hosts. The peak of resident memory is
 * told as well, garbage and all.
 */
const benchmark: Benchmark = {
  about: 'the whole inventory of 1,000 hosts and 20,000 VMs with a year of history as HTML',
  async run(progress) {
    await buildNodeSide('test/bench/report-writer.ts', 'out/bench', 'es', false);
    const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
    try {
      const large = join(folder, 'large.sqlite');
      progress('writing a year of 1,000 hosts');
      makeYearOfHistory(large).store.close();
      const small = join(folder, 'small.sqlite');
      progress('writing a year of 100 hosts');
      makeYearOfHistory(small, { hosts: 100 }).store.close();
      const samples = join(folder, 'samples.sqlite');
      const opened = openSampleStore(samples, Date.now);
      if (!opened.ok) throw new Error(opened.error.message);
      opened.value.close();
      const page = join(folder, 'site.html');
      const write = async (store: string, collect: boolean) => {
        const { stdout } = await promisify(execFile)(process.execPath, [
          '--disable-warning=ExperimentalWarning',
          '--expose-gc',
          join(import.meta.dirname, '..', '..', 'out', 'bench', 'report-writer.mjs'),
          ...[store, samples, page, String(firstDay), String(lastDay), String(collect)],
        ]);
        return JSON.parse(stdout);
      };
      progress('writing the report');
      const timed = await write(large, false);
      const bytes = statSync(page).size;
      progress('looking at its memory');
      const [heap, smallHeap] = [await write(large, true), await write(small, true)];
      return {
        ms: round(timed.ms),
        mib: round(bytes / 2 ** 20),
        heapMb: round(heap.heapMb),
        heapOfTenthMb: round(smallHeap.heapMb),
        growthMb: round(heap.heapMb - smallHeap.heapMb),
        peakRssMb: round(timed.peakRssMb),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  budget: ({ ms, growthMb }) => [
    ...(Number(ms) > budgetMs ? [`ms ${ms}, at most ${budgetMs}`] : []),
    ...(Number(growthMb) > budgetGrowthMb
      ? [`growthMb ${growthMb}, at most ${budgetGrowthMb}`]
      : []),
  ],
};
export default benchmark;
