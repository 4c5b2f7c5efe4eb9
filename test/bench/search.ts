import { openStore } from '../../src/main/core/store/open-store.ts';
import { createSiteSearch } from '../../src/renderer/features/search/search-site.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import { recordingLog } from '../support/quiet-log.ts';
import { type BarePage, openBarePage } from './bare-page.ts';
import type { Benchmark } from './benchmark.ts';
import { firstVm } from './board-opening.ts';
import { quantile, round } from './statistics.ts';
import { makeStoredSite } from './stored-site.ts';

const budgetMs = 50;
/** Names, parts of them, an address, words that fit nothing, words for actions. */
const queries = [
  'service-19-of-700',
  'host-0042',
  'sv7o',
  'of-99 host-0099',
  '00:16:3e:00:12',
  '/dev/vg-guests/service-1',
  'zürich',
  'settings',
  'capacity plan',
];

function paletteThere(): boolean {
  const field = document.querySelector('.palette-field input');
  return field !== null && document.activeElement === field;
}

/** Notes when each key's event began, and when the frame after its answer did. */
function watchKeys(): void {
  const times: number[] = [];
  Reflect.set(window, 'keyTimes', times);
  document.addEventListener(
    'input',
    (event) => {
      const began = event.timeStamp;
      // The frame that shows the answer is over when a task queued in it runs.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => times.push(performance.now() - began);
        port2.postMessage(null);
      });
    },
    true,
  );
}

function answeredKeys(): number {
  return (Reflect.get(window, 'keyTimes') as number[]).length;
}

function keyTimes(): number[] {
  return Reflect.get(window, 'keyTimes') as number[];
}

function clearField(): boolean {
  const field = document.querySelector<HTMLInputElement>('.palette-field input');
  field?.select();
  return field !== null;
}

/** Types as people do: the next key once the last one's answer is on screen. */
async function typeAll(page: BarePage, query: string): Promise<void> {
  await page.evaluate(clearField);
  for (const character of query) {
    const before = await page.evaluate(answeredKeys);
    await page.type(character);
    while ((await page.evaluate(answeredKeys)) === before) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

const figureOf = (times: readonly number[]) => round(quantile(times, 0.95));

function timed(act: () => void): number {
  const started = performance.now();
  act();
  return performance.now() - started;
}

/**
 * What of it is not drawing: comparing, for each beginning of each query, and finding past events
 * in the store, for which the page does not wait. p95 in ms, in this process.
 */
async function partsOf(path: string): Promise<{ matchP95Ms: number; historyP95Ms: number }> {
  const store = openStore(path, { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  const { history } = store.value;
  try {
    const last = await history.loadLast();
    if (!last.ok) throw new Error(last.error.message);
    const search = createSiteSearch({ ...emptySite, ...last.value }, []);
    const typed = queries.flatMap((query) => [...query].map((_, at) => query.slice(0, at + 1)));
    const find = (query: string) => {
      const found = history.find(query, 12);
      if (!found.ok) throw new Error(found.error.message);
    };
    return {
      matchP95Ms: figureOf(typed.map((query) => timed(() => search(query)))),
      historyP95Ms: figureOf(queries.map((query) => timed(() => find(query)))),
    };
  } finally {
    store.value.close();
  }
}

const benchmark: Benchmark = {
  about:
    'the search everywhere on a stored site of 1,000 hosts and 20,000 VMs in Chromium: from a key’s event to the end of the frame that shows its answer, p95 over all keys of several queries',
  async run(progress) {
    progress('writing a year of history');
    const site = await makeStoredSite();
    const shell = await site.start();
    const page = await openBarePage({ width: 1280, height: 800 });
    try {
      await page.goto(shell.url);
      await page.until(firstVm);
      await page.evaluate(watchKeys);
      progress('typing');
      await page.pressWithCtrl('k');
      await page.until(paletteThere);
      for (const query of queries) await typeAll(page, query);
      const times = await page.evaluate(keyTimes);
      await shell.stop();
      return {
        p95Ms: figureOf(times),
        p50Ms: round(quantile(times, 0.5)),
        maxMs: round(Math.max(...times)),
        keys: times.length,
        ...(await partsOf(site.path)),
      };
    } finally {
      await page.close();
      await shell.stop();
      site.remove();
    }
  },
  budget: ({ p95Ms }) => (Number(p95Ms) <= budgetMs ? [] : [`p95Ms ${p95Ms}, at most ${budgetMs}`]),
};
export default benchmark;
