import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Slots } from '../ssh/slots.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { detectToolstack } from '../xen/detect-toolstack.ts';
import type { ConfigText, ToolstackDriver, UsageReading } from '../xen/toolstack.ts';
import type { Clock } from './clock.ts';
import { diffHost, type HostNews } from './diff-host.ts';
import { diffVms } from './diff-vms.ts';
import { keepUnread } from './keep-unread.ts';
import { retryDelayMs } from './retry-delay.ts';
import {
  advanceTraffic,
  type HostTraffic,
  hostTraffic,
  noTrafficYet,
  type TrafficState,
} from './traffic-rates.ts';
import { advanceUsage, hostShare, noUsage, type UsageState } from './usage-rates.ts';

export interface HostSessionOptions {
  hostId: string;
  link: HostLink;
  driverFor(kind: 'xl' | 'xe'): ToolstackDriver | null;
  /** Places for hosts that are read at the same time. */
  reads: Slots;
  clock: Clock;
  emit(events: readonly SiteEvent[]): void;
  /** Takes what the host's domains were doing, before the event of their usage. */
  tellDomains(domains: UsageReading['domains']): void;
  /** Takes what network and disks carried, before the event of their usage. */
  tellTraffic(traffic: HostTraffic): void;
  /** Takes the host's configuration files, whenever they are told. */
  keepConfigs(texts: readonly ConfigText[]): void;
  settings(): Settings;
  /** The host and its VMs as the site knows them now; undefined: no longer in the site. */
  host(): Host | undefined;
  vms(): Readonly<Record<string, Vm>>;
}

/** Keeps one host's place in the site true for as long as the link to it is up. */
export interface HostSession {
  /** Reads everything anew, now. */
  refresh(): Promise<Result<void>>;
  close(): void;
}

/** One long-lived channel; `stop` is null until it has said its first word. */
interface Watch {
  readonly intervals: { usageSeconds: number; sweepSeconds: number };
  stop: (() => void) | null;
}

/** What holds for one time that the link is up; given up as a whole when it goes down. */
interface Uptime {
  readonly abort: AbortController;
  driver: ToolstackDriver | null;
  watch: Watch | null;
  /** From the watch's first word on, it alone tells of VMs: a read may be older when it arrives. */
  watchTellsVms: boolean;
  usage: UsageState;
  traffic: TrafficState;
  freeMemoryMiB: number | null;
  problems: { read: readonly AppError[]; watch: readonly AppError[] };
  failures: number;
  cancelRetry: (() => void) | null;
  reading: Promise<Result<void>> | null;
}

