import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { ConfigText, TrafficDevice, UsageReading } from '../toolstack.ts';
import { createFileCollector, type HostFiles, noFiles } from './collect-files.ts';
import { frameText } from './command-problem.ts';
import { composeVms } from './compose-vms.ts';
import type { Frame } from './frames.ts';
import { type DomainConfig, parseDomainList } from './parse-domain-list.ts';
import { type DomainRow, parseDomainTable } from './parse-domain-table.ts';
import { parseTraffic } from './parse-traffic.ts';
import { parseTtys } from './parse-ttys.ts';

/** What a frame of the watch came to. */
export interface WatchNews {
  vms?: Vm[];
  /** With `vms`: configuration files that could not be read. */
  unread?: readonly string[];
  usage?: UsageReading;
  problems?: AppError[];
  configTexts?: ConfigText[];
}

function number(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,15}(?:\.\d{1,9})?$/.test(word) ? Number(word) : null;
}

/** The row but for what changes all the time. Running and blocked are the same to the user. */
function lasting({ name, uuid, memoryMiB, vcpus, state }: DomainRow): string {
  return `${uuid} ${memoryMiB} ${vcpus} ${state.slice(2)} ${name}`;
}

/** Whether known domains went or changed, and no new ones came, whose configuration is to follow. */
function canBeToldNow(before: readonly DomainRow[], rows: readonly DomainRow[]): boolean {
  const known = new Map(before.map((row) => [row.domid, lasting(row)]));
  if (rows.some(({ domid }) => !known.has(domid))) return false;
  return rows.length < before.length || rows.some((row) => known.get(row.domid) !== lasting(row));
}

function oddCounters(odd: readonly string[]): AppError[] {
  if (odd.length === 0) return [];
  const message = `${odd.length} counters of network or disks make no sense.`;
  return [appError('parse-failed', message, { details: odd.slice(0, 50).join('\n') })];
}

/**
 * Puts together what stateroom-watch tells frame by frame. A look's table comes first; its
 * configurations and terminals only after a change, `ttys` last: then the VMs are whole. What
 * needs no configuration to be known is told at once.
 */
export function createWatchState(hostId: string): { push(frame: Frame): WatchNews } {
  const collector = createFileCollector();
  let files: HostFiles = noFiles;
  let rows: DomainRow[] = [];
  let configs: DomainConfig[] = [];
  let ttys: ReadonlyMap<number, string> = new Map();
  let isWhole = false;
  /** Of the look under way: they are told just before its table. */
  let devices: TrafficDevice[] = [];
  const problems: Record<'watch' | 'traffic' | 'table' | 'configs', AppError[]> = {
    watch: [],
    traffic: [],
    table: [],
    configs: [],
  };

  function allProblems(): AppError[] {
    const { watch, traffic, table, configs } = problems;
    return [...watch, ...traffic, ...table, ...configs, ...files.problems];
  }

  function compose(): Pick<WatchNews, 'vms' | 'unread'> {
    return { vms: composeVms(hostId, { rows, configs, files, ttys }), unread: files.unread };
  }

  function pushTable(frame: Frame): WatchNews {
    const text = frameText('xl list -v', frame);
    const table = text.ok ? parseDomainTable(text.value) : text;
    if (!table.ok) {
      problems.table = [table.error];
      return { problems: allProblems() };
    }
    const hadProblem = problems.table.length > 0;
    problems.table = [];
    const before = rows;
    rows = table.value.rows;
    const news: WatchNews = hadProblem ? { problems: allProblems() } : {};
    const hostSeconds = number(frame.args[0]);
    if (hostSeconds !== null) {
      news.usage = {
        hostSeconds,
        freeMemoryMiB: number(frame.args[1]),
        domains: rows.map(({ name, domid, cpuSeconds, memoryMiB, state }) => ({
          name,
          domid,
          cpuSeconds,
          memoryMiB,
          state,
        })),
        devices,
      };
    }
    devices = [];
    if (isWhole && canBeToldNow(before, rows)) Object.assign(news, compose());
    return news;
  }

  function pushTraffic(frame: Frame): WatchNews {
    const table = parseTraffic(frame.text);
    devices = table.ok ? table.value.devices : [];
    const hadProblem = problems.traffic.length > 0;
    problems.traffic = table.ok ? oddCounters(table.value.odd) : [table.error];
    return hadProblem || problems.traffic.length > 0 ? { problems: allProblems() } : {};
  }

  return {
    push(frame) {
      if (frame.kind === 'traffic') return pushTraffic(frame);
      if (frame.kind === 'domains') return pushTable(frame);
      if (frame.kind === 'unwatched') {
        problems.watch = [
          appError('toolstack-unsupported', 'The host has no xenstore-watch.', {
            hint: 'Install xenstore-utils there: until then, changes show up late.',
          }),
        ];
        return { problems: allProblems() };
      }
      if (frame.kind === 'configs') {
        const text = frameText('xl list -l', frame);
        const list = text.ok ? parseDomainList(text.value) : text;
        problems.configs = list.ok ? [] : [list.error];
        if (list.ok) configs = list.value.domains;
        return {};
      }
      if (frame.kind === 'ttys') {
        ttys = parseTtys(frame.text);
        isWhole = true;
        return { ...compose(), problems: allProblems() };
      }
      const whole = collector.push(frame);
      if (!whole) return {};
      // Told and forgotten: here they would stay until the next change, for every host.
      files = { ...whole, texts: [] };
      return { configTexts: whole.texts };
    },
  };
}
