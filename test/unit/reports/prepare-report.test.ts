import { afterEach, expect, it, vi } from 'vitest';
import { prepareReport } from '../../../src/main/core/reports/prepare-report.ts';
import { ok } from '../../../src/shared/result.ts';

const head = {
  kind: 'capacity' as const,
  title: '',
  site: '',
  period: { from: 0, to: 0 },
  madeAt: 0,
  timeZone: '',
};

/** A source of so many steps, each of which takes so long by a clock of our own. */
function slowSource(options: { steps: number; eachMs: number; onStep?: (step: number) => void }) {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  function* prepare() {
    for (let step = 1; step <= options.steps; step++) {
      clock += options.eachMs;
      options.onStep?.(step);
      yield;
    }
  }
  return { head, sections: [], prepare: prepare() };
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('what a report needs first leaves everybody else their turn every ten milliseconds', async () => {
  let step = 0;
  const turns: number[] = [];
  const source = slowSource({ steps: 12, eachMs: 3, onStep: (at) => (step = at) });
  let over = false;
  const beat = (): void => {
    turns.push(step);
    if (!over) setImmediate(beat);
  };
  setImmediate(beat);
  expect(await prepareReport(source)).toEqual(ok(undefined));
  over = true;
  expect(turns.slice(0, 3)).toEqual([4, 8, 12]);
});

it('ends at the next turn once it is no longer wanted', async () => {
  const gone = new AbortController();
  let last = 0;
  const source = slowSource({
    steps: 100,
    eachMs: 5,
    onStep(at) {
      last = at;
      if (at === 5) gone.abort();
    },
  });
  await prepareReport(source, gone.signal);
  expect(last).toBe(6);
});
