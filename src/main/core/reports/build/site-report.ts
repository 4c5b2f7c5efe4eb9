import { byNaturalName } from '../../../../shared/natural-key.ts';
import type { Chart, Value } from '../../../../shared/reports/report.ts';
import type { HostEntry, ReportInputs, SourceBlock, TableSource } from '../report-source.ts';
import { column, fact, mebibytes, rounded, share, words } from '../values.ts';
import { hostNumbers, isWhole, lastSeen, linkText, xenVersion } from './host-numbers.ts';
import { siteTotals } from './site-totals.ts';
import { storageTable } from './storage-table.ts';
import { diskTable, nicTable, vmTable } from './vm-tables.ts';

/** The blocks of each section of a site inventory. */
export const siteSections: Readonly<
  Record<string, (inputs: ReportInputs) => Iterable<SourceBlock>>
> = {
  summary: ({ site }) => summary(site.hosts()),
  hosts: ({ site }) => [hostTable(site.hosts())],
  vms: ({ site }) => [vmTable(site.hosts())],
  disks: ({ site }) => [diskTable(site.hosts())],
  nics: ({ site }) => [nicTable(site.hosts())],
  networks: ({ site }) => [networkTable(site.hosts())],
  storage: ({ site }) => [storageTable(site.hosts())],
  problems: ({ site }) => [problemTable(site.hosts())],
};

/** More bars than this say nothing on paper. */
const mostBars = 30;

function* summary(hosts: Iterable<HostEntry>): Generator<SourceBlock> {
  const fullest = keepFullest();
  const totals = siteTotals(watched(hosts, fullest.add));
  if (totals.read < totals.hosts) {
    yield {
      kind: 'paragraph',
      tone: 'warning',
      text:
        totals.read === 0
          ? 'No host was ever read: nothing is known of the site but its hosts’ names.'
          : `${totals.hosts - totals.read} of ${totals.hosts} hosts were never read: sums are without them.`,
    };
  }
  yield {
    kind: 'facts',
    title: 'The site',
    facts: [
      fact('Hosts', totals.hosts, 'number'),
      fact('Connected hosts', totals.connected, 'number'),
      fact('Virtual machines', totals.vms, 'number'),
      fact('CPUs (pCPUs)', totals.pcpus, 'number'),
      fact('vCPUs of running VMs', totals.vcpus, 'number'),
      fact(
        'vCPUs per CPU',
        rounded(totals.pcpus > 0 ? totals.vcpus / totals.pcpus : null),
        'number',
      ),
      fact('Memory', mebibytes(totals.memoryMiB), 'bytes'),
      fact('Memory of dom0', mebibytes(totals.dom0MemoryMiB), 'bytes'),
      fact('Memory of running VMs', mebibytes(totals.vmMemoryMiB), 'bytes'),
      fact(
        'Memory given out',
        share(totals.dom0MemoryMiB + totals.vmMemoryMiB, totals.memoryMiB),
        'percent',
      ),
    ],
  };
  yield counts('VMs by state', 'State', 'VMs', totals.states);
  yield counts('VMs by type', 'Type', 'VMs', totals.types);
  yield counts('Xen versions', 'Version', 'Hosts', totals.versions);
  yield counts('Processors', 'CPU', 'Hosts', totals.cpus);
  const bars = memoryBars(fullest.entries(), totals.read);
  if (bars) yield bars;
}

function counts(
  title: string,
  what: string,
  of: string,
  found: readonly [string, number][],
): TableSource {
  return {
    kind: 'table',
    title,
    columns: [column(what), column(of, 'number')],
    rows: found.map(([name, count]) => [words(name), count]),
    whenEmpty: 'There are none.',
  };
}

function* watched<T>(all: Iterable<T>, look: (one: T) => void): Generator<T> {
  for (const one of all) {
    look(one);
    yield one;
  }
}

interface Fullness {
  label: string;
  given: number;
  dom0MiB: number;
  vmsMiB: number;
  restMiB: number;
}

/** Keeps the fullest hosts and lets go of the others, so that a large site costs no more memory. */
function keepFullest(): { add(entry: HostEntry): void; entries(): readonly Fullness[] } {
  const kept: Fullness[] = [];
  return {
    add(entry) {
      const { memoryMiB, dom0MemoryMiB, vmMemoryMiB, unassignedMiB } = hostNumbers(entry);
      if (memoryMiB === null || dom0MemoryMiB === null || unassignedMiB === null) return;
      kept.push({
        label: words(entry.host.label),
        given: memoryMiB > 0 ? (dom0MemoryMiB + vmMemoryMiB) / memoryMiB : 0,
        dom0MiB: dom0MemoryMiB,
        vmsMiB: vmMemoryMiB,
        restMiB: unassignedMiB,
      });
      kept.sort((a, b) => b.given - a.given || byNaturalName(a.label, b.label));
      kept.splice(mostBars);
    },
    entries: () => kept,
  };
}

