import type { Vm } from '../../../shared/model/vm.ts';
import type { SampleSubject } from '../../../shared/samples/series.ts';

/** Formats that dom0's kernel cannot serve: qemu does, and keeps no counters. */
const ofQemu = new Set(['qcow', 'qcow2', 'vhd', 'vhdx', 'qed']);

function whyNoNetwork(vm: Vm): string {
  if (vm.nics.length === 0) return 'it has no network card.';
  return (
    'dom0 counted none of its network cards in this range. It counts those that are on a bridge of ' +
    'its own, and not what is passed through or served by another domain.'
  );
}

function whyNoDisks(vm: Vm): string {
  const disks = vm.disks.filter(({ path }) => path !== null);
  if (disks.length === 0) return 'it has no disk.';
  const served = disks.filter(
    ({ format, backend }) => ofQemu.has(format) || backend === 'qdisk' || backend === 'tap',
  );
  if (served.length > 0) {
    const names = served.map(({ vdev, format }) => `${vdev} (${format})`).join(' and ');
    return `on this host qemu serves ${names}, and keeps no counters. What dom0’s kernel serves is counted.`;
  }
  if (vm.type === 'hvm') {
    return (
      'dom0 counted none of its disks in this range. An HVM guest without Xen’s own drivers reaches ' +
      'them through qemu, which keeps no counters.'
    );
  }
  return 'dom0 counted none of its disks in this range: another domain may serve them.';
}

/** Why nothing is known of a subject whose CPU is known; `vm`: null where it is not known any more. */
export function whyUnknown(
  subject: SampleSubject['kind'],
  vm: Vm | null,
  of: 'net' | 'disk',
): string {
  if (subject === 'vm') {
    if (!vm) return 'it was not counted in this range.';
    return of === 'net' ? whyNoNetwork(vm) : whyNoDisks(vm);
  }
  const what = of === 'net' ? 'network card of its own' : 'disk of its own';
  const where = of === 'net' ? '' : ': images may lie on the network';
  return subject === 'site'
    ? `no host counted a ${what} in this range${where}.`
    : `dom0 counted no ${what} in this range${where}.`;
}
