import { hostSampleKey, siteSampleKey } from '../../samples/sample-keys.ts';
import type { ReportInputs, SourceBlock, TableSource } from '../report-source.ts';
import { column, fact, mebibytes, rounded, share, words, yesNo } from '../values.ts';
import { hostNumbers } from './host-numbers.ts';
import { type SiteTotals, siteTotals } from './site-totals.ts';
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

/** The blocks of each section of a capacity report but the busiest VMs: those take work before. */
export const capacitySections: Readonly<
  Record<string, (inputs: ReportInputs) => Iterable<SourceBlock>>
> = {
  summary,
  usage,
  hosts: (inputs) => [
    hostTable(inputs),
    hostTrafficTable(inputs),
    { kind: 'paragraph', tone: 'plain', text: trafficNote },
  ],
  failover: (inputs) => failover(inputs),
};

function* summary(inputs: ReportInputs): Generator<SourceBlock> {
  const totals = siteTotals(inputs.site.hosts());
  const series = inputs.figures(siteSampleKey);
  const cpu = figuresOf(series, (point) => point.cpu);
  const memory = figuresOf(series, (point) => point.memoryMiB);
  const known = measured(series);
  if (!known) {
    const text = 'Nothing was measured in the period: what follows is of what is given out alone.';
    yield { kind: 'paragraph', tone: 'warning', text };
  }
  yield {
    kind: 'facts',
    title: 'The site',
    facts: [
      fact('Hosts', totals.hosts, 'number'),
      fact('Virtual machines that run', totals.active, 'number'),
      fact('CPUs (pCPUs)', totals.pcpus, 'number'),
      fact(
        'vCPUs per CPU',
        rounded(totals.pcpus > 0 ? totals.vcpus / totals.pcpus : null),
        'number',
      ),
      fact('CPU in use, mean', rounded(cpu?.mean ?? null), 'number', 'CPUs'),
      fact('CPU in use, p95', rounded(cpu?.p95 ?? null), 'number', 'CPUs'),
      fact('CPU in use, p95 of all CPUs', share(cpu?.p95 ?? null, totals.pcpus), 'percent'),
      fact('Memory', mebibytes(totals.memoryMiB), 'bytes'),
      fact('Memory given out', share(given(totals), totals.memoryMiB), 'percent'),
      fact('Memory in use, highest', mebibytes(memory?.max ?? null), 'bytes'),
    ],
  };
  if (known) yield { kind: 'paragraph', tone: 'plain', text: p95Text(series) };
}

const given = ({ dom0MemoryMiB, vmMemoryMiB }: SiteTotals) => dom0MemoryMiB + vmMemoryMiB;

function* usage(inputs: ReportInputs): Generator<SourceBlock> {
  const series = inputs.usage(siteSampleKey, chartPoints);
  if (!measured(series)) {
    const text = 'Nothing of the site was measured in the period.';
    yield { kind: 'paragraph', tone: 'plain', text };
    return;
  }
  const totals = siteTotals(inputs.site.hosts());
  yield cpuChart(series, totals.pcpus);
  yield memoryChart(series, totals.memoryMiB);
  yield* trafficCharts(series);
}

function hostTable({ site, figures }: ReportInputs): TableSource {
  return {
    kind: 'table',
    title: 'Usage by host',
    columns: [
      column('Host'),
      column('CPUs', 'number'),
      column('CPU mean', 'percent'),
      column('CPU p95', 'percent'),
      column('CPU highest', 'percent'),
      column('dom0 mean', 'number', 'CPUs'),
      column('vCPUs per CPU', 'number'),
      column('Memory', 'bytes'),
      column('Memory given out', 'percent'),
      column('Unassigned', 'bytes'),
      column('VMs that run', 'number'),
    ],
    rows: (function* () {
      for (const entry of site.hosts()) {
        const series = figures(hostSampleKey(entry.host.id));
        const cpu = figuresOf(series, (point) => point.cpu);
        const dom0 = figuresOf(series, (point) => point.dom0);
        const { pcpus, vcpus, memoryMiB, unassignedMiB, active } = hostNumbers(entry);
        const ofCpus = (value: number | undefined) => share(value ?? null, pcpus ?? 0);
        yield [
          words(entry.host.label),
          pcpus,
          ofCpus(cpu?.mean),
          ofCpus(cpu?.p95),
          ofCpus(cpu?.max),
          rounded(dom0?.mean ?? null),
          rounded(pcpus ? vcpus / pcpus : null),
          mebibytes(memoryMiB),
          share(memoryMiB === null ? null : memoryMiB - (unassignedMiB ?? 0), memoryMiB ?? 0),
          mebibytes(unassignedMiB),
          active,
        ];
      }
    })(),
    whenEmpty: 'The site has no hosts.',
  };
}

function hostTrafficTable({ site, figures }: ReportInputs): TableSource {
  return {
    kind: 'table',
    title: 'Network and disks by host',
    columns: [column('Host'), ...trafficColumns],
    rows: (function* () {
      for (const { host } of site.hosts()) {
        yield [words(host.label), ...trafficValues(figures(hostSampleKey(host.id)))];
      }
    })(),
    whenEmpty: 'The site has no hosts.',
  };
}

/** Sums alone, so it proves that there is no room, never that each VM finds a host. */
function* failover({ site }: ReportInputs): Generator<SourceBlock> {
  const all = siteTotals(site.hosts());
  const unassignedMiB = Math.max(0, all.memoryMiB - given(all));
  yield {
    kind: 'paragraph',
    tone: 'plain',
    text:
      'Whether the other hosts together have the memory that the running virtual machines of a ' +
      'failed host need. Where it says no, they cannot all be started elsewhere; where it says ' +
      'yes, each must still find one host that has the room, its storage and its networks.',
  };
  yield {
    kind: 'table',
    title: 'If a host fails',
    columns: [
      column('Host that fails'),
      column('VMs that run there', 'number'),
      column('Memory they need', 'bytes'),
      column('Unassigned on the others', 'bytes'),
      column('Enough'),
    ],
    rows: (function* () {
      for (const entry of site.hosts()) {
        const own = hostNumbers(entry);
        const elsewhere = Math.max(0, unassignedMiB - (own.unassignedMiB ?? 0));
        yield [
          words(entry.host.label),
          own.active,
          mebibytes(own.vmMemoryMiB),
          mebibytes(elsewhere),
          yesNo(own.vmMemoryMiB <= elsewhere),
        ];
      }
    })(),
    whenEmpty: 'The site has no hosts.',
  };
}