function memoryBars(hosts: readonly Fullness[], read: number): Chart | null {
  if (hosts.length === 0) return null;
  const values = (pick: (host: Fullness) => number) => hosts.map((host) => mebibytes(pick(host)));
  return {
    kind: 'chart',
    form: 'stacked',
    title:
      read > hosts.length
        ? `Memory given out: the ${hosts.length} fullest of ${read} hosts`
        : 'Memory given out by host',
    axis: { type: 'text', values: hosts.map(({ label }) => label) },
    value: { type: 'bytes' },
    series: [
      { label: 'VMs', values: values(({ vmsMiB }) => vmsMiB) },
      { label: 'dom0', values: values(({ dom0MiB }) => dom0MiB) },
      { label: 'unassigned', values: values(({ restMiB }) => restMiB) },
    ],
    limit: null,
  };
}

function hostTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Hosts',
    columns: [
      column('Host'),
      column('Address'),
      column('Connection'),
      column('Last seen', 'time'),
      column('Xen'),
      column('dom0 kernel'),
      column('Processor'),
      column('CPUs', 'number'),
      column('VMs', 'number'),
      column('vCPUs', 'number'),
      column('Memory', 'bytes'),
      column('Unassigned', 'bytes'),
      column('Given out', 'percent'),
    ],
    rows: (function* () {
      for (const entry of hosts) yield hostRow(entry);
    })(),
    whenEmpty: 'The site has no hosts.',
  };
}

function hostRow(entry: HostEntry): Value[] {
  const { host } = entry;
  const { facts, access } = host;
  const numbers = hostNumbers(entry);
  const { memoryMiB, unassignedMiB } = numbers;
  return [
    words(host.label),
    words(access.port === 22 ? access.address : `${access.address}:${access.port}`),
    linkText(host),
    lastSeen(host),
    facts ? words(xenVersion(host) ?? '') : null,
    facts ? words(facts.dom0Kernel) : null,
    facts ? words(facts.cpu.name) : null,
    numbers.pcpus,
    numbers.vms,
    numbers.vcpus,
    mebibytes(memoryMiB),
    mebibytes(unassignedMiB),
    memoryMiB === null || unassignedMiB === null
      ? null
      : share(memoryMiB - unassignedMiB, memoryMiB),
  ];
}

function networkTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Networks',
    columns: [
      column('Bridge'),
      column('Hosts that have it', 'number'),
      column('VMs on it', 'number'),
    ],
    rows: (function* () {
      const bridges = new Map<string, { hosts: number; vms: number }>();
      const at = (name: string) => {
        const found = bridges.get(name) ?? { hosts: 0, vms: 0 };
        bridges.set(name, found);
        return found;
      };
      for (const { host, vms } of hosts) {
        for (const name of new Set(host.facts?.bridges)) at(name).hosts += 1;
        for (const vm of vms) {
          if (!isWhole(vm)) continue;
          for (const name of new Set(vm.nics.map(({ bridge }) => bridge))) at(name).vms += 1;
        }
      }
      const byName = [...bridges].sort(([a], [b]) => byNaturalName(a, b));
      for (const [name, count] of byName) yield [words(name), count.hosts, count.vms];
    })(),
    whenEmpty: 'No host told of a bridge.',
  };
}

function problemTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Problems',
    columns: [column('Host'), column('VM'), column('What'), column('In its own words')],
    rows: (function* () {
      for (const { host, vms } of hosts) {
        const label = words(host.label);
        const errors = [...(host.link.error ? [host.link.error] : []), ...(host.problems ?? [])];
        for (const { message, details } of errors) {
          yield [label, null, words(message), details === undefined ? null : words(details)];
        }
        for (const vm of vms) {
          if (vm.state !== 'crashed' && vm.state !== 'transit') continue;
          const what =
            vm.state === 'crashed' ? 'It crashed.' : 'It is half of a move, or was left by one.';
          yield [label, words(vm.name), what, null];
        }
      }
    })(),
    whenEmpty: 'There are none.',
  };
}
