import type { BarePage } from './bare-page.ts';

/** How long one opening of the board took, in ms. */
export interface OpenTime {
  /** From the arrival of the site's data in the page. */
  fromData: number;
  /** From the begin of the page itself. */
  fromStart: number;
}

/** The site's data is by far the largest message that comes to the page. */
function noteLargestMessage(): void {
  const note = { length: 0, at: 0 };
  Reflect.set(window, 'largestMessage', note);
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        if (data.length <= note.length) return;
        note.length = data.length;
        note.at = performance.now();
      });
    }
  };
}

/** Where the first VM is once it has been drawn. */
export function firstVm(): { x: number; y: number } | null {
  const box = document.querySelector('.board [data-vm-name]')?.getBoundingClientRect();
  return box ? { x: box.x + 10, y: box.y + 10 } : null;
}

export function isSelected(): boolean {
  return document.querySelector('.board [data-vm-name][aria-selected="true"]') !== null;
}

/** Called before the frame that shows the answer: that one is over when the next begins. */
function times(): Promise<OpenTime> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const data = Reflect.get(window, 'largestMessage') as { at: number };
      const now = performance.now();
      resolve({ fromData: now - data.at, fromStart: now });
    });
  });
}

/** Opens the page anew again and again; each time until a click on a VM was answered on screen. */
export async function openTimes(page: BarePage, url: string, rounds: number): Promise<OpenTime[]> {
  await page.atStart(noteLargestMessage);
  const all: OpenTime[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    await page.goto(url);
    const { x, y } = await page.until(firstVm);
    await page.pressMouse(x, y);
    await page.releaseMouse(x, y);
    await page.until(isSelected);
    all.push(await page.evaluate(times));
  }
  return all;
}
