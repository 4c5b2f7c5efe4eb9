import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from 'playwright/test';
import { build, preview } from 'vite';
import type { AppState } from '../../src/renderer/state/app-state.ts';
import type { MethodName } from '../../src/shared/contract/methods.ts';
import type { SiteEvent } from '../../src/shared/model/site.ts';
import type { FakeCore } from './fake-transport.ts';

/**
 * The real renderer in Chromium, on a core in memory (test/support/renderer):
 *
 *     import { expect, test } from '../support/renderer-page.ts';
 *     test('…', async ({ page, openSite, fake }) => {
 *       await openSite({ scenario: 'broken', hosts: 3, vms: 24, seed: 7 });
 *       await fake.emit([{ type: 'site', kind: 'own' }]);  // what the core might say
 *       const calls = await fake.calls('hosts.add');       // what the page asked of it
 *       const view = await fake.state((state) => state.view);
 *     });
 *
 * Built once per worker, not served by vite's development server: that reloads pages when it
 * finds another dependency.
 */
export interface SiteToOpen {
  scenario?: string;
  hosts?: number;
  vms?: number;
  seed?: number;
  theme?: 'light' | 'dark';
  /** `stepped`: moves go on only by `fake.stepMoves`, so that each phase can be looked at. */
  moves?: 'timed' | 'stepped';
}

export interface FakeHandle {
  emit(events: readonly SiteEvent[]): Promise<void>;
  /** Inputs of the calls of one method, oldest first. */
  calls(method: string): Promise<unknown[]>;
  /** Reads from the app's store. The function runs in the page: it sees nothing of the test. */
  state<T>(read: (state: AppState) => T): Promise<T>;
  setConnected(connected: boolean): Promise<void>;
  /** Calls of this method wait; null: they go on. */
  hold(method: MethodName | null): Promise<void>;
  /** Brings running moves on; a move has 24 steps, its hand-over begins with the 22nd. */
  stepMoves(count: number): Promise<void>;
}

interface FakeWindow {
  fake: { core: FakeCore; store: { getState(): AppState } };
}

function fakeHandle(page: Page): FakeHandle {
  return {
    emit: (events) =>
      page.evaluate((sent) => (window as unknown as FakeWindow).fake.core.emit(sent), events),
    calls: (method) =>
      page.evaluate(
        (wanted) =>
          (window as unknown as FakeWindow).fake.core.calls
            .filter((call) => call.method === wanted)
            .map((call) => call.input),
        method,
      ),
    state: (read) =>
      page.evaluate(`(${read.toString()})(window.fake.store.getState())`) as Promise<
        ReturnType<typeof read>
      >,
    hold: (method) =>
      page.evaluate((name) => (window as unknown as FakeWindow).fake.core.hold(name), method),
    stepMoves: async (count) => {
      // The click that starts a move has not reached the core when it returns.
      await page.waitForFunction(() =>
        (window as unknown as FakeWindow).fake.core.movesAreUnderWay(),
      );
      await page.evaluate(
        (steps) => (window as unknown as FakeWindow).fake.core.stepMoves(steps),
        count,
      );
    },
    setConnected: (connected) =>
      page.evaluate(
        (now) => (window as unknown as FakeWindow).fake.core.setConnected(now),
        connected,
      ),
  };
}

const configFile = fileURLToPath(new URL('./renderer/vite.config.ts', import.meta.url));

export const test = base.extend<
  { openSite: (site?: SiteToOpen) => Promise<void>; fake: FakeHandle; pageErrors: string[] },
  { rendererUrl: string }
>({
  rendererUrl: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      // A folder of its own: another run may be serving from the usual one.
      const outDir = mkdtempSync(join(tmpdir(), 'stateroom-renderer-'));
      const options = { configFile, logLevel: 'warn', build: { outDir } } as const;
      await build(options);
      const server = await preview({
        ...options,
        preview: { host: '127.0.0.1', port: 0, strictPort: false },
      });
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  /** What went wrong in the page by itself; a test fails for it. */
  pageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        // Chromium asks for /favicon.ico, which the fake page has none of.
        if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) {
          errors.push(message.text());
        }
      });
      await use(errors);
      if (errors.length > 0) throw new Error(`The page reported: ${errors.join('\n')}`);
    },
    { auto: true },
  ],
  openSite: async ({ page, rendererUrl }, use) => {
    await use(async (site = {}) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(site)) query.set(name, String(value));
      await page.goto(`${rendererUrl}?${query}`);
      await page.locator('.shell').waitFor();
    });
  },
  fake: async ({ page }, use) => {
    await use(fakeHandle(page));
  },
});

export { expect } from 'playwright/test';
