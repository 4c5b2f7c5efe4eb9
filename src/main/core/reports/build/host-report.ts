import type { Fact } from '../../../../shared/reports/report.ts';
import { hostSampleKey, vmSampleKey } from '../../samples/sample-keys.ts';
import type { HostEntry, ReportInputs, SourceBlock, TableSource } from '../report-source.ts';
import { column, fact, mebibytes, rounded, share, words } from '../values.ts';
import type { LabelOf } from './changes-report.ts';
import { changesTable, configBlocks } from './changes-table.ts';
import { hostNumbers, isActive, lastSeen, linkText, xenVersion } from './host-numbers.ts';
import { storageTable } from './storage-table.ts';
import {
  chartPoints,
  cpuChart,
  figuresOf,
  measured,
  memoryChart,
  p95Text,
  trafficCharts,
  trafficColumns,
  trafficNote,
  trafficValues,
} from './usage.ts';
import { diskTable, nicTable, vmTable } from './vm-tables.ts';

type HostSection = (
  entry: HostEntry,
  inputs: ReportInputs,
  labelOf: LabelOf,
) => Iterable<SourceBlock>;

/** The blocks of each section of a report of one host. */
export const hostSections: Readonly<Record<string, HostSection>> = {
  summary,
  usage,
  vms: (entry) => [vmTable([entry])],
  disks: (entry) => [diskTable([entry])],
  nics: (entry) => [nicTable([entry])],
  storage: (entry) => [storageTable([entry])],
  *changes({ host }, inputs, labelOf) {
    const own = inputs
      .changes()
      .filter(({ hostId, from }) => hostId === host.id || from?.hostId === host.id);
    yield changesTable(
      'The host and its virtual machines',
      own.filter(({ kind }) => kind !== 'config'),
      labelOf,
    );
    yield* configBlocks(own, labelOf);
  },
};

function* summary(entry: HostEntry): Generator<SourceBlock> {
  const { host } = entry;
  for (const { message, details } of [
    ...(host.link.error ? [host.link.error] : []),
    ...(host.problems ?? []),
  ]) {
    const text = words(details === undefined ? message : `${message}\n${details}`);
    yield { kind: 'paragraph', tone: 'warning', text };
  }
  yield {
    kind: 'facts',
    title: 'The host',
    facts: [
      fact('Name', words(host.label)),
      fact('Address', words(`${host.access.user}@${host.access.address}:${host.access.port}`)),
      fact('Connection', linkText(host)),
      fact('Last seen', lastSeen(host), 'time'),
    ],
  };
  if (!host.facts) {
    const text = 'This host was never read: nothing more is known of it.';
    yield { kind: 'paragraph', tone: 'warning', text };
    return;
  }
  yield { kind: 'facts', title: 'Machine', facts: machineFacts(entry) };
  yield { kind: 'facts', title: 'Xen and dom0', facts: xenFacts(entry) };
}

function machineFacts(entry: HostEntry): Fact[] {
  const { facts } = entry.host;
  if (!facts) return [];
  const numbers = hostNumbers(entry);
  const given = facts.totalMemoryMiB - (numbers.unassignedMiB ?? 0);
  return [
    fact('Processor', words(facts.cpu.name)),
    fact('CPUs (pCPUs)', facts.pcpus, 'number'),
    fact('Cores per socket', facts.coresPerSocket, 'number'),
    fact('Threads per core', facts.threadsPerCore, 'number'),
    fact('Clock', facts.cpuMhz, 'number', 'MHz'),
    fact('NUMA nodes', facts.numaNodes.length, 'number'),
    fact('Memory', mebibytes(facts.totalMemoryMiB), 'bytes'),
    fact('Memory of dom0', mebibytes(facts.dom0.memoryMiB), 'bytes'),
    fact('Memory of running VMs', mebibytes(numbers.vmMemoryMiB), 'bytes'),
    fact('Memory given out', share(given, facts.totalMemoryMiB), 'percent'),
    fact('vCPUs of running VMs', numbers.vcpus, 'number'),
    fact('vCPUs per CPU', rounded(facts.pcpus > 0 ? numbers.vcpus / facts.pcpus : null), 'number'),
  ];
}

const assists = { vt: 'Intel VT', svm: 'AMD SVM', none: 'none', unknown: null } as const;

function xenFacts({ host }: HostEntry): Fact[] {
  const { facts } = host;
  if (!facts) return [];
  const list = (names: readonly string[]) => (names.length === 0 ? null : words(names.join(', ')));
  return [
    fact('Xen', words(xenVersion(host) ?? '')),
    fact('Hardware assist', assists[facts.assist]),
    fact('Capabilities', list(facts.virtCaps)),
    fact('Scheduler', words(facts.scheduler)),
    fact('CPU pools', list(facts.cpupools.map(({ name, cpus }) => `${name} (${cpus} CPUs)`))),
    fact('Command line', words(facts.commandLine)),
    fact('Host name', words(facts.hostname)),
    fact('dom0 kernel', words(facts.dom0Kernel)),
    fact('dom0 vCPUs', facts.dom0.vcpus, 'number'),
    fact('dom0 addresses', list(facts.addresses)),
    fact('Bridges', list(facts.bridges)),
    fact('Clock ahead of the console', Math.round(facts.clockSkewMs), 'duration'),
  ];
}

function* usage(entry: HostEntry, inputs: ReportInputs): Generator<SourceBlock> {
  const { host } = entry;
  const series = inputs.usage(hostSampleKey(host.id), chartPoints);
  if (!measured(series)) {
    const text = 'Nothing of this host was measured in the period.';
    yield { kind: 'paragraph', tone: 'plain', text };
    return;
  }
  yield cpuChart(series, host.facts?.pcpus ?? null);
  yield memoryChart(series, host.facts?.totalMemoryMiB ?? null);
  yield* trafficCharts(series);
  yield vmUsageTable(entry, inputs);
  yield vmTrafficTable(entry, inputs);
  const text = `${p95Text(inputs.figures(hostSampleKey(host.id)))} ${trafficNote}`;
  yield { kind: 'paragraph', tone: 'plain', text };
}

function vmUsageTable({ vms }: HostEntry, inputs: ReportInputs): TableSource {
  return {
    kind: 'table',
    title: 'CPU by virtual machine',
    columns: [
      column('VM'),
      column('vCPUs', 'number'),
      column('Mean', 'number', 'CPUs'),
      column('p95', 'number', 'CPUs'),
      column('Highest', 'number', 'CPUs'),
      column('Memory now', 'bytes'),
    ],
    rows: (function* () {
      for (const vm of vms) {
        if (!isActive(vm)) continue;
        const cpu = figuresOf(inputs.figures(vmSampleKey(vm)), (point) => point.cpu);
        yield [
          words(vm.name),
          vm.vcpus,
          rounded(cpu?.mean ?? null),
          rounded(cpu?.p95 ?? null),
          rounded(cpu?.max ?? null),
          mebibytes(vm.memoryMiB),
        ];
      }
    })(),
    whenEmpty: 'No virtual machine runs here.',
  };
}

function vmTrafficTable({ vms }: HostEntry, inputs: ReportInputs): TableSource {
  return {
    kind: 'table',
    title: 'Network and disks by virtual machine',
    columns: [column('VM'), ...trafficColumns],
    rows: (function* () {
      for (const vm of vms) {
        if (!isActive(vm)) continue;
        yield [words(vm.name), ...trafficValues(inputs.figures(vmSampleKey(vm)))];
      }
    })(),
    whenEmpty: 'No virtual machine runs here.',
  };
}
