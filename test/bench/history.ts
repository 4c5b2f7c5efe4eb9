import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { round } from './statistics.ts';
import { makeYearOfHistory } from './year-of-history.ts';

const budgetRatio = 1.3;

/** What a year of a large site takes on disk, against the plain JSON of what changed. */
const benchmark: Benchmark = {
  about: 'a year of 1,000 hosts and 20,000 VMs on disk, against the bytes of what changed',
  async run(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-history-'));
    try {
      const path = join(folder, 'site.sqlite');
      progress('writing a year of history');
      const { store, changedBytes, changes } = makeYearOfHistory(path);
      // The log is folded into the file when it is closed.
      store.close();
      const bytes = statSync(path).size;
      return {
        changes,
        changedMiB: round(changedBytes / 2 ** 20),
        sizeMiB: round(bytes / 2 ** 20),
        ratio: round(bytes / changedBytes),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  budget: ({ ratio }) => (Number(ratio) > budgetRatio ? [`ratio over ${budgetRatio}`] : []),
};
export default benchmark;
