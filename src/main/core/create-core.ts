import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { emptySite } from '../../shared/model/apply-event.ts';
import { ok, type Result } from '../../shared/result.ts';
import { consoleIdOf } from './console-id.ts';
import type { Core } from './core.ts';
import { createHandlers } from './handlers/create-handlers.ts';
import { createInvoker } from './invoker.ts';
import type { Log } from './log.ts';
import { openSampleStore } from './samples/sample-store.ts';
import { createSettingsStore, type SettingsFile } from './settings/settings-store.ts';
import type { DemoPort } from './site/demo-port.ts';
import { openSite, type Site, type SshSurroundings } from './site/open-site.ts';
import { createSiteHub } from './site/site-hub.ts';
import { placeOf } from './ssh/route.ts';
import type { SecretStore } from './ssh/ssh-stores.ts';
import { createSsh2Connector } from './ssh/ssh2-connector.ts';
import type { KeptHost } from './store/host-repository.ts';
import type { KeptImageServer } from './store/image-server-repository.ts';
import { openStore } from './store/open-store.ts';

/** What a shell gives the core to live in. */
export interface CoreOptions {
  /** Where the store lies; the folder exists. */
  dataDir: string;
  settingsFile: SettingsFile;
  secrets: SecretStore;
  /** Starts the embedded demo site; called again each time it is opened. */
  openDemo: () => Promise<DemoPort>;
  /** `own-or-demo`: own if it has hosts, else the demo. `ask`: own if it has hosts, else the first-run page. */
  initialSite: 'own' | 'demo' | 'ask' | 'own-or-demo';
  /** Default: the user's own ~/.ssh and agent. */
  ssh?: SshSurroundings;
  /** Also parse every answer; for development and tests. */
  checkOutputs: boolean;
  log: Log;
}

/** What a site is made of. */
interface Machines {
  hosts: readonly KeptHost[];
  imageServers: readonly KeptImageServer[];
}

/** The whole house: what is made here, in this order, is all there is. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataDir, log } = options;
  const ssh = options.ssh ?? {
    configPath: join(homedir(), '.ssh', 'config'),
    home: homedir(),
    // Set to nothing, it means what OpenSSH takes it for: no agent.
    agentSocket: process.env.SSH_AUTH_SOCK || null,
  };
  const consoleId = consoleIdOf(dataDir);
  const hub = createSiteHub({ initial: emptySite });
  const settings = createSettingsStore(options.settingsFile);
  const connector = createSsh2Connector();
  let site: Site | null = null;
  let endDemo = async (): Promise<void> => {};

  async function leave(): Promise<void> {
    const left = site;
    site = null;
    await left?.close();
    await endDemo();
    endDemo = async () => {};
  }

  function enter(
    kind: Site['kind'],
    path: { store: string; samples: string },
    hostsOf: (store: Site['store']) => Result<Machines>,
  ): Result<Site> {
    const store = openStore(path.store, { log: log.child({ part: 'store' }) });
    if (!store.ok) return store;
    const samples = openSampleStore(path.samples, Date.now);
    if (!samples.ok) {
      store.value.close();
      return samples;
    }
    const hosts = hostsOf(store.value);
    const opened = hosts.ok
      ? openSite({
          kind,
          ...hosts.value,
          consoleId,
          store: store.value,
          samples: samples.value,
          hub,
          settings,
          connector,
          secrets: options.secrets,
          ssh,
          log: log.child({ site: kind }),
        })
      : hosts;
    if (opened.ok) site = opened.value;
    else {
      samples.value.close();
      store.value.close();
    }
    return opened;
  }

  async function openOwn(): Promise<Result<Site>> {
    if (site?.kind === 'own') {
      // Open all the time, but behind the first-run page until the user has chosen.
      if (hub.state().kind !== 'own') hub.emit([{ type: 'site', kind: 'own' }]);
      return ok(site);
    }
    await leave();
    const path = {
      store: join(dataDir, 'site.sqlite'),
      samples: join(dataDir, 'samples.sqlite'),
    };
    return enter('own', path, (store) => {
      const hosts = store.hosts.all();
      if (!hosts.ok) return hosts;
      const servers = store.imageServers.all();
      return servers.ok ? ok({ hosts: hosts.value, imageServers: servers.value }) : servers;
    });
  }

  async function openDemo(): Promise<Result<Site>> {
    if (site?.kind === 'demo') return ok(site);
    await leave();
    const demo = await options.openDemo();
    endDemo = demo.close;
    return enter('demo', { store: ':memory:', samples: ':memory:' }, (store) => {
      // The demo was started by this very process: its host keys need nobody's yes.
      for (const { access, hostKey } of [...demo.hosts, ...demo.imageServers]) {
        store.hostKeys.put(placeOf(access), hostKey);
      }
      return ok({ hosts: demo.hosts, imageServers: demo.imageServers });
    });
  }

  const sites = { current: () => site, openOwn, openDemo };
  const invoke = createInvoker({
    handlers: createHandlers({ sites, hub, settings, ssh, newId: randomUUID }),
    log: log.child({ part: 'invoke' }),
    checkOutputs: options.checkOutputs,
  });

  await openFirst(options.initialSite);

  async function openFirst(which: CoreOptions['initialSite']): Promise<void> {
    const opened = which === 'demo' ? await openDemo() : await openOwn();
    if (!opened.ok) {
      // The shell still opens: the page tells why when the user asks for the site.
      log.error({ error: opened.error }, 'the site could not be opened');
      return;
    }
    if (opened.value.kind === 'demo' || which === 'own') return;
    if (Object.keys(hub.state().hosts).length > 0) return;
    if (which === 'own-or-demo') await openDemo();
    else hub.replace({ ...emptySite, settings: settings.current() });
  }

  return {
    invoke,
    subscribe: hub.subscribe,
    async close() {
      await leave();
      hub.close();
    },
  };
}
