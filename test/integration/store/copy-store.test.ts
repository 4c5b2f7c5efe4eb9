import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyStore } from '../../../src/main/core/store/copy-store.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost } from '../../support/sample-site.ts';

const script = join(import.meta.dirname, '..', '..', 'support', 'store-writer.ts');
const copies = 15;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A console that writes all the time; resolves once it has written something. */
async function startWriter(path: string) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  let rounds = 0;
  let waiting: { round: number; resolve: () => void } | null = null;
  lines.on('line', (line) => {
    rounds = Number(line) || rounds;
    if (waiting && rounds >= waiting.round) waiting.resolve();
  });
  const reached = (round: number) =>
    new Promise<void>((resolve) => {
      if (rounds >= round) resolve();
      else waiting = { round, resolve };
    });
  child.stdin.write(`${path}\n`);
  await reached(1);
  return {
    rounds: () => rounds,
    reached,
    signal: (name: NodeJS.Signals) => void child.kill(name),
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The VMs' memory in a copy: the writer gives all of them the number of its round. */
function memoryIn(copy: string): Set<number> {
  const store = openStore(copy, { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  expect(store.value.damaged).toBeNull();
  const site = store.value.history.stateAt(Number.MAX_SAFE_INTEGER);
  store.value.close();
  if (!site.ok) throw new Error(site.error.details);
  const vms = Object.values(site.value.vms.h1 ?? {});
  expect(vms).toHaveLength(40);
  return new Set(vms.map(({ memoryMiB }) => memoryMiB));
}

describe('the copy of a store that another console has open', () => {
  it('is one whole moment of it, while that console writes without a pause', async () => {
    const path = join(folder, 'site.sqlite');
    const writer = await startWriter(path);
    try {
      for (let n = 0; n < copies; n++) {
        const before = writer.rounds();
        const copy = join(folder, `copy-${n}.sqlite`);
        // Every second time it is stopped in the midst of whatever it does, and holds still for it.
        const stopped = n % 2 === 1;
        if (stopped) writer.signal('SIGSTOP');
        const whole = await copyStore(path, copy);
        if (whole) {
          const memory = memoryIn(copy);
          expect(memory.size).toBe(1);
          expect(Math.max(...memory)).toBeGreaterThanOrEqual(before);
        }
        if (stopped) expect(whole).toBe(true);
        writer.signal('SIGCONT');
        await writer.reached(before + 20);
      }
    } finally {
      await writer.stop();
    }
  });

  it('has what was not moved into the main file yet, and leaves the console its lock', async () => {
    const path = join(folder, 'site.sqlite');
    const store = openStore(path, { log: recordingLog() });
    if (!store.ok) throw new Error(store.error.message);
    store.value.history.appendEvents(5, [{ type: 'host-put', host: sampleHost() }]);
    expect(await copyStore(path, join(folder, 'copy.sqlite'))).toBe(true);
    const copy = openStore(join(folder, 'copy.sqlite'), { log: recordingLog() });
    if (!copy.ok) throw new Error(copy.error.message);
    const site = copy.value.history.stateAt(5);
    expect(site.ok && Object.keys(site.value.hosts)).toEqual(['h1']);
    copy.value.close();
    expect(openStore(path, { log: recordingLog() })).toMatchObject({
      ok: false,
      error: { code: 'store-unusable' },
    });
    store.value.close();
  });
});
