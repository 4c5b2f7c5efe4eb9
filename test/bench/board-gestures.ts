import { setTimeout as wait } from 'node:timers/promises';
import type { BarePage } from './bare-page.ts';

/** How long a gesture lasts. */
const lastsMs = 4_000;

/** The board's place in the window, and a VM in view to lift; none of a card that is cut off. */
function board() {
  const scroller = document.querySelector('.board');
  if (!scroller) return null;
  const { x, y, width, height } = scroller.getBoundingClientRect();
  const chips = [...scroller.querySelectorAll('[data-vm-name]')];
  const chip = chips.map((one) => one.getBoundingClientRect()).find((box) => box.y > y + 100);
  return chip ? { x, y, width, height, chip: { x: chip.x + 10, y: chip.y + 10 } } : null;
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
