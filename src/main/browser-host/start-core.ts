import { mkdirSync } from 'node:fs';
import v8 from 'node:v8';
import Conf from 'conf';
import envPaths from 'env-paths';
import type { Core } from '../core/core.ts';
import { createCore } from '../core/create-core.ts';
import { createSessionSecrets } from '../core/ssh/session-secrets.ts';
import { createLog } from '../create-log.ts';
import { keepHeapLean } from '../keep-heap-lean.ts';
import { printWithChromium } from '../print-with-chromium.ts';
import { serveCore } from './serve-core.ts';
import type { Behind } from './serve-page.ts';

/** As they are in the command line; see `--help`. */
export interface CoreArguments {
  data?: string | undefined;
  site?: string | undefined;
  hosts: string;
  vms: string;
  seed: string;
  speed: string;
  check: boolean;
}

/** The core of the browser host, and what its page is to talk to. */
export function startCore(values: CoreArguments): { core: Core; door: Behind } {
  const dataDir = values.data ?? envPaths('stateroom', { suffix: '' }).data;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const log = createLog({ dataDir });
  const core = createCore({
    dataDir,
    settingsFile: new Conf({ cwd: dataDir, configName: 'settings', clearInvalidConfig: true }),
    // Outside Electron there is no keyring to trust: secrets live as long as this process.
    secrets: createSessionSecrets(),
    async openDemo() {
      const { openDemo } = await import('../demo/open-demo.ts');
      return openDemo({
        hosts: Number(values.hosts),
        vms: Number(values.vms),
        seed: Number(values.seed),
        speed: Number(values.speed),
      });
    },
    initialSite:
      values.site === 'own' || values.site === 'demo' || values.site === 'ask'
        ? values.site
        : 'own-or-demo',
    checkOutputs: values.check,
    print: printWithChromium,
    log,
  });
  void core.opened.then(() => keepHeapLean(v8));
  return { core, door: serveCore({ core, log }) };
}
