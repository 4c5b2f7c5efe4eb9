import type { Vm } from '../../../shared/model/vm.ts';
import { noTraffic, type Traffic } from '../../../shared/samples/series.ts';
import type { TrafficDevice, UsageReading } from '../xen/toolstack.ts';
import { vdevNumber } from '../xen/vdev-number.ts';

/** A host's own network cards and disks, and its VMs' by their names. */
export interface HostTraffic {
  host: Traffic;
  vms: ReadonlyMap<string, Traffic>;
}

/** A device's counters when its rate was last taken, and that rate. */
interface Baseline {
  hostSeconds: number;
  bytes: { in: number; out: number };
  /** Bytes a second since the reading before; null: there was none to compare with. */
  rate: { in: number; out: number } | null;
  /** Seen for the first time: it carried nothing that belongs to the time before. */
  isNew: boolean;
}

/** What must be kept from one reading to the next, by device. */
export type TrafficState = ReadonlyMap<string, Baseline>;

export const noTrafficYet: TrafficState = new Map();

const firstSeconds = 2;

/** A domid is never given twice between two boots of a host, so a guest's reboot is another device. */
const keyOf = ({ domid, kind, name }: TrafficDevice) => `${domid} ${kind} ${name}`;

/**
 * Counters → bytes a second, over the host's own clock. Unknown (null) at a device's first reading
 * and after anything but time and traffic going on: a host that started anew, a counter or clock
 * that went back. Readings closer than `minSeconds` keep the rate they found, like those of CPU.
 */
export function advanceTraffic(
  before: TrafficState,
  { hostSeconds, devices }: Pick<UsageReading, 'hostSeconds' | 'devices'>,
  minSeconds: number,
): TrafficState {
  const after = new Map<string, Baseline>();
  for (const device of devices) {
    const { bytes } = device;
    if (bytes === null) continue;
    const key = keyOf(device);
    const base = before.get(key);
    const seconds = base ? hostSeconds - base.hostSeconds : 0;
    const wentOn = base && seconds >= 0 && bytes.in >= base.bytes.in && bytes.out >= base.bytes.out;
    if (!wentOn) after.set(key, { hostSeconds, bytes, rate: null, isNew: !base });
    else if (seconds < (base.rate === null ? Math.min(minSeconds, firstSeconds) : minSeconds)) {
      after.set(key, base);
    } else {
      const per = (now: number, then: number) => Math.round((now - then) / seconds);
      const rate = { in: per(bytes.in, base.bytes.in), out: per(bytes.out, base.bytes.out) };
      after.set(key, { hostSeconds, bytes, rate, isNew: false });
    }
  }
  return after;
}

/** All of them as one: null where one began anew, as the rest alone would look like a fall. */
function sumOf(
  devices: readonly TrafficDevice[],
  state: TrafficState,
): { in: number; out: number } | null {
  const sum = { in: 0, out: 0 };
  let known = 0;
  for (const device of devices) {
    const base = state.get(keyOf(device));
    if (!base || base.isNew) continue;
    if (base.rate === null) return null;
    known += 1;
    sum.in += base.rate.in;
    sum.out += base.rate.out;
  }
  return known > 0 ? sum : null;
}

function trafficOf(
  net: { in: number; out: number } | null,
  disk: { in: number; out: number } | null,
): Traffic {
  if (!net && !disk) return noTraffic;
  return {
    netIn: net?.in ?? null,
    netOut: net?.out ?? null,
    diskRead: disk?.in ?? null,
    diskWrite: disk?.out ?? null,
  };
}

/** Whether each of a VM's disks that can be written to is counted; those of CDs may be missing. */
function countsDisks(vm: Vm, disks: readonly TrafficDevice[]): boolean {
  const counted = new Set(disks.flatMap(({ bytes, name }) => (bytes ? [Number(name)] : [])));
  return vm.disks.every(
    ({ vdev, path, readonly }) =>
      readonly || path === null || counted.has(vdevNumber(vdev) ?? Number.NaN),
  );
}

function countsNet(vm: Vm, nets: readonly TrafficDevice[]): boolean {
  const cards = nets.filter(({ bytes, name }) => bytes !== null && !name.endsWith('-emu'));
  return cards.length >= vm.nics.length;
}

/**
 * What this look says of the host and of each VM. Of a VM, a part of its disks or cards is not told
 * as if it were all: a disk that qemu serves, or another domain, makes its disks unknown.
 */
export function hostTraffic(
  state: TrafficState,
  devices: readonly TrafficDevice[],
  vms: readonly Vm[],
): HostTraffic {
  const byOwner = Map.groupBy(devices, ({ domid }) => domid);
  const of = (domid: number | null, kind: TrafficDevice['kind']) =>
    (byOwner.get(domid) ?? []).filter((device) => device.kind === kind);
  const traffic = new Map<string, Traffic>();
  for (const vm of vms) {
    if (vm.domid === null) continue;
    const [nets, disks] = [of(vm.domid, 'net'), of(vm.domid, 'disk')];
    const net = countsNet(vm, nets) ? sumOf(nets, state) : null;
    const disk = countsDisks(vm, disks) ? sumOf(disks, state) : null;
    traffic.set(vm.name, trafficOf(net, disk));
  }
  return {
    host: trafficOf(sumOf(of(null, 'net'), state), sumOf(of(null, 'disk'), state)),
    vms: traffic,
  };
}
