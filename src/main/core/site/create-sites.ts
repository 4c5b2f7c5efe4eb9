import { join } from 'node:path';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { OpenFile } from '../../../shared/model/site-file.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import type { Planner } from '../planner/planner.ts';
import { openSampleStore, type SampleStore } from '../samples/sample-store.ts';
import { type SamplePast, withPast } from '../samples/with-past.ts';
import { noSamplesWarning, withoutSamples } from '../samples/without-samples.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Figures } from '../site-file/figures.ts';
import type { OpenedFile, SiteFiles } from '../site-file/site-files.ts';
import { placeOf } from '../ssh/route.ts';
import type { SshConnector } from '../ssh/ssh-connector.ts';
import type { SecretStore } from '../ssh/ssh-stores.ts';
import { damageWarning } from '../store/damage-warning.ts';
import type { KeptHost } from '../store/host-repository.ts';
import type { KeptImageServer } from '../store/kept-image-server.ts';
import { openStore, type Store } from '../store/open-store.ts';
import type { DemoPort } from './demo-port.ts';
import type { FirstLook } from './first-look.ts';
import { openSite, type Site, type SshSurroundings } from './open-site.ts';
import type { SiteHub } from './site-hub.ts';

/** The one site that is open, and how to open another in its place. */
export interface Sites {
  current(): Site | null;
  /**
   * @param options.look The site is shown while it is read, before its store is known to be sound;
   * what an opening does besides waits until that is over.
   */
  openOwn(options?: { look?: FirstLook }): Promise<Result<Site>>;
  openDemo(): Promise<Result<Site>>;
  /** Shows a site file, read-only. What was open stays open when the file cannot be. */
  openFile(from: { path: string; passphrase: string }): Promise<Result<Site>>;
  close(): Promise<void>;
}

interface Entrance {
  kind: Site['kind'];
  /** The store's path, for what is said of it. */
  path: string;
  store: Result<Store>;
  /** Null: there are none, and why. */
  samples: string | null;
  /** What was used before any sample was taken, where that is known. */
  past?: SamplePast | null;
  look?: FirstLook | undefined;
  file: OpenFile | null;
  /** Of a site file: the load as it was last seen. */
  figures: Figures | null;
  setPower?: Site['setPower'];
  machinesOf: (store: Site['store']) => Result<Machines>;
}

/** What a site is made of. */
interface Machines {
  hosts: readonly KeptHost[];
  imageServers: readonly KeptImageServer[];
}

