import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { JobContext } from '../../src/main/core/jobs/define-job.ts';
import { newJob, stepJob } from '../../src/main/core/jobs/job-machine.ts';
import { attendMove, type MoveSpec } from '../../src/main/core/migration/attend-move.ts';
import { launchMove } from '../../src/main/core/migration/launch-move.ts';
import type { MovePorts } from '../../src/main/core/migration/move-ports.ts';
import { settleMove } from '../../src/main/core/migration/settle-move.ts';
import type { RemoteProcess } from '../../src/main/core/ssh/ssh-port.ts';
import type { JournalEntry } from '../../src/main/core/store/job-journal.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { Job } from '../../src/shared/model/job.ts';
import { ok } from '../../src/shared/result.ts';
import { createFakeXenPair, type FakeXenPair } from './fake-xen-pair.ts';
import { recordingLog } from './quiet-log.ts';
import { readHost } from './sample-move.ts';

export const uuid = '11111111-2222-4333-8444-555555555555';
export const hostile = 'web "1" $(reboot) ü';
const pairs: FakeXenPair[] = [];
afterEach(() => {
  for (const pair of pairs.splice(0)) pair.remove();
});

/** A stop-and-copy of domain 7 from xen-a to xen-b, driven as the job drives it. */
export function prepare(shell: 'dash' | 'bash' = 'dash') {
  const pair = createFakeXenPair(shell);
  pairs.push(pair);
  pair.a.add(7, hostile, uuid, 'r-----');
  const id = crypto.randomUUID();
  const spec: MoveSpec = {
    kind: 'move',
    mode: 'stop-and-copy',
    vm: hostile,
    uuid,
    sourceHostId: 'xen-a',
    targetHostId: 'xen-b',
    memoryMiB: 128,
  };
  let job: Job = [{ type: 'check' } as const, { type: 'run', at: Date.now() } as const].reduce(
    stepJob,
    newJob(id, spec, Date.now()),
  );
  const cancelled = new AbortController();
  const closing = new AbortController();
  const entries: JournalEntry[] = [];
  const context: JobContext<MoveSpec> = {
    id,
    spec,
    job: () => job,
    cancelled: cancelled.signal,
    closing: closing.signal,
    now: Date.now,
    journal(step, data = {}) {
      entries.push({ at: Date.now(), step, data });
      return ok(undefined);
    },
    entries: () => entries,
    tell(event) {
      job = stepJob(job, event);
    },
  };
  const channels: RemoteProcess[] = [];
  const links = { 'xen-a': pair.a.link, 'xen-b': pair.b.link };
  const ports: MovePorts = {
    linkOf: (hostId) => links[hostId as keyof typeof links],
    driverOf: () => undefined,
    stateOf: () => ({
      ...emptySite,
      hosts: { 'xen-a': readHost('xen-a'), 'xen-b': readHost('xen-b') },
    }),
    history: { record: () => ok(undefined), between: () => ok([]), latest: () => ok([]) },
    log: recordingLog(),
    now: Date.now,
    runFolder: 'run',
    autostartFolder: 'etc/auto',
  };
  const directory = `run/stateroom-${id}`;
  const status = join(pair.a.folder, directory, 'status');
  let exit: string | null = null;

  async function attend(begin: boolean) {
    const route = {
      address: '10.77.0.2',
      port: 22,
      user: 'root',
      hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:x', blob: 'AAAA' },
    };
    const launch = launchMove(ports, context, null, {
      source: pair.a.link,
      domid: 7,
      route,
      prepared: null,
    });
    const attendance = await attendMove({
      context,
      link: pair.a.link,
      directory,
      start: begin
        ? async () => {
            const opened = await launch.start();
            if (opened.ok) channels.push(opened.value);
            return opened;
          }
        : null,
    });
    exit = existsSync(status) ? readFileSync(status, 'utf8').trim() : null;
    const end = await settleMove(ports, context, { attendance, config: null });
    return { end, attendance };
  }
  return {
    pair,
    id,
    directory,
    cancelled,
    channels,
    job: () => job,
    /** Exit status of the source's half; null: it left none. */
    exit: () => exit,
    run: () => attend(true),
    rejoin: () => attend(false),
    /** Shell text that ends the transport, for `at`. */
    cutTransport: `read -r t <"$root/xen-a/${directory}/transport"; kill "$t"`,
    killWorker: `read -r w <"$root/xen-a/${directory}/pid"; kill -9 "-$w"`,
  };
}

/** At no moment did two copies run, and nothing was destroyed while it was the last. */
export function neverTwice(pair: FakeXenPair): void {
  const states = new Map([['xen-a 7', 'r-----']]);
  for (const [host, domid, state] of pair.history()) {
    if (state === 'gone') states.delete(`${host} ${domid}`);
    else states.set(`${host} ${domid}`, state);
    const running = [...states].filter(([, letters]) => letters === 'r-----');
    expect(running.length, JSON.stringify(pair.history())).toBeLessThanOrEqual(1);
    expect(states.size, JSON.stringify(pair.history())).toBeGreaterThan(0);
  }
}

/** For `at`: from here on xl fails to list, for a second. */
