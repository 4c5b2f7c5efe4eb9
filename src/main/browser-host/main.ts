/** The console in a browser: the same core, served on 127.0.0.1. See `--help`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { demoSize } from '../demo/demo-size.ts';
import { type Behind, servePage } from './serve-page.ts';

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

/** From the sources and from the bundle in out/browser-host alike. */
const rendererRoot = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', '..', '..', 'out', 'renderer')
  : join(import.meta.dirname, '..', 'renderer');
if (!existsSync(join(rendererRoot, 'index.html'))) {
  console.error('The renderer is not built. Run: npm run build');
  process.exit(1);
}

/** A browser that is not there by then takes longer to start than the core. */
const longestWaitMs = 150;

void open();

/**
 * The link is there before the core is: that is loaded, and opens its site, while a browser loads the
 * page.
 */
async function open(): Promise<void> {
  const { promise: behind, resolve } = Promise.withResolvers<Behind>();
  const host = await servePage({ rendererRoot, port: Number(values.port), behind });
  console.log(`Stateroom is open at ${host.url}`);
  console.log('The link works once, in the browser that opens it first. Ctrl+C ends the console.');
  if (!values['no-open'] && (process.env.DISPLAY || process.platform !== 'linux'))
    openInBrowser(host.url, behind);
  // Loading the core takes the one thread there is, and so comes in parts: a browser that is there
  // already has its page after the first, and what the page names after the second.
  await import('./core-packages.ts');
  await Promise.race([host.opened, delay(longestWaitMs)]);
  await import('./core-contract.ts');
  await Promise.race([host.sent, delay(longestWaitMs)]);
  const { startCore } = await import('./start-core.ts');
  const { core, door } = startCore(values);
  resolve(door);

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
}

function openInBrowser(url: string, behind: Promise<Behind>): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command ?? 'xdg-open', args, { stdio: 'ignore', detached: true });
  // No browser can be started by itself: the printed link is the way in.
  child.on('error', async (error) => {
    (await behind).log.info({ err: error }, 'no browser was opened');
  });
  child.unref();
}
