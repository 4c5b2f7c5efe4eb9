import { setTimeout as wait } from 'node:timers/promises';
import type { BarePage } from './bare-page.ts';

/** How long a gesture lasts. */
const lastsMs = 4_000;

/** The board's place in the window, and a VM in view to lift; null when there is none. */
function board() {
  const scroller = document.querySelector('.board');
  if (!scroller) return null;
  const { x, y, width, height } = scroller.getBoundingClientRect();
  for (const chip of scroller.querySelectorAll('[data-vm-name]')) {
    const box = chip.getBoundingClientRect();
    const at = { x: box.x + 10, y: box.y + 10 };
    if (document.elementFromPoint(at.x, at.y) === chip) return { x, y, width, height, chip: at };
  }
  return null;
}

/** Asked in each frame: whether the board has stood still for a while, with all cards filled. */
export function isAtRest(): boolean {
  const scroller = document.querySelector('.board');
  if (!scroller) return false;
  const seen = Reflect.get(scroller, 'seen') ?? { top: -1, frames: 0 };
  const still = seen.top === scroller.scrollTop && !scroller.querySelector('[aria-busy]');
  Reflect.set(scroller, 'seen', {
    top: scroller.scrollTop,
    frames: still ? seen.frames + 1 : 0,
  });
  return seen.frames > 20;
}

/** Turns the wheel 25 times a second: some four rows of cards. */
export async function scrollBoard(page: BarePage): Promise<void> {
  const { x, y, width, height } = await page.until(board);
  for (const end = Date.now() + lastsMs; Date.now() < end; ) {
    await page.wheel(x + width / 2, y + height / 2, 120);
    await wait(40);
  }
}

/**
 * Lifts a VM and carries it to and fro over all cards in view, each with its verdict, down to the
 * board's lower edge, where the board scrolls by itself; then puts it back.
 */
export async function dragOverBoard(page: BarePage): Promise<void> {
  const { x, y, width, height, chip } = await page.until(board);
  await page.moveMouse(chip.x, chip.y);
  await page.pressMouse(chip.x, chip.y);
  const start = Date.now();
  for (let part = 0; part < 1; part = (Date.now() - start) / lastsMs) {
    const across = 0.5 + 0.45 * Math.sin(part * 40);
    await page.moveMouse(x + width * across, y + height * (0.1 + 0.9 * part), 1);
    await wait(8);
  }
  const verdicts = await page.evaluate(() => document.querySelectorAll('.verdict').length);
  if (verdicts === 0) throw new Error('nothing was dragged');
  await page.pressEscape();
  await page.releaseMouse(chip.x, chip.y);
}
