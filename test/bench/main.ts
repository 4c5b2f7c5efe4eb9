/** npm run bench [-- NAME…] [--json]: each benchmark prints what it measured; --json: one line each. */
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';

const benchmarks: Record<string, () => Promise<{ default: Benchmark }>> = {
  parse: () => import('./parse.ts'),
  memory: () => import('./memory.ts'),
  board: () => import('./board.ts'),
  migrate: () => import('./migrate.ts'),
  refresh: () => import('./refresh.ts'),
  travel: () => import('./travel.ts'),
  history: () => import('./history.ts'),
  open: () => import('./open.ts'),
  search: () => import('./search.ts'),
  'planner-small': () => import('./planner-small.ts'),
  'planner-large': () => import('./planner-large.ts'),
  samples: () => import('./samples.ts'),
  report: () => import('./report.ts'),
  sla: () => import('./sla.ts'),
  rollout: () => import('./rollout.ts'),
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}

let failed = false;
for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const benchmark = (await benchmarks[name]?.())?.default;
  if (!benchmark) continue;
  try {
    const figures = await benchmark.run((line) => console.error(`  ${name}: ${line}`));
    const missed = benchmark.budget(figures);
    if (values.json)
      console.log(JSON.stringify({ name, ...figures, withinBudget: missed.length === 0 }));
    else {
      console.log(`${name}: ${benchmark.about}`);
      console.table(figures);
      console.log(
        missed.length === 0 ? '  within its budget' : `  OVER ITS BUDGET: ${missed.join('; ')}`,
      );
    }
  } catch (thrown) {
    failed = true;
    console.error(
      `${name} could not be measured: ${thrown instanceof Error ? thrown.stack : thrown}`,
    );
  }
}
process.exit(failed ? 1 : 0);
