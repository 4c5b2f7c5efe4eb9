import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vmSampleKey } from '../../src/main/core/samples/sample-keys.ts';
import { openSampleStore } from '../../src/main/core/samples/sample-store.ts';
import { seededRandom } from '../../src/main/demo/model/seeded-random.ts';
import { makeDataDir, startConsole } from '../support/console-process.ts';
import { leaveDemoSite, pausedGuest } from '../support/left-demo-site.ts';
import { type BarePage, openBarePage } from './bare-page.ts';
import { frameCategories, framesOf } from './frame-work.ts';

const root = join(import.meta.dirname, '..', '..');
const day = 86_400_000;
const rounds = 20;

/** A year up to now of one VM, as `samples.sqlite` of a console. */
function writeYear(dataPath: string, uuid: string): void {
  const end = Date.now();
  let now = end - 366 * day;
  const opened = openSampleStore(join(dataPath, 'samples.sqlite'), () => now);
  if (!opened.ok) throw new Error(opened.error.message);
  const random = seededRandom(3, 'samples');
  const key = vmSampleKey({ uuid, hostId: '', name: pausedGuest });
  for (; now < end; now += 300_000) {
    const rate = () => Math.round(random.next() * 1e8);
    const sample = {
      at: now,
      cpu: random.next(),
      dom0: null,
      memoryMiB: 2048,
      netIn: rate(),
      netOut: rate(),
      diskRead: rate(),
      diskWrite: rate(),
    };
    opened.value.record([{ key, sample }]);
  }
  opened.value.close();
}

function theGuest(): { x: number; y: number } | null {
  const chip = document.querySelector('.board [data-vm-name="web-01"]');
  const box = chip?.getBoundingClientRect();
  return box ? { x: box.x + 10, y: box.y + 10 } : null;
}

function openDetails(): true {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }),
  );
  return true;
}

function drawnGraph(): boolean {
  return document.querySelectorAll('.usage-graph-plot canvas').length === 4;
}

/** Puts `chooseRange` into the page: resolves with the time to the frame after all graphs were drawn anew. */
function installChooser(): void {
  const graphs = () => [...document.querySelectorAll('.usage-graph-plot canvas')];
  Reflect.set(window, 'chooseRange', (label: string): Promise<number> => {
    const old = new Set(graphs());
    const began = performance.now();
    document.querySelector<HTMLElement>(`.usage-graph [aria-label="${label}"]`)?.click();
    return new Promise((resolve) => {
      const look = () => {
        const isNew = graphs().length === 4 && graphs().every((canvas) => !old.has(canvas));
        requestAnimationFrame(isNew ? () => resolve(performance.now() - began) : look);
      };
      look();
    });
  });
}
const toMonth = (): Promise<number> => Reflect.get(window, 'chooseRange')('1 mo');
const toYear = (): Promise<number> => Reflect.get(window, 'chooseRange')('1 y');

/** The trace leaves out its last frame. */
function oneFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

/** What the page's main thread worked for one year's graph, and how long it took in all, in ms. */
async function drawYear(page: BarePage): Promise<{ workMs: number; wallMs: number }> {
  await page.evaluate(toMonth);
  let wallMs = 0;
  const trace = await page.trace(frameCategories, async () => {
    wallMs = await page.evaluate(toYear);
    await page.evaluate(oneFrame);
  });
  const workMs = framesOf(trace).reduce((sum, frame) => sum + frame.workMs, 0);
  return { workMs, wallMs };
}

/**
 * One VM's year in real Chromium, again and again: asked of the core, read, sent, and drawn. The
 * console is the one that is shipped, on a site of which no host is there.
 */
export async function drawYears(): Promise<{ workMs: number; wallMs: number }[]> {
  await promisify(execFile)(process.execPath, ['scripts/build.ts', 'renderer'], { cwd: root });
  const data = makeDataDir();
  let page: BarePage | null = null;
  try {
    const { ids, seen } = await leaveDemoSite(data.path);
    const uuid = seen.vms[ids[0] ?? '']?.[pausedGuest]?.uuid;
    if (!uuid) throw new Error(`${pausedGuest} was not seen`);
    writeYear(data.path, uuid);
    const args = ['--site', 'own'];
    const shell = await startConsole({ dataDir: data.path, args, asShipped: true });
    try {
      page = await openBarePage({ width: 1280, height: 800 });
      await page.atStart(installChooser);
      await page.goto(shell.url);
      const { x, y } = await page.until(theGuest);
      await page.pressMouse(x, y);
      await page.releaseMouse(x, y);
      await page.evaluate(openDetails);
      await page.until(drawnGraph);
      const drawn: { workMs: number; wallMs: number }[] = [];
      while (drawn.length < rounds) drawn.push(await drawYear(page));
      return drawn;
    } finally {
      await page?.close();
      await shell.stop();
    }
  } finally {
    data.remove();
  }
}
