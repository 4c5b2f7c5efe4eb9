import { randomUUID } from 'node:crypto';
import { appError } from '../../../shared/app-error.ts';
import { emptySite } from '../../../shared/model/apply-event.ts';
import type { Access, HostKey } from '../../../shared/model/connection.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { OpenFile } from '../../../shared/model/site-file.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { RolloutDesk } from '../images/carry/rollout-desk.ts';
import { createClientsJob } from '../images/create/create-job.ts';
import { createPorts } from '../images/create/create-ports.ts';
import { cycleJob } from '../images/cycle/cycle-job.ts';
import type { ImportDesk } from '../images/import/import-desk.ts';
import { convertJob } from '../images/xen/convert-job.ts';
import { systemClock } from '../inventory/clock.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { createJobs, type Jobs } from '../jobs/create-jobs.ts';
import { powerJob } from '../jobs/power-job.ts';
import { tuneJob } from '../jobs/tune-job.ts';
import type { Log } from '../log.ts';
import { createMover, type Mover } from '../migration/mover.ts';
import { fenceJob } from '../outage/fence-job.ts';
import { createOutageBook, type OutageBook } from '../outage/outage-book.ts';
import type { OutagePorts } from '../outage/outage-ports.ts';
import { restartJob } from '../outage/restart-job.ts';
import { retireJob } from '../outage/retire-job.ts';
import { createPlanDesk, type PlanDesk } from '../plan/plan-desk.ts';
import { planJob } from '../plan/plan-job.ts';
import { proposePlan } from '../plan/propose-plan.ts';
import type { Planner } from '../planner/planner.ts';
import { createSampleRecorder } from '../samples/sample-recorder.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { type Figures, withFigures } from '../site-file/figures.ts';
import { createProber } from '../sla/probe/prober.ts';
import { openSlaBook } from '../sla/sla-book.ts';
import { createSlaHands } from '../sla/sla-hands.ts';
import { createSlaKeeper, type SlaKeeper } from '../sla/sla-keeper.ts';
import { createHostLink } from '../ssh/host-link.ts';
import type { SshConnector } from '../ssh/ssh-connector.ts';
import { createSshShared } from '../ssh/ssh-shared.ts';
import type { HostKeyStore, SecretStore } from '../ssh/ssh-stores.ts';
import type { KeptHost } from '../store/host-repository.ts';
import type { KeptImageServer } from '../store/kept-image-server.ts';
import type { Store } from '../store/open-store.ts';
import type { ToolstackDriver, VmTuning } from '../xen/toolstack.ts';
import { createXlDriver } from '../xen/xl/xl-driver.ts';
import type { DemoPort } from './demo-port.ts';
import type { FirstLook } from './first-look.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createHistoryRecorder, type HistoryRecorder } from './history-recorder.ts';
import type { ImageServers } from './image-servers.ts';
import { lastSeenServers } from './last-seen-servers.ts';
import { openImages } from './open-images.ts';
import { createPromptDesk, type PromptDesk } from './prompt-desk.ts';
import type { SiteHub } from './site-hub.ts';

/** One open site: its hosts, what is known of them, and what is being done to them. */
export interface Site {
  readonly kind: 'demo' | 'own' | 'file';
  /** Milliseconds since the epoch; for a site file, when it was made. */
  readonly now: () => number;
  readonly state: () => SiteState;
  readonly store: Store;
  readonly samples: SampleStore;
  readonly recorder: HistoryRecorder;
  readonly fleet: Fleet;
  readonly inventory: Inventory;
  readonly jobs: Jobs;
  readonly mover: Mover;
  readonly plans: PlanDesk;
  readonly imageServers: ImageServers;
  readonly rollouts: RolloutDesk;
  readonly imports: ImportDesk;
  /** Who does what is audited on image servers. */
  readonly consoleId: string;
  readonly prompts: PromptDesk;
  readonly sla: SlaKeeper;
  readonly outages: OutageBook;
  readonly outagePorts: OutagePorts;
  /** Of the demo only: pulls a host's plug, or puts it in again. */
  readonly setPower: DemoPort['setPower'] | null;
  driverOf(hostId: string): ToolstackDriver | undefined;
  close(): Promise<void>;
}

export interface SshSurroundings {
  configPath: string;
  home: string;
  /** SSH_AUTH_SOCK, or null where no agent runs. */
  agentSocket: string | null;
}

/**
 * What was last seen is shown at once; every host is then connected to, and open jobs looked after.
 * A site file is only shown: as it was when it was made, and nobody is connected to.
 */
