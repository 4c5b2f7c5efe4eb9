import type { DomainRow } from '../host/domain-rows.ts';
import { domainRows } from '../host/domain-rows.ts';
import type { Call, Program } from '../shell/call.ts';
import { formatList } from '../xl/format-list.ts';
import { formatLongList } from '../xl/format-long-list.ts';
import { configStamp, writeConfigFiles } from './config-files.ts';
import { consoleTtys } from './console-ttys.ts';
import { createFrameWriter } from './frame-writer.ts';
import { trafficText } from './traffic-text.ts';

/** How long the script waits after an event, so that a burst of them costs one look. */
const settleSeconds = 0.2;
/** After a change the script looks again after so many seconds: xenstore does not tell of all. */
const closerLooks = [1, 2, 4] as const;

/** What of a listing is worth telling everything anew: all but CPU time and running/blocked. */
function stampOf(rows: readonly DomainRow[]): string {
  return rows
    .map((row) => `${row.name}/${row.domid}/${row.memoryMiB}/${row.vcpus}/${row.state.slice(2)}`)
    .join('\n');
}

/** Tells of the domains, and of the rest when they changed or at a sweep; true when they did. */
function createLook(call: Call): (all: boolean) => boolean {
  const { world, host } = call;
  const { sim } = host;
  const frames = createFrameWriter(call, 'stdout');
  const folder = call.args[1] ?? '/etc/xen';
  let seen = '';
  let files = '';
  return (all) => {
    const rows = domainRows(sim, world.clock.now());
    const stamp = stampOf(rows);
    const changed = stamp !== seen;
    const free = changed ? String(sim.freeMemoryMiB()) : '-';
    frames.write('traffic', trafficText(sim, world.clock.now()));
    frames.write(`domains ${sim.uptime().toFixed(2)} ${free}`, formatList(rows, true).trimEnd());
    if (!changed && !all) return false;
    const nowFiles = configStamp(sim.files, folder);
    if (nowFiles !== files) writeConfigFiles(sim.files, folder, frames);
    files = nowFiles;
    frames.write('configs', formatLongList(rows));
    frames.write('ttys', consoleTtys(sim));
    seen = stamp;
    return changed;
  };
}

/**
 * What stateroom-watch does: see there for its arguments and frames. Ends with its input.
 * Between two looks it costs one timer and one listener.
 */
export const watchTwin: Program = async (call) => {
  const { world, host, signal } = call;
  const usageSeconds = Math.max(1, Number(call.args[2]) || 15);
  const sweepSeconds = Math.max(usageSeconds, Number(call.args[3]) || 120);
  const frames = createFrameWriter(call, 'stdout');
  const look = createLook(call);
  const ending = new AbortController();
  void call.input.ended.then(() => ending.abort());
  const over = AbortSignal.any([signal, ending.signal]);

  let event = new AbortController();
  const unwatch = host.sim.watch((path) => {
    if (path.startsWith('@')) event.abort();
  });
  let closer: number[] = [];
  let sweptAt = 0;
  let sweeps = 0;
  const lookNow = (all: boolean) => {
    if (look(all)) closer = [...closerLooks];
  };

  await world.clock.wait(settleSeconds, over, 'real');
  while (!over.aborted) {
    const now = host.sim.uptime();
    if (sweptAt === 0 || now - sweptAt >= sweepSeconds) {
      lookNow(true);
      sweptAt = now;
      if (++sweeps % 5 === 0) frames.write('stale');
    } else {
      lookNow(false);
    }
    const soon = closer.shift();
    const closely = soon !== undefined && closer.length === 0;
    const waiting = AbortSignal.any([over, event.signal]);
    const passed = await world.clock.wait(soon ?? usageSeconds, waiting, 'real');
    if (passed && closely) lookNow(true);
    if (!passed && !over.aborted) {
      // A site that is closed waits for nothing any more, and would look round and round.
      if (!(await world.clock.wait(settleSeconds, over, 'real'))) break;
      event = new AbortController();
    }
  }
  unwatch();
  return 0;
};
