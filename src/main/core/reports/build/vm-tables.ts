import type { Vm } from '../../../../shared/model/vm.ts';
import { vmStateText, vmTypeText } from '../../../../shared/model/vm-text.ts';
import type { Value } from '../../../../shared/reports/report.ts';
import type { HostEntry, TableSource } from '../report-source.ts';
import { column, mebibytes, words, yesNo } from '../values.ts';

const noVms = 'There are no virtual machines.';

/** A row for each VM of each host, or for each of a VM's parts. */
function* rowsOf(
  hosts: Iterable<HostEntry>,
  rows: (vm: Vm, host: string) => Iterable<Value[]>,
): Generator<Value[]> {
  for (const { host, vms } of hosts) {
    const label = words(host.label);
    for (const vm of vms) yield* rows(vm, label);
  }
}

const onePerLine = (names: readonly string[]): string | null =>
  names.length === 0 ? null : words(names.join('\n'));

export function vmTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Virtual machines',
    columns: [
      column('VM'),
      column('Host'),
      column('State'),
      column('Type'),
      column('vCPUs', 'number'),
      column('Memory', 'bytes'),
      column('Disks', 'number'),
      column('Networks'),
      column('Starts with its host'),
      column('UUID'),
      column('Configuration'),
    ],
    rows: rowsOf(hosts, (vm, host) => [
      [
        words(vm.name),
        host,
        vmStateText(vm.state),
        vmTypeText(vm.type),
        vm.vcpus,
        mebibytes(vm.memoryMiB),
        vm.disks.length,
        onePerLine([...new Set(vm.nics.map(({ bridge }) => bridge))]),
        yesNo(vm.autostart),
        vm.uuid === null ? null : words(vm.uuid),
        vm.configPath === null ? null : words(vm.configPath),
      ],
    ]),
    whenEmpty: noVms,
  };
}

export function diskTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Disks',
    columns: [
      column('VM'),
      column('Host'),
      column('Disk'),
      column('Where'),
      column('Format'),
      column('Backend'),
      column('Read-only'),
    ],
    rows: rowsOf(hosts, (vm, host) =>
      vm.disks.map(({ vdev, path, format, backend, readonly }) => [
        words(vm.name),
        host,
        words(vdev),
        path === null ? null : words(path),
        words(format),
        words(backend),
        yesNo(readonly),
      ]),
    ),
    whenEmpty: 'No virtual machine has a disk.',
  };
}

export function nicTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Network interfaces',
    columns: [column('VM'), column('Host'), column('MAC'), column('Bridge'), column('Model')],
    rows: rowsOf(hosts, (vm, host) =>
      vm.nics.map(({ mac, bridge, model }) => [
        words(vm.name),
        host,
        words(mac),
        words(bridge),
        words(model),
      ]),
    ),
    whenEmpty: 'No virtual machine has a network interface.',
  };
}