export function createSites(options: {
  dataDir: string;
  consoleId: string;
  hub: SiteHub;
  settings: SettingsStore;
  planner: Planner;
  connector: SshConnector;
  secrets: SecretStore;
  ssh: SshSurroundings;
  files: SiteFiles;
  openDemo: () => Promise<DemoPort>;
  log: Log;
}): Sites {
  const { dataDir, consoleId, hub, settings, planner, connector, secrets, ssh, files, log } =
    options;
  let site: Site | null = null;
  /** Ends what the open site stands on: the demo's hosts, or what was unpacked of a file. */
  let endBasis = async (): Promise<void> => {};

  async function leave(): Promise<void> {
    await files.cancel();
    const left = site;
    site = null;
    await left?.close();
    const end = endBasis;
    endBasis = async () => {};
    await end();
  }

  const storeLog = log.child({ part: 'store' });
  const open = (path: string, checkLater = false) => openStore(path, { log: storeLog, checkLater });

  async function enter({
    kind,
    file,
    figures,
    store,
    ...entrance
  }: Entrance): Promise<Result<Site>> {
    if (!store.ok) return store;
    const now = file ? () => file.madeAt : Date.now;
    const { samples, warning } = openSamples(entrance.samples, now);
    const { damaged } = store.value;
    const machines = entrance.machinesOf(store.value);
    const opened = machines.ok
      ? await openSite({
          kind,
          file,
          figures,
          now,
          ...machines.value,
          look: entrance.look,
          consoleId,
          store: store.value,
          samples: entrance.past ? withPast(samples, entrance.past) : samples,
          warnings: {
            ...(damaged && { store: damageWarning('The history', entrance.path, damaged) }),
            ...(warning && { samples: warning }),
          },
          setPower: entrance.setPower ?? null,
          hub,
          settings,
          planner,
          connector,
          secrets,
          ssh,
          log: log.child({ site: kind }),
        })
      : machines;
    if (opened.ok) site = opened.value;
    else {
      samples.close();
      store.value.close();
    }
    return opened;
  }

  /** Samples are the smaller part of a site: it opens without them, and says so. */
  function openSamples(
    path: string | null,
    now: () => number,
  ): { samples: SampleStore; warning: AppError | null } {
    const samples = path === null ? err(notInFile) : openSampleStore(path, now);
    if (!samples.ok) {
      log.error({ error: samples.error }, 'the samples cannot be used');
      return { samples: withoutSamples(samples.error), warning: noSamplesWarning(samples.error) };
    }
    const { damaged } = samples.value;
    if (!damaged || path === null) return { samples: samples.value, warning: null };
    log.error({ path, damaged }, 'the samples were damaged; a fresh file was begun');
    return { samples: samples.value, warning: damageWarning('The usage', path, damaged) };
  }

  /** Openings and the end wait for one another: each begins with what the one before left. */
  let before: Promise<unknown> = Promise.resolve();
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = before.then(act);
    before = mine.catch(() => undefined);
    return mine;
  }

  const openers = {
    async own(look?: FirstLook): Promise<Result<Site>> {
      if (site?.kind === 'own') {
        // Open all the time, but behind the first-run page until the user has chosen.
        if (hub.state().kind !== 'own') hub.emit([{ type: 'site', kind: 'own' }]);
        return ok(site);
      }
      await leave();
      const path = join(dataDir, 'site.sqlite');
      const entrance = (store: Result<Store>): Entrance => ({
        kind: 'own',
        path,
        store,
        samples: join(dataDir, 'samples.sqlite'),
        file: null,
        figures: null,
        machinesOf(store) {
          const hosts = store.hosts.all();
          if (!hosts.ok) return hosts;
          const servers = store.imageServers.all();
          return servers.ok ? ok({ hosts: hosts.value, imageServers: servers.value }) : servers;
        },
      });
      const store = open(path, look !== undefined);
      const opened = await enter({ ...entrance(store), look });
      // What is not sound is opened once more, as whatever may be damaged.
      return opened.ok || !store.ok || !look ? opened : enter(entrance(open(path)));
    },

    async demo(): Promise<Result<Site>> {
      if (site?.kind === 'demo') return ok(site);
      await leave();
      const demo = await options.openDemo();
      endBasis = demo.close;
      return enter({
        kind: 'demo',
        path: ':memory:',
        store: open(':memory:'),
        samples: ':memory:',
        past: demo.past,
        setPower: demo.setPower,
        file: null,
        figures: null,
        machinesOf(store) {
          // The demo was started by this very process: its host keys need nobody's yes.
          for (const { access, hostKey } of [...demo.hosts, ...demo.imageServers]) {
            store.hostKeys.put(placeOf(access), hostKey);
          }
          for (const [hostId, fencing] of Object.entries(demo.fencing)) {
            store.outages.setFencing(hostId, fencing);
          }
          // What they keep is in reports and in a site file, as of any others.
          for (const server of demo.imageServers) store.imageServers.put(server);
          return ok({ hosts: demo.hosts, imageServers: demo.imageServers });
        },
      });
    },

    async file(unpacked: OpenedFile): Promise<Result<Site>> {
      const { manifest, path, storePath, samplesPath, figures, remove } = unpacked;
      // Before anything is left: a store that this version cannot read stays outside.
      const store = open(storePath);
      if (!store.ok || store.value.damaged) {
        if (store.ok) store.value.close();
        remove();
        return err(store.ok ? damagedInside(path) : notReadable(path, store.error));
      }
      await leave();
      endBasis = async () => remove();
      return enter({
        kind: 'file',
        path: storePath,
        store,
        samples: samplesPath,
        file: { path, madeAt: manifest.madeAt, site: manifest.site },
        figures,
        // Hosts are in the history, as they were; nobody is connected to.
        machinesOf({ imageServers }) {
          const servers = imageServers.all();
          return servers.ok ? ok({ hosts: [], imageServers: servers.value }) : servers;
        },
      });
    },
  };

  return {
    current: () => site,
    openOwn: ({ look } = {}) => inTurn(() => openers.own(look)),
    openDemo: () => inTurn(openers.demo),
    async openFile(from) {
      const unpacked = await files.unpack(from);
      return unpacked.ok ? inTurn(() => openers.file(unpacked.value)) : unpacked;
    },
    close: () => inTurn(leave),
  };
}

const notInFile = appError('file-unusable', 'The site file was made without usage.');

function notReadable(path: string, { message, details }: AppError): AppError {
  return appError('file-newer', `The site in ${path} is of a form that this version cannot read.`, {
    hint: 'Open it with a newer Stateroom. Nothing was opened, and nothing has changed.',
    details: details ?? message,
  });
}

function damagedInside(path: string): AppError {
  return appError('file-damaged', `The site in ${path} was damaged before it was saved.`, {
    hint: 'Save it anew from the console it is from. Nothing was opened, and nothing has changed.',
  });
}
