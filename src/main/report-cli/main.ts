/** npm run report -- …: a report from the command line, on plain Node. See `--help`. */
import envPaths from 'env-paths';
import pino from 'pino';
import { printWithChromium } from '../print-with-chromium.ts';
import { runReport } from './run-report.ts';

process.exitCode = await runReport(process.argv.slice(2), {
  usualData: envPaths('stateroom', { suffix: '' }).data,
  print: printWithChromium,
  // What goes wrong is said; the console's own log belongs to the console.
  log: pino({ enabled: false }),
});