export function createHostSession(options: HostSessionOptions): HostSession {
  const { hostId, link, clock, emit } = options;
  let uptime: Uptime | null = null;

  function tell(news: HostNews): void {
    const host = options.host();
    if (host) emit(diffHost(host, news));
  }

  function tellProblems(up: Uptime, problems: Partial<Uptime['problems']>): void {
    up.problems = { ...up.problems, ...problems };
    tell({ problems: allProblems(up) });
  }

  function tellVms(vms: readonly Vm[], unread: readonly string[]): void {
    if (!options.host()) return;
    const known = options.vms();
    emit(diffVms(hostId, known, keepUnread(vms, known, unread)));
  }

  function retryLater(up: Uptime): void {
    up.failures++;
    up.cancelRetry?.();
    up.cancelRetry = clock.after(retryDelayMs(up.failures, Math.random()), () => {
      up.cancelRetry = null;
      void begin(up);
    });
  }

  /** Finds the toolstack, reads the host, and then follows it; later again if that fails. */
  async function begin(up: Uptime): Promise<void> {
    const read = await readOnce(up);
    if (up !== uptime) return;
    if (!read.ok) return retryLater(up);
    if (up.driver && !up.watch) await startWatch(up, up.driver);
  }

  function readOnce(up: Uptime): Promise<Result<void>> {
    up.reading ??= readHost(up).finally(() => {
      up.reading = null;
    });
    return up.reading;
  }

  /** Ok also for a host without a toolstack of ours: that is known then, and nothing to retry. */
  async function readHost(up: Uptime): Promise<Result<void>> {
    const { signal } = up.abort;
    if (!up.driver) {
      const detected = await detectToolstack(link, signal);
      if (up !== uptime) return err(notConnected());
      if (!detected.ok) {
        tellProblems(up, { read: [detected.error] });
        return detected;
      }
      const kind = detected.value;
      up.driver = kind === 'none' ? null : options.driverFor(kind);
      if (!up.driver) {
        up.problems = { read: kind === 'none' ? [] : [unsupported()], watch: [] };
        tell({ toolstack: kind, problems: allProblems(up) });
        return ok(undefined);
      }
    }
    const toolstack = up.driver.kind;
    const turn = await options.reads.take(signal);
    if (!turn.ok) return turn;
    const read = await up.driver.read(link, hostId, signal).finally(turn.value.free);
    if (up !== uptime) return err(notConnected());
    if (!read.ok) {
      up.problems = { ...up.problems, read: [read.error] };
      tell({ toolstack, problems: allProblems(up) });
      return read;
    }
    const { facts, freeMemoryMiB, vms, unread, problems } = read.value;
    up.problems = { ...up.problems, read: problems };
    up.freeMemoryMiB = freeMemoryMiB;
    const usage = up.watchTellsVms
      ? {}
      : { usage: { at: clock.now(), cpu: null, dom0Cpu: null, freeMemoryMiB } };
    tell({ toolstack, facts, problems: allProblems(up), ...usage });
    if (!up.watchTellsVms) tellVms(vms, unread);
    return ok(undefined);
  }

  async function startWatch(up: Uptime, driver: ToolstackDriver): Promise<void> {
    const settings = options.settings();
    const watch: Watch = {
      intervals: {
        usageSeconds: settings.usageIntervalSeconds,
        sweepSeconds: settings.sweepIntervalSeconds,
      },
      stop: null,
    };
    up.watch = watch;
    up.usage = noUsage;
    up.traffic = noTrafficYet;
    up.watchTellsVms = false;
    const isCurrent = () => up === uptime && up.watch === watch;

    /** Called once, by whoever is first to know. */
    function ended(reason: AppError | null): void {
      if (!isCurrent()) return;
      up.watch = null;
      up.watchTellsVms = false;
      if (reason) tellProblems(up, { watch: [reason] });
      retryLater(up);
    }

    const started = await driver.watch(link, hostId, watch.intervals, {
      onVms(vms, unread) {
        if (!isCurrent()) return;
        up.watchTellsVms = true;
        up.failures = 0;
        tellVms(vms, unread);
      },
      onUsage: (reading) => {
        if (isCurrent()) takeUsage(up, watch, reading);
      },
      onConfigTexts(texts) {
        if (isCurrent()) options.keepConfigs(texts);
      },
      onStale() {
        if (isCurrent()) void readOnce(up);
      },
      onProblems(problems) {
        if (isCurrent()) tellProblems(up, { watch: problems });
      },
      onEnd: ended,
    });
    if (!started.ok) ended(started.error);
    else if (isCurrent()) watch.stop = started.value.stop;
    else started.value.stop();
  }

  function takeUsage(up: Uptime, watch: Watch, reading: UsageReading): void {
    const host = options.host();
    if (!host) return;
    const { usageIntervalSeconds, sweepIntervalSeconds } = options.settings();
    const pcpus = host.facts?.pcpus ?? 0;
    const minSeconds = usageIntervalSeconds / 2;
    up.usage = advanceUsage(up.usage, reading, pcpus || 1, minSeconds);
    up.traffic = advanceTraffic(up.traffic, reading, minSeconds);
    up.freeMemoryMiB = reading.freeMemoryMiB ?? up.freeMemoryMiB;
    const cpuSeconds = new Map(reading.domains.map((domain) => [domain.domid, domain.cpuSeconds]));
    const vms: [string, number | null, number | null][] = [];
    for (const vm of Object.values(options.vms())) {
      const seconds = vm.domid === null ? undefined : cpuSeconds.get(vm.domid);
      if (vm.domid === null || seconds === undefined) continue;
      const cpu = up.usage.get(vm.domid)?.cpu ?? null;
      if (cpu !== vm.cpu || seconds !== vm.cpuSeconds) vms.push([vm.name, cpu, seconds]);
    }
    const freeMemoryMiB = up.freeMemoryMiB ?? 0;
    const usage = { at: clock.now(), ...hostShare(up.usage, pcpus), freeMemoryMiB };
    options.tellDomains(reading.domains);
    options.tellTraffic(hostTraffic(up.traffic, reading.devices, Object.values(options.vms())));
    emit([{ type: 'usage', hostId, usage, vms }]);
    const { usageSeconds, sweepSeconds } = watch.intervals;
    if (usageIntervalSeconds !== usageSeconds || sweepIntervalSeconds !== sweepSeconds) {
      restartWatch(up);
    }
  }

  /** The user chose other intervals: the channel is opened anew with them, at once. */
  function restartWatch(up: Uptime): void {
    const { driver, watch } = up;
    if (!driver || !watch) return;
    up.watch = null;
    watch.stop?.();
    void startWatch(up, driver);
  }

  function linkUp(): void {
    if (uptime) return;
    uptime = {
      abort: new AbortController(),
      driver: null,
      watch: null,
      watchTellsVms: false,
      usage: noUsage,
      traffic: noTrafficYet,
      freeMemoryMiB: null,
      problems: { read: [], watch: [] },
      failures: 0,
      cancelRetry: null,
      reading: null,
    };
    void begin(uptime);
  }

  /** What was seen last stays in the site; the link's own state says since when it is old. */
  function linkDown(): void {
    const up = uptime;
    uptime = null;
    up?.cancelRetry?.();
    up?.watch?.stop?.();
    up?.abort.abort(notConnected());
  }

  const stopListening = link.onLink((now) => {
    if (now.state === 'online') linkUp();
    else linkDown();
  });
  if (link.link.state === 'online') linkUp();

  return {
    async refresh() {
      const up = uptime;
      if (!up) return err(notConnected());
      // A read under way may have asked before what the caller wants to see.
      if (up.reading) await up.reading;
      if (up !== uptime) return err(notConnected());
      up.cancelRetry?.();
      up.cancelRetry = null;
      const read = await readOnce(up);
      if (up === uptime && !up.watch) {
        if (!read.ok) retryLater(up);
        else if (up.driver) await startWatch(up, up.driver);
      }
      return read;
    },
    close() {
      stopListening();
      linkDown();
    },
  };
}

function allProblems({ problems }: Uptime): AppError[] {
  const seen = new Set<string>();
  return [...problems.read, ...problems.watch].filter(({ code, message }) => {
    const key = `${code} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function notConnected(): AppError {
  return appError('not-connected', 'The host is not connected now.', { retryable: true });
}

function unsupported(): AppError {
  return appError('toolstack-unsupported', 'This host is managed by xapi (xe).', {
    hint: 'The console shows it, but can drive xl hosts only so far.',
  });
}
