import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { quantile, round } from './statistics.ts';
import { firstDay, lastDay, makeYearOfHistory, seeded } from './year-of-history.ts';

const rounds = 25;
const travelBudgetMs = 300;
const diffBudgetMs = 500;

/** Reads a large site at random moments of a year, and compares random pairs of them. */
const benchmark: Benchmark = {
  about: '1,000 hosts and 20,000 VMs at a random moment of a year, and two such moments compared',
  async run(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-travel-'));
    progress('writing a year of history');
    const { store, changes } = makeYearOfHistory(join(folder, 'site.sqlite'));
    // As a console does before anything can be asked of it.
    if (!(await store.history.loadLast()).ok) throw new Error('the last state cannot be read');
    const random = seeded(2);
    const siteAt = (at: number) => {
      const site = store.history.stateAt(at);
      if (!site.ok) throw new Error(site.error.details);
      return site.value;
    };
    const moment = () => Math.round(firstDay + random() * (lastDay - firstDay));
    const travels: number[] = [];
    const diffs: number[] = [];
    try {
      for (let n = 0; n < rounds; n++) {
        progress(`round ${n + 1} of ${rounds}`);
        const at = moment();
        let started = performance.now();
        siteAt(at);
        travels.push(performance.now() - started);
        const [from, to] = [moment(), moment()];
        started = performance.now();
        const changed = store.history.diff(from, to);
        diffs.push(performance.now() - started);
        if (!changed.ok) throw new Error(changed.error.details);
        if (changed.value.length === 0) throw new Error('two moments of the year do not differ');
      }
    } finally {
      store.close();
      rmSync(folder, { recursive: true });
    }
    return {
      changes,
      travelMs: round(quantile(travels, 0.95)),
      diffMs: round(quantile(diffs, 0.95)),
    };
  },
  budget: ({ travelMs, diffMs }) => [
    ...(Number(travelMs) > travelBudgetMs ? [`travel p95 over ${travelBudgetMs} ms`] : []),
    ...(Number(diffMs) > diffBudgetMs ? [`diff p95 over ${diffBudgetMs} ms`] : []),
  ],
};
export default benchmark;
