import { createJobs, type Jobs } from '../../src/main/core/jobs/create-jobs.ts';
import { createOutageBook, type OutageBook } from '../../src/main/core/outage/outage-book.ts';
import type { OutagePorts } from '../../src/main/core/outage/outage-ports.ts';
import { restartJob } from '../../src/main/core/outage/restart-job.ts';
import type { HostLink } from '../../src/main/core/ssh/ssh-port.ts';
import type { Store } from '../../src/main/core/store/open-store.ts';
import type { ToolstackDriver } from '../../src/main/core/xen/toolstack.ts';
import { appError } from '../../src/shared/app-error.ts';
import { applyEvent, emptySite } from '../../src/shared/model/apply-event.ts';
import type { Link } from '../../src/shared/model/connection.ts';
import type { Host } from '../../src/shared/model/host.ts';
import type { SiteEvent, SiteState } from '../../src/shared/model/site.ts';
import { err, ok } from '../../src/shared/result.ts';
import { recordingLog } from './quiet-log.ts';
import { sampleFacts } from './sample-facts.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

export const guestUuid = 'ccd5929a-1cff-474c-93fa-ef9068940683';
const path = '/etc/xen/web1.cfg';
const text = `name = "web1"\nuuid = "${guestUuid}"\nmemory = 64\n`;

/** What happens behind the console's back, at one of its steps. */
export type Surprise =
  /** The dead host boots, and starts the VM by its autostart. */
  | 'comes-back'
  /** It boots and answers, and the VM stays off there. */
  | 'answers'
  /** Somebody starts the VM on a third host. */
  | 'started-by-hand'
  /** The console is killed. */
  | 'killed';

/**
 * Three hosts in memory, told of by nobody but themselves: the real job and its kernel on a real
 * store, with a surprise at any of its steps. For what must hold whatever happens when.
 */
export function createOutageWorld(store: Store, surprises: ReadonlyMap<number, Surprise>) {
  const hosts = ['dead', 'target', 'third'] as const;
  type Name = (typeof hosts)[number];
  const isUp: Record<Name, boolean> = { dead: false, target: true, third: true };
  const runs: Record<Name, boolean> = { dead: false, target: false, third: false };
  const files = new Set<Name>(['dead']);
  /** What was true when the toolstack was asked to start the VM. */
  const starts: { proved: boolean; answered: boolean; elsewhere: boolean }[] = [];
  let step = 0;
  let clock = 1_000;
  let state: SiteState = siteOf();
  let kill = (): void => {};

  function siteOf(): SiteState {
    const facts = sampleFacts({ totalMemoryMiB: 4096 });
    const usage = { at: 0, cpu: 0.1, dom0Cpu: 0, freeMemoryMiB: 2048 };
    const shown = hosts.map((id): Host => sampleHost({ id, label: id, facts, usage }));
    const vm = sampleVm({ hostId: 'dead', uuid: guestUuid, configPath: path, autostart: true });
    return {
      ...emptySite,
      hosts: Object.fromEntries(
        shown.map((host) => [host.id, { ...host, link: linkOf(host.id as Name) }]),
      ),
      vms: { dead: { web1: vm }, target: {}, third: {} },
    };
  }

  function linkOf(name: Name): Link {
    const lastSeen = name === 'dead' ? 1 : clock;
    const was = isUp[name] ? 'online' : 'offline';
    return { state: was, since: clock, lastSeen, retryAt: null, error: null };
  }

  const emit = (events: readonly SiteEvent[]) => {
    state = events.reduce(applyEvent, state);
    book.take(events);
  };
  const book: OutageBook = createOutageBook({
    repository: store.outages,
    state: () => state,
    emit,
  });

  /** A step of the console: the moment at which anything may have happened. */
  function happen(): void {
    clock += 10;
    step += 1;
    const surprise = surprises.get(step);
    if (surprise === 'comes-back' || surprise === 'answers') {
      isUp.dead = true;
      runs.dead = surprise === 'comes-back';
    }
    if (surprise === 'started-by-hand') runs.third = true;
    if (surprise === 'killed') kill();
  }

  function list(name: Name): string {
    const head =
      'Name ID Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label';
    const row = `web1 3 64 1     r-----  1.0 ${guestUuid} - -`;
    return runs[name] ? `${head}\n${row}\n` : `${head}\n`;
  }

  function link(name: Name): HostLink {
    const listeners = new Set<(link: Link) => void>();
    const made = {
      hostId: name,
      get link() {
        return linkOf(name);
      },
      // It is tried, and at once it is known whether it answers.
      connect() {
        happen();
        if (!isUp[name]) return;
        const host = state.hosts[name];
        if (host) emit([{ type: 'host-put', host: { ...host, link: linkOf(name) } }]);
        for (const listener of listeners) listener(linkOf(name));
      },
      onLink(listener: (link: Link) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ready: async () =>
        isUp[name] ? ok(undefined) : err(appError('not-connected', 'It is away.')),
      async exec(line: string) {
        happen();
        if (!isUp[name]) return err(appError('not-connected', 'It is away.'));
        const said = (stdout: string) => ok({ stdout, stderr: '', code: 0, signal: null });
        if (line.includes('stateroom-look')) return said(list(name));
        if (line.includes('stateroom-find-create')) return said('idle\n');
        if (line.includes('stateroom-write-config')) {
          files.add(name);
          return said('written\n');
        }
        if (line.includes('stateroom-retire-config')) {
          files.delete(name);
          return said('retired\n');
        }
        throw new Error(`not known: ${line.slice(0, 80)}`);
      },
    };
    return made as unknown as HostLink;
  }
  const links = Object.fromEntries(hosts.map((name) => [name, link(name)]));

  const driver = {
    kind: 'xl',
    async read() {
      happen();
      const { facts, usage } = state.hosts.target ?? {};
      const freeMemoryMiB = usage?.freeMemoryMiB ?? 0;
      return ok({ facts, freeMemoryMiB, vms: [], unread: [], problems: [] });
    },
    async power() {
      const elsewhere = runs.third || runs.dead;
      starts.push({ proved: book.of('dead').proof !== null, answered: isUp.dead, elsewhere });
      runs.target = true;
      happen();
      return ok({ log: '' });
    },
  } as unknown as ToolstackDriver;

  const ports: OutagePorts = {
    linkOf: (id) => links[id],
    driverOf: () => driver,
    stateOf: () => state,
    emit,
    book,
    lastConfig: () => ok(text),
    now: () => clock,
    lookEveryMs: 1,
  };

  /** A console on the store, as it starts: the first, or the next after a kill. */
  function open(): { jobs: Jobs; killed: Promise<void> } {
    const jobs = createJobs({
      definitions: [restartJob(ports)],
      journal: store.journal,
      moveConcurrency: () => 2,
      emit,
      log: recordingLog(),
      now: () => {
        clock += 1_000;
        return clock;
      },
    });
    const killed = new Promise<void>((resolve) => {
      kill = () => void jobs.close().then(resolve);
    });
    return { jobs, killed };
  }

  return {
    open,
    book,
    starts,
    state: () => state,
    now: () => clock,
    whereRuns: () => hosts.filter((name) => runs[name]),
    hasFile: (name: Name) => files.has(name),
    spec: {
      kind: 'restart-elsewhere' as const,
      vm: 'web1',
      uuid: guestUuid,
      hostId: 'dead',
      targetHostId: 'target',
      memoryMiB: 64,
    },
  };
}
