/** npm run report -- …: a report from the command line, on plain Node. See `--help`. */
import envPaths from 'env-paths';
import pino from 'pino';
import { printWithChromium } from '../print-with-chromium.ts';
import { runReport } from './run-report.ts';

// What it has made so far, and its copy of the site, go with it.
const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
process.once('SIGTERM', () => ending.abort());

process.exitCode = await runReport(process.argv.slice(2), {
  usualData: envPaths('stateroom', { suffix: '' }).data,
  print: printWithChromium,
  // What goes wrong is said; the console's own log belongs to the console.
  log: pino({ enabled: false }),
  signal: ending.signal,
});