export async function openSite(options: {
  kind: Site['kind'];
  /** The site file, where the kind is that. */
  file: OpenFile | null;
  /** The load as it was last seen when that was made; null: it is not known. */
  figures: Figures | null;
  now: () => number;
  /** Gets the site while it is read, and has its time before anything else is done. */
  look?: FirstLook | undefined;
  hosts: readonly KeptHost[];
  imageServers: readonly KeptImageServer[];
  /** This console, as others see it. */
  consoleId: string;
  store: Store;
  samples: SampleStore;
  /** What the user has to know of the site's files. */
  warnings: SiteState['warnings'];
  hub: SiteHub;
  settings: SettingsStore;
  planner: Planner;
  connector: SshConnector;
  secrets: SecretStore;
  ssh: SshSurroundings;
  setPower: Site['setPower'];
  log: Log;
}): Promise<Result<Site>> {
  const {
    kind,
    file,
    figures,
    hosts,
    consoleId,
    store,
    samples,
    hub,
    settings,
    planner,
    connector,
    secrets,
    ssh,
    log,
  } = options;
  const kept = new Set(hosts.map((host) => host.id));
  const lastSeen = await store.history.loadLast({ only: kept, take: options.look?.part });
  if (!lastSeen.ok) return lastSeen;
  const { unreadable, vmsJson, parseVms, ...last } = lastSeen.value;
  const past = file ? store.history.stateAt(file.madeAt) : ok({ hosts: last.hosts, vms: last.vms });
  if (!past.ok) return past;
  const reads = store.imagesSeen.lastReads();
  if (!reads.ok) return reads;
  const outages = store.outages.all();
  if (!outages.ok) return outages;
  const fencing = store.outages.fencing();
  if (!fencing.ok) return fencing;
  const facts = store.imagesSeen.lastFacts();
  if (!facts.ok) return facts;
  const shown = figures ? withFigures(past.value, figures) : past.value;
  const seen: SiteState = {
    ...emptySite,
    kind,
    ...shown,
    imageServers: lastSeenServers(options.imageServers, reads.value, facts.value),
    outages: Object.fromEntries(outages.value.map((one) => [one.hostId, one])),
    fencing: Object.fromEntries(fencing.value),
    jobs: file ? last.jobs : {},
    settings: settings.current(),
    warnings: options.warnings,
    file,
  };
  hub.replace(seen, vmsJson);
  // It can be looked at from here on; what follows may write.
  if (Object.keys(seen.hosts).length > 0) await options.look?.over();
  // What is no JSON any more a page could not read either: it is to ask anew.
  if (!(await parseVms())) hub.replace(hub.state());
  if (unreadable.length > 0) log.warn({ unreadable }, 'history of another shape was left out');
  if (!(await store.isSound())) {
    return err(appError('store-damaged', 'The store of the site is damaged.'));
  }

  const recorder = createHistoryRecorder({
    append: store.history.appendEvents,
    appendConfigs: store.history.appendConfigs,
    now: Date.now,
    log: log.child({ part: 'history' }),
  });
  const sampleRecorder = createSampleRecorder({
    store: samples,
    state: hub.state,
    log: log.child({ part: 'samples' }),
  });
  const book = openSlaBook(store.sla, log.child({ part: 'sla' }));
  if (!book.ok) return book;
  const emit = (events: readonly SiteEvent[]) => {
    hub.emit(events);
    recorder.record(events);
    sampleRecorder.take(events);
    sla.take(events);
    outageBook.take(events);
  };

  const hands = createSlaHands({
    book: book.value,
    jobs: () => jobs,
    stateOf: hub.state,
    linkOf: (hostId) => fleet.linkOf(hostId),
    driverOf: (hostId) => driverOf(hostId),
    now: Date.now,
  });
  const prober = createProber({ linkTo: (machine) => createLink(machine), now: Date.now });
  const sla = createSlaKeeper({
    book: book.value,
    hands,
    prober,
    store: store.sla,
    state: hub.state,
    clock: systemClock,
  });

  const outageBook = createOutageBook({ repository: store.outages, state: hub.state, emit });
  const prompts = createPromptDesk(emit);
  const xl = createXlDriver();
  const driverFor = (toolstack: string) => (toolstack === 'xl' ? xl : null);
  const driverOf = (hostId: string) =>
    driverFor(hub.state().hosts[hostId]?.toolstack ?? '') ?? undefined;

  const inventory = createInventory({
    driverFor,
    state: hub.state,
    emit,
    keepConfigs: recorder.recordConfigs,
    tellDomains: (hostId, domains) => sla.takeActivity(hostId, domains),
    tellTraffic: sampleRecorder.takeTraffic,
    settings: settings.current,
  });
  const sshLog = log.child({ part: 'ssh' });
  const shared = createSshShared({ secrets, log: sshLog });
  const createLink = (machine: { id: string; label: string; access: Access }) => {
    const { hosts: ofHosts, imageServers } = hub.state();
    return createHostLink({
      hostId: machine.id,
      hostLabel: machine.label,
      access: machine.access,
      lastSeen: (ofHosts[machine.id] ?? imageServers[machine.id])?.link.lastSeen ?? null,
      connector,
      shared,
      hostKeys: pinnedKeys(store),
      secrets,
      prompts,
      log: sshLog.child({ host: machine.id }),
      sshConfig: { path: ssh.configPath, home: ssh.home },
      agentSocket: ssh.agentSocket,
    });
  };
  const fleet = createFleet({
    state: hub.state,
    emit,
    inventory,
    onOnline: (hostId) => jobs.hostOnline(hostId),
    createLink,
  });
  const plans = createPlanDesk();
  const images = openImages({
    consoleId,
    store,
    state: hub.state,
    emit,
    createLink,
    linkOf: fleet.linkOf,
    onOnline: (serverId) => jobs.hostOnline(serverId),
    hosts: {
      refresh: inventory.refresh,
      jobs: () => jobs,
      plans,
      propose: (site, input) =>
        proposePlan({ planner, samples, store, now: options.now }, site, input, randomUUID()),
      newId: randomUUID,
    },
    log,
  });
  const mover = createMover({
    linkOf: fleet.linkOf,
    driverOf,
    stateOf: hub.state,
    history: store.moves,
    log: log.child({ part: 'migration' }),
    now: Date.now,
  });
  const outagePorts: OutagePorts = {
    linkOf: fleet.linkOf,
    driverOf,
    stateOf: hub.state,
    emit,
    book: outageBook,
    lastConfig: store.history.lastConfig,
    now: Date.now,
  };
  const moveConcurrency = () => settings.current().moveConcurrency;
  const machineLinkOf = (id: string) => fleet.linkOf(id) ?? images.imageServers.linkOf(id);
  const createPortsOf = createPorts({ portsOf: images.xenPortsOf, linkOf: fleet.linkOf, driverOf });
  const jobs: Jobs = createJobs({
    definitions: [
      mover.definition,
      powerJob({ linkOf: fleet.linkOf, driverOf, stateOf: hub.state }),
      convertJob({ portsOf: images.xenPortsOf, linkOf: machineLinkOf }),
      cycleJob({ portsOf: images.xenPortsOf, linkOf: machineLinkOf }),
      createClientsJob({ portsOf: createPortsOf, linkOf: machineLinkOf }),
      restartJob(outagePorts),
      retireJob(outagePorts),
      fenceJob(outagePorts),
      tuneJob({ linkOf: fleet.linkOf, driverOf, stateOf: hub.state, onTuned }),
      planJob({
        planOf: plans.of,
        stateOf: hub.state,
        linkOf: fleet.linkOf,
        jobs: () => jobs,
        refresh: inventory.refresh,
        moveConcurrency,
        newId: randomUUID,
      }),
    ],
    journal: store.journal,
    moveConcurrency,
    emit,
    log: log.child({ part: 'jobs' }),
  });

  /** The host's own word; the next sweep of its configurations would tell it, too. */
  function onTuned(
    { hostId, vm: name, uuid }: { hostId: string; vm: string; uuid: string },
    tuning: VmTuning,
  ) {
    const vm = hub.state().vms[hostId]?.[name];
    if (vm?.uuid === uuid) emit([{ type: 'vm-put', vm: { ...vm, ...tuning } }]);
  }

  for (const host of hosts) fleet.put(host);
  const begun = images.begin(file ? [] : options.imageServers);
  if (!begun.ok) return begun;
  const recovered = file ? ok(undefined) : jobs.recover(Object.values(lastSeen.value.jobs));
  if (!recovered.ok) return recovered;

  return ok({
    kind,
    now: options.now,
    state: hub.state,
    store,
    samples,
    recorder,
    fleet,
    inventory,
    jobs,
    mover,
    plans,
    imageServers: images.imageServers,
    rollouts: images.rollouts,
    imports: images.imports,
    consoleId,
    prompts,
    sla,
    outages: outageBook,
    outagePorts,
    setPower: options.setPower,
    driverOf,
    async close() {
      prompts.close();
      sla.close();
      await images.close();
      await jobs.close();
      await fleet.close();
      recorder.close();
      samples.close();
      store.close();
    },
  });
}

/** The store's pinned keys in the shape the SSH layer asks for. */
function pinnedKeys(store: Store): HostKeyStore {
  return {
    get: (place) => store.hostKeys.get(place),
    pin: (place, key: HostKey) => store.hostKeys.put(place, key),
  };
}
