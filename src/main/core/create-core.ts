import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { splitSnapshot } from '../../shared/contract/snapshot-parts.ts';
import { emptySite } from '../../shared/model/apply-event.ts';
import type { SiteSnapshot } from '../../shared/model/site.ts';
import type { ReportQuestion } from '../../shared/reports/report-question.ts';
import { ok, type Result } from '../../shared/result.ts';
import { consoleIdOf } from './console-id.ts';
import type { Core } from './core.ts';
import { createHandlers } from './handlers/create-handlers.ts';
import { type ChooseFile, currentSite } from './handlers/handler-context.ts';
import { createInvoker } from './invoker.ts';
import type { Log } from './log.ts';
import { createPlanner } from './planner/planner.ts';
import { createReportDesk } from './reports/report-desk.ts';
import { createReportScheduler } from './reports/report-scheduler.ts';
import type { ReportSource } from './reports/report-source.ts';
import { createMailer } from './reports/send-mail.ts';
import type { PrintPdf } from './reports/write-report.ts';
import { createSettingsStore, type SettingsFile } from './settings/settings-store.ts';
import { beginReport } from './site/begin-report.ts';
import { createSites } from './site/create-sites.ts';
import type { DemoPort } from './site/demo-port.ts';
import { createFirstLook } from './site/first-look.ts';
import { lookAtImages } from './site/image-overview.ts';
import type { Site, SshSurroundings } from './site/open-site.ts';
import { createSiteHub } from './site/site-hub.ts';
import { createSiteFiles } from './site-file/site-files.ts';
import { createLateConnector } from './ssh/late-connector.ts';
import type { SecretStore } from './ssh/ssh-stores.ts';

/** What a shell gives the core to live in. */
export interface CoreOptions {
  /** Where the store lies; the folder exists. */
  dataDir: string;
  settingsFile: SettingsFile;
  secrets: SecretStore;
  /** Starts the embedded demo site; called again each time it is opened. */
  openDemo: () => Promise<DemoPort>;
  /** Makes PDFs with the engine that this shell has. */
  print: PrintPdf;
  /** `own-or-demo`: own if it has hosts, else the demo. `ask`: own if it has hosts, else the first-run page. */
  initialSite: 'own' | 'demo' | 'ask' | 'own-or-demo';
  /** Default: the user's own ~/.ssh and agent. */
  ssh?: SshSurroundings;
  /** The system's own dialog for a file's path; left out: there is none. Null: none was chosen. */
  chooseFile?: ChooseFile;
  /** Also parse every answer; for development and tests. */
  checkOutputs: boolean;
  log: Log;
}

/** The whole house: what is made here, in this order, is all there is. */
export function createCore(options: CoreOptions): Core {
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
  const files = createSiteFiles({
    folder: join(dataDir, 'unpacked'),
    home: ssh.home,
    tell: (work) => hub.emit([{ type: 'file-work', work }]),
    now: Date.now,
  });
  const planner = createPlanner({ log: log.child({ part: 'planner' }) });
  const sites = createSites({
    dataDir,
    consoleId,
    hub,
    settings,
    planner,
    connector: createLateConnector(),
    secrets: options.secrets,
    ssh,
    files,
    openDemo: options.openDemo,
    log,
  });
  async function begin(site: Site, question: ReportQuestion): Promise<Result<ReportSource>> {
    if (question.kind === 'images') await lookAtImages(site, hub.state());
    return beginReport(site, hub.state(), question);
  }
  const reports = createReportDesk({
    async begin(question) {
      const open = currentSite({ sites });
      return open.ok ? begin(open.value, question) : open;
    },
    print: options.print,
  });
  const sendMail = createMailer();
  const scheduler = createReportScheduler({
    settings: settings.current,
    keepRun: (reportRun) =>
      hub.emit([{ type: 'settings', settings: settings.update({ reportRun }) }]),
    async begin(question) {
      const site = sites.current();
      return site?.kind === 'own' ? begin(site, question) : null;
    },
    print: options.print,
    sendMail,
    secrets: options.secrets,
    now: Date.now,
  });
  const answer = createInvoker({
    handlers: createHandlers({
      sites,
      files,
      chooseFile: options.chooseFile ?? null,
      hub,
      settings,
      planner,
      reports,
      secrets: options.secrets,
      sendMail,
      ssh,
      newId: randomUUID,
    }),
    log: log.child({ part: 'invoke' }),
    checkOutputs: options.checkOutputs,
  });

  const look = createFirstLook();
  /**
   * Not waited for: a shell shows its window, and the page is loaded, while the site is read. What
   * is asked of the core meanwhile is answered when it is open.
   */
  const opened = openFirst(options.initialSite).catch((thrown: unknown) => {
    log.error({ err: thrown }, 'opening the first site threw');
  });

  /** A site with hosts is what will be shown: it can be looked at before it can be acted on. */
  const shown = new Promise<void>((resolve) => {
    const stop = hub.subscribe(() => {
      if (Object.keys(hub.state().hosts).length > 0) resolve();
    });
    void opened.then(resolve).then(stop);
  });

  async function openFirst(which: CoreOptions['initialSite']): Promise<void> {
    // Two turns: only between them is what came in meanwhile, as the page's own files, looked after.
    await nextTurn();
    await nextTurn();
    const own = which === 'demo' ? null : await sites.openOwn({ look });
    look.end();
    const first = own ?? (await sites.openDemo());
    if (!first.ok) {
      // The shell still opens: the page tells why when the user asks for the site.
      log.error({ error: first.error }, 'the site could not be opened');
      return;
    }
    if (first.value.kind === 'demo' || which === 'own') return;
    if (Object.keys(hub.state().hosts).length > 0) return;
    if (which === 'own-or-demo') await sites.openDemo();
    else {
      const { warnings } = hub.state();
      hub.replace({ ...emptySite, settings: settings.current(), warnings });
    }
  }

  async function invoke(method: string, input: unknown): Promise<Result<unknown>> {
    const isLook = method === 'site.snapshot';
    await (isLook ? shown : opened);
    if (isLook) look.taken();
    return answer(method, input);
  }

  return {
    invoke,
    async snapshotInParts(send) {
      const followed = await look.follow(send);
      if (followed === 'broken') return null;
      const snapshot = await invoke('site.snapshot', {});
      if (!snapshot.ok) return snapshot;
      const { parts, rest } = splitSnapshot(snapshot.value as SiteSnapshot, hub.vmsJson);
      for (const part of followed === 'none' ? parts : []) {
        send(part);
        await nextTurn();
      }
      return ok(rest);
    },
    subscribe: hub.subscribe,
    opened,
    madeReport: reports.file,
    async close() {
      look.end();
      await opened;
      await scheduler.close();
      await planner.close();
      await sites.close();
      await reports.close();
      hub.close();
    },
  };
}
