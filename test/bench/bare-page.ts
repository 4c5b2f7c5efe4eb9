import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import type { TraceEvent } from './frame-work.ts';

/**
 * A page of a Chromium of its own, driven by the DevTools protocol alone. Playwright would listen
 * to the page's network, and have every message of its WebSocket copied on its main thread.
 */
export interface BarePage {
  /**
   * Waits until Chromium has done with its own start, which goes on for a second after its first
   * page is there: it has fetched and drawn a page of a server of ours, and rests.
   */
  settle(): Promise<void>;
  goto(url: string): Promise<void>;
  /** Runs in every page that is opened from now on, before its own scripts. */
  atStart(run: () => void): Promise<void>;
  /** Runs in the page, and waits for what it promises. It sees nothing of this side. */
  evaluate<T>(run: () => T | Promise<T>): Promise<T>;
  /** Resolves with the first answer that is neither null nor false, looked for in each frame. */
  until<T>(look: () => T | null | false): Promise<T>;
  /** `buttons`: 1 while the left one is held. */
  moveMouse(x: number, y: number, buttons?: 0 | 1): Promise<void>;
  pressMouse(x: number, y: number): Promise<void>;
  releaseMouse(x: number, y: number): Promise<void>;
  wheel(x: number, y: number, dy: number): Promise<void>;
  pressEscape(): Promise<void>;
  /** Ctrl with a letter. */
  pressWithCtrl(letter: string): Promise<void>;
  /** Types one character into what has the focus. */
  type(character: string): Promise<void>;
  /** What Chromium tells in these categories while something is done. */
  trace(categories: readonly string[], act: () => Promise<void>): Promise<TraceEvent[]>;
  close(): Promise<void>;
}

/** What a Chromium that rests takes of a processor, at most, from one look to the next. */
const restingMs = 10;
const lookEveryMs = 200;

/** Starts Chromium without a window; resolves with the addresses it is driven at. */
async function launch(profile: string) {
  const child = spawn(
    ensureChromium(),
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const browser = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Chromium ended (${code})`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  const list = `http://${new URL(browser).host}/json/list`;
  const targets = await fetch(list).then((answer) => answer.json());
  const { webSocketDebuggerUrl: address } = (
    targets as { type: string; webSocketDebuggerUrl: string }[]
  ).find(({ type }) => type === 'page') ?? { webSocketDebuggerUrl: '' };
  return {
    /** Of its one page, and of itself. */
    address,
    browser,
    async stop() {
      child.kill();
      await gone;
    },
  };
}

type Params = Record<string, unknown>;

async function connect(address: string) {
  const socket = new WebSocket(address, { maxPayload: 0, perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const calls = new Map<number, (message: { result?: Params; error?: Params }) => void>();
  const listeners = new Map<string, (params: Params) => void>();
  let lastId = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.id === undefined) return listeners.get(message.method)?.(message.params);
    calls.get(message.id)?.(message);
    calls.delete(message.id);
  });
  return {
    call: (method: string, params: Params = {}) =>
      new Promise<Params>((resolve, reject) => {
        lastId += 1;
        calls.set(lastId, ({ result, error }) => {
          if (result) resolve(result);
          else reject(new Error(`${method}: ${JSON.stringify(error)}`));
        });
        socket.send(JSON.stringify({ id: lastId, method, params }));
      }),
    on: (event: string, listener: (params: Params) => void) => listeners.set(event, listener),
    close: () => socket.terminate(),
  };
}

export async function openBarePage(size: { width: number; height: number }): Promise<BarePage> {
  const profile = mkdtempSync(join(tmpdir(), 'stateroom-chromium-'));
  const chromium = await launch(profile);
  const { call, on, close } = await connect(chromium.address);
  await call('Page.enable');
  await call('Emulation.setDeviceMetricsOverride', {
    ...size,
    deviceScaleFactor: 1,
    mobile: false,
  });

  const mouse = (type: string, more: Params) =>
    call('Input.dispatchMouseEvent', { type, ...more }).then(() => undefined);

  async function run<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await call('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  const whole = await connect(chromium.browser);

  /** CPU time of all of Chromium's processes, in ms. */
  async function cpuMs(): Promise<number> {
    const { processInfo } = await whole.call('SystemInfo.getProcessInfo');
    const all = processInfo as { cpuTime: number }[];
    return 1000 * all.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  async function settle(): Promise<void> {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>settle</title><p>x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await call('Page.navigate', {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    });
    await run(`new Promise((resolve) => {
      const turn = () => document.title === 'settle' ? resolve(true) : requestAnimationFrame(turn);
      turn();
    })`);
    let before = Number.NEGATIVE_INFINITY;
    for (let resting = 0; resting < 3; ) {
      const now = await cpuMs();
      resting = now - before < restingMs ? resting + 1 : 0;
      before = now;
      await delay(lookEveryMs);
    }
    await call('Page.navigate', { url: 'about:blank' });
    server.closeAllConnections();
    server.close();
  }

  return {
    settle,
    goto: (url) => call('Page.navigate', { url }).then(() => undefined),
    atStart: (script) =>
      call('Page.addScriptToEvaluateOnNewDocument', { source: `(${script})()` }).then(
        () => undefined,
      ),
    evaluate: (script) => run(`(${script})()`),
    until: (look) =>
      run(`new Promise((resolve) => {
        const turn = () => {
          const found = (${look})();
          if (found === null || found === false) requestAnimationFrame(turn);
          else resolve(found);
        };
        turn();
      })`),
    moveMouse: (x, y, buttons = 0) =>
      mouse('mouseMoved', { x, y, button: buttons === 1 ? 'left' : 'none', buttons }),
    pressMouse: (x, y) =>
      mouse('mousePressed', { x, y, button: 'left', buttons: 1, clickCount: 1 }),
    releaseMouse: (x, y) =>
      mouse('mouseReleased', { x, y, button: 'left', buttons: 0, clickCount: 1 }),
    wheel: (x, y, deltaY) => mouse('mouseWheel', { x, y, deltaX: 0, deltaY }),
    async pressEscape() {
      for (const type of ['keyDown', 'keyUp']) {
        await call('Input.dispatchKeyEvent', { type, key: 'Escape', windowsVirtualKeyCode: 27 });
      }
    },
    async pressWithCtrl(letter) {
      const code = `Key${letter.toUpperCase()}`;
      const windowsVirtualKeyCode = letter.toUpperCase().charCodeAt(0);
      for (const type of ['rawKeyDown', 'keyUp']) {
        const key = { key: letter, code, windowsVirtualKeyCode, modifiers: 2 };
        await call('Input.dispatchKeyEvent', { type, ...key });
      }
    },
    async type(character) {
      await call('Input.dispatchKeyEvent', { type: 'keyDown', key: character, text: character });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', key: character });
    },
    async trace(categories, act) {
      const events: TraceEvent[] = [];
      on('Tracing.dataCollected', ({ value }) => events.push(...(value as TraceEvent[])));
      const complete = new Promise((resolve) => on('Tracing.tracingComplete', resolve));
      await call('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: { excludedCategories: ['*'], includedCategories: categories },
      });
      await act();
      await call('Tracing.end');
      await complete;
      return events;
    },
    async close() {
      close();
      whole.close();
      await chromium.stop();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
