/**
 * node advance-rollouts.mjs ROOT [SECONDS]: what stateroom-rollouts.service runs on an image server.
 * Bundled into one file for the Node of its system (18 or later): see scripts/build.ts.
 */
import { hostname } from 'node:os';
import { pauseFor } from '../../jobs/pause-for.ts';
import { advance } from './advance.ts';
import { localExec } from './local-exec.ts';

const roundMs = 3_000;
/** Then it lets go for a moment: so a console that wants to carry them gets its turn. */
const usualSeconds = 50;

const [root, seconds] = process.argv.slice(2);
if (!root?.startsWith('/')) {
  console.error('usage: advance-rollouts.mjs ROOT [SECONDS]');
  process.exit(2);
}
const stop = new AbortController();
const timer = setTimeout(() => stop.abort(), (Number(seconds) || usualSeconds) * 1000);
process.once('SIGTERM', () => stop.abort());
await advance({
  place: { runner: localExec, label: hostname(), root },
  holder: `timer@${hostname().replace(/[^A-Za-z0-9.-]/g, '-')}`,
  signal: stop.signal,
  pause: (signal) => pauseFor(roundMs, signal),
  say: (line) => console.log(line),
});
clearTimeout(timer);
