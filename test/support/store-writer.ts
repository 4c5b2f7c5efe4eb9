import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openStore, type Store } from '../../src/main/core/store/open-store.ts';
import type { Result } from '../../src/shared/result.ts';
import { recordingLog } from './quiet-log.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

/*
 * A console that does nothing but write: `node store-writer.ts`, then the store's path on stdin.
 * Each round is a job in the journal and a batch of the history; it says `N` when they were
 * accepted, and `refused CODE` and ends when one was not.
 */

const vms = 40;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Rounds are counted in what the store has: the next writer goes on where this one was ended. */
function roundsIn(store: Store): number {
  const moments = store.history.moments(1);
  if (!moments.ok) throw new Error(moments.error.details);
  return moments.value[0] ?? 0;
}

/** Of this writer: the one before may have left the job of a round that it did not finish. */
const jobOf = (round: number) => `job${round}-${process.pid}`;

function writeRound(store: Store, round: number): Result<void> {
  const journal = store.journal.open({
    id: jobOf(round),
    spec: { kind: 'power', action: 'start', vm: 'web1', hostId: 'h1' },
    createdAt: round,
  });
  if (!journal.ok) return journal;
  const written = store.history.appendEvents(round, [
    { type: 'host-put', host: sampleHost() },
    ...Array.from({ length: vms }, (_, n) => ({
      type: 'vm-put' as const,
      vm: sampleVm({ name: `vm${n}`, memoryMiB: round }),
    })),
  ]);
  if (!written.ok) return written;
  say(String(round));
  return store.journal.close(jobOf(round - 1), round);
}

function write(path: string): void {
  const opened = openStore(path, { log: recordingLog() });
  if (!opened.ok) {
    say(`refused ${opened.error.code}`);
    return;
  }
  const store = opened.value;
  for (let round = roundsIn(store) + 1; ; round++) {
    const written = writeRound(store, round);
    if (!written.ok) {
      say(`refused ${written.error.code}`);
      // A console goes on without its history: looking back still works.
      const site = store.history.stateAt(round);
      say(`last ${site.ok ? site.value.vms.h1?.vm0?.memoryMiB : site.error.code}`);
      return;
    }
  }
}

say('ready');
createInterface({ input: process.stdin }).once('line', (path) => {
  write(path);
  process.exit(0);
});
