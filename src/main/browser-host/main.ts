/** The console in a browser: the same core, served on 127.0.0.1. See `--help`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Conf from 'conf';
import envPaths from 'env-paths';
import { createCore } from '../core/create-core.ts';
import { createSessionSecrets } from '../core/ssh/session-secrets.ts';
import { createLog } from '../create-log.ts';
import { demoSize, openDemo } from '../demo/open-demo.ts';
import { printWithChromium } from '../print-with-chromium.ts';
import { serveCore } from './serve-core.ts';

const help = `Stateroom in the browser
  --data DIR     where hosts, history, settings and the log are kept
  --site WHICH   own, demo or ask; default: own if there are hosts, else demo
  --port N       on 127.0.0.1; default: any free one
  --hosts N, --vms N, --seed N, --speed N   the demo site's size, seed and pace
  --no-open      only print the link
  --check        parse every answer of the core as well (for tests)`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    site: { type: 'string' },
    port: { type: 'string', default: '0' },
    hosts: { type: 'string', default: String(demoSize.hosts) },
    vms: { type: 'string', default: String(demoSize.vms) },
    seed: { type: 'string', default: String(demoSize.seed) },
    speed: { type: 'string', default: '1' },
    'no-open': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(help);
  process.exit(0);
}

const dataDir = values.data ?? envPaths('stateroom', { suffix: '' }).data;
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const log = createLog({ dataDir });
/** From the sources and from the bundle in out/browser-host alike. */
const rendererRoot = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', '..', '..', 'out', 'renderer')
  : join(import.meta.dirname, '..', 'renderer');
if (!existsSync(join(rendererRoot, 'index.html'))) {
  console.error('The renderer is not built. Run: npm run build');
  process.exit(1);
}

const core = createCore({
  dataDir,
  settingsFile: new Conf({ cwd: dataDir, configName: 'settings', clearInvalidConfig: true }),
  // Outside Electron there is no keyring to trust: secrets live as long as this process.
  secrets: createSessionSecrets(),
  openDemo: () =>
    openDemo({
      hosts: Number(values.hosts),
      vms: Number(values.vms),
      seed: Number(values.seed),
      speed: Number(values.speed),
    }),
  initialSite:
    values.site === 'own' || values.site === 'demo' || values.site === 'ask'
      ? values.site
      : 'own-or-demo',
  checkOutputs: values.check,
  print: printWithChromium,
  log,
});
const host = await serveCore({ core, rendererRoot, port: Number(values.port), log });

console.log(`Stateroom is open at ${host.url}`);
console.log('The link works once, in the browser that opens it first. Ctrl+C ends the console.');
if (!values['no-open'] && (process.env.DISPLAY || process.platform !== 'linux'))
  openInBrowser(host.url);

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await host.close();
  await core.close();
  process.exit(0);
}
process.on('SIGINT', () => void close());
process.on('SIGTERM', () => void close());

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command ?? 'xdg-open', args, { stdio: 'ignore', detached: true });
  // No browser can be started by itself: the printed link is the way in.
  child.on('error', (error) => log.info({ err: error }, 'no browser was opened'));
  child.unref();
}
