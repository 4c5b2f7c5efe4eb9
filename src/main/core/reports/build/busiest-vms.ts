import type { Value } from '../../../../shared/reports/report.ts';
import { vmSampleKey } from '../../samples/sample-keys.ts';
import type { ReportInputs, TableSource } from '../report-source.ts';
import { column, mebibytes, rounded, share, words } from '../values.ts';
import { isActive } from './host-numbers.ts';
import { figuresOf } from './usage.ts';

const mostVms = 50;

/**
 * The busiest VMs of a site: every one has to be looked at before the first row is known, so that is
 * a work of its own, a VM a step. A table that is read before does what is left of it at once.
 */
export function busiestVms({ site, figures }: ReportInputs): {
  steps: Iterable<void>;
  table: TableSource;
} {
  let kept: { p95: number; row: Value[] }[] = [];
  const work = (function* () {
    for (const { host, vms } of site.hosts()) {
      for (const vm of vms) {
        if (!isActive(vm)) continue;
        yield;
        const cpu = figuresOf(figures(vmSampleKey(vm)), (point) => point.cpu);
        if (!cpu) continue;
        const row = [
          words(vm.name),
          words(host.label),
          vm.vcpus,
          rounded(cpu.mean),
          rounded(cpu.p95),
          rounded(cpu.max),
          share(cpu.p95, vm.vcpus),
          mebibytes(vm.memoryMiB),
        ];
        kept.push({ p95: cpu.p95, row });
      }
      kept = kept.sort((a, b) => b.p95 - a.p95).slice(0, mostVms);
    }
  })();
  return {
    steps: work,
    table: {
      kind: 'table',
      title: `The ${mostVms} busiest virtual machines by the p95 of their CPU`,
      columns: [
        column('VM'),
        column('Host'),
        column('vCPUs', 'number'),
        column('CPU mean', 'number', 'CPUs'),
        column('CPU p95', 'number', 'CPUs'),
        column('CPU highest', 'number', 'CPUs'),
        column('p95 of its vCPUs', 'percent'),
        column('Memory', 'bytes'),
      ],
      rows: (function* () {
        for (const _left of work);
        for (const { row } of kept) yield row;
      })(),
      whenEmpty: 'Nothing of any virtual machine was measured in the period.',
    },
  };
}
