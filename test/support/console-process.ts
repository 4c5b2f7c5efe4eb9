import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache } from '../../scripts/lib/compile-cache.mjs';
import { leanHeap } from '../../scripts/lib/lean-heap.mjs';

const root = join(import.meta.dirname, '..', '..');

/** The console as a process of its own, in the browser host, as `npm start -- --browser` runs it. */
export interface ConsoleProcess {
  /** The one-time link. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Ends it in order; its data stays. */
  stop(): Promise<void>;
  /** SIGKILL: nothing of it gets a chance to tidy up. */
  kill(): Promise<void>;
}

/** A fresh folder for a console's data, and how to remove it. */
export function makeDataDir(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'stateroom-data-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the console and waits for its link. Rejects with its own output when it ends before. */
export function startConsole(options: {
  dataDir: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** As `npm start` runs it, once built: in one file, answers are not parsed as well, and Node is told what it is told there. */
  asShipped?: boolean;
}): Promise<ConsoleProcess> {
  const env = { ...process.env, ...(options.asShipped ? compileCache : {}), ...options.env };
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(options.asShipped ? leanHeap : []),
      options.asShipped ? 'out/browser-host/main.cjs' : 'src/main/browser-host/main.ts',
      '--no-open',
      ...(options.asShipped ? [] : ['--check']),
      '--data',
      options.dataDir,
      ...(options.args ?? []),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the console ended (${code}):\n${output}`)));
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      output += `${line}\n`;
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(line)?.[0];
      if (url) resolve(consoleProcess(child, gone, url, options.dataDir));
    });
  });
}

function consoleProcess(
  child: ChildProcess,
  gone: Promise<void>,
  url: string,
  dataDir: string,
): ConsoleProcess {
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await gone;
  };
  return { url, dataDir, pid: child.pid ?? 0, stop: end('SIGTERM'), kill: end('SIGKILL') };
}
