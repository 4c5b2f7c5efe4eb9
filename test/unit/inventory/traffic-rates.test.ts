import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceTraffic,
  hostTraffic,
  noTrafficYet,
  type TrafficState,
} from '../../../src/main/core/inventory/traffic-rates.ts';
import type { TrafficDevice } from '../../../src/main/core/xen/toolstack.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';
import { sampleVm } from '../../support/sample-site.ts';

type Bytes = TrafficDevice['bytes'];
const bytes = (sum: number): Bytes => ({ in: sum, out: sum * 2 });
const net = (of: Bytes, domid: number | null = 1, name = '0'): TrafficDevice => {
  return { domid, kind: 'net', name, bytes: of };
};
const disk = (of: Bytes, domid: number | null = 1, name = '51712'): TrafficDevice => {
  return { domid, kind: 'disk', name, bytes: of };
};
const onDisk = (vdev: string, more: Partial<Vm['disks'][number]> = {}): Vm['disks'][number] => {
  return { vdev, path: '/dev/vg/x', format: 'raw', backend: 'phy', readonly: false, ...more };
};
const nic = { mac: '00:16:3e:00:00:01', bridge: 'xenbr0', model: '' };
const guest = (more: Partial<Vm> = {}) => {
  return sampleVm({ name: 'web', domid: 1, disks: [onDisk('xvda')], nics: [nic], ...more });
};

type Look = readonly [hostSeconds: number, devices: TrafficDevice[]];
function after(...looks: Look[]): { state: TrafficState; devices: TrafficDevice[] } {
  const state = looks.reduce(
    (before, [hostSeconds, devices]) => advanceTraffic(before, { hostSeconds, devices }, 5),
    noTrafficYet,
  );
  return { state, devices: looks.at(-1)?.[1] ?? [] };
}
function told(vms: readonly Vm[], ...looks: Look[]) {
  const { state, devices } = after(...looks);
  return hostTraffic(state, devices, vms);
}
const ofGuest = (vm: Vm, ...looks: Look[]) => told([vm], ...looks).vms.get(vm.name);

describe('what network and disks carry', () => {
  it('is the counters’ difference over the host’s own time, summed over a VM’s devices', () => {
    const vm = guest({ nics: [nic, nic], disks: [onDisk('xvda'), onDisk('xvdb')] });
    const look = (sum: number) => [
      net(bytes(sum)),
      net(bytes(sum), 1, '1'),
      net(bytes(sum), 1, '1-emu'),
      disk(bytes(sum * 10)),
      disk(bytes(sum * 10), 1, '51728'),
      net(bytes(sum * 100), null, 'eth0'),
      disk(bytes(sum * 1000), null, 'sda'),
    ];
    const { host, vms } = told([vm], [100, look(0)], [110, look(50)]);
    expect(vms.get('web')).toEqual({ netIn: 15, netOut: 30, diskRead: 100, diskWrite: 200 });
    expect(host).toEqual({ netIn: 500, netOut: 1000, diskRead: 5000, diskWrite: 10_000 });
  });

  it('is unknown at the first look, and of a VM that is off', () => {
    const look = [net(bytes(9)), disk(bytes(9))];
    expect(ofGuest(guest(), [100, look])).toEqual(noTraffic);
    expect(ofGuest(guest({ domid: null }), [100, look], [110, look])).toBeUndefined();
  });

  it.each([
    ['the host started anew', [20, [net(bytes(4)), disk(bytes(4))]]],
    ['the counters went back', [115, [net(bytes(4)), disk(bytes(4))]]],
    ['the guest came back under another number', [115, [net(bytes(60), 2), disk(bytes(60), 2)]]],
  ] as const)('is unknown when %s, and never a spike', (_why, [hostSeconds, devices]) => {
    const before: Look = [100, [net(bytes(50)), disk(bytes(50))]];
    const vm = guest({ domid: devices[0]?.domid ?? 1 });
    expect(ofGuest(vm, before, [hostSeconds, [...devices]])).toEqual(noTraffic);
  });

  it('keeps its last value at looks that follow one another too closely', () => {
    const look = (hostSeconds: number, sum: number): Look => [hostSeconds, [net(bytes(sum))]];
    const looks = [look(100, 0), look(110, 100), look(111, 999)];
    expect(ofGuest(guest(), ...looks)?.netIn).toBe(10);
    expect(ofGuest(guest(), ...looks, look(120, 1100))?.netIn).toBe(100);
  });

  it('goes on where a device is added, and is unknown where one of several began anew', () => {
    const looks: Look[] = [
      [100, [net(bytes(0)), disk(bytes(0))]],
      [110, [net(bytes(10)), net(bytes(7000), 1, '1'), disk(bytes(0))]],
    ];
    expect(ofGuest(guest(), ...looks)?.netIn).toBe(1);
    const anew: Look = [120, [net(bytes(20)), net(bytes(0), 1, '1'), disk(bytes(0))]];
    expect(ofGuest(guest(), ...looks, anew)?.netIn).toBeNull();
  });

  it('is not known of disks that qemu serves, nor of a part as if it were all', () => {
    const look = (hostSeconds: number): Look => [
      hostSeconds,
      [disk(bytes(hostSeconds)), disk(null, 1, '51728'), net(bytes(hostSeconds))],
    ];
    const of = (...disks: Vm['disks']) => ofGuest(guest({ disks }), look(100), look(110));
    expect(of(onDisk('xvda'), onDisk('xvdb', { format: 'qcow2' }))).toMatchObject({
      netIn: 1,
      diskRead: null,
      diskWrite: null,
    });
    expect(of(onDisk('xvda'), onDisk('xvdc'))?.diskRead).toBeNull();
    expect(of(onDisk('xvda'), onDisk('hdc', { readonly: true }))?.diskRead).toBe(1);
    expect(of(onDisk('xvda'), onDisk('hdc', { path: null }))?.diskRead).toBe(1);
    const twoCards = guest({ nics: [nic, nic] });
    expect(ofGuest(twoCards, look(100), look(110))?.netIn).toBeNull();
  });

  it('is zero, and not unknown, where nothing was carried', () => {
    const look = (hostSeconds: number): Look => [hostSeconds, [net(bytes(5)), disk(bytes(0))]];
    const nothing = { netIn: 0, netOut: 0, diskRead: 0, diskWrite: 0 };
    expect(ofGuest(guest(), look(100), look(110))).toEqual(nothing);
  });

  it('is whole and never negative, never more than was counted, and never not a number', () => {
    const count = fc.option(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { nil: null });
    const look = fc.tuple(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.array(
        fc.record({
          domid: fc.constantFrom(null, 1, 2),
          kind: fc.constantFrom('net' as const, 'disk' as const),
          name: fc.constantFrom('0', '51712'),
          bytes: count.map((sum) => (sum === null ? null : { in: sum, out: sum })),
        }),
        { maxLength: 8 },
      ),
    );
    fc.assert(
      fc.property(fc.array(look, { maxLength: 8 }), (looks) => {
        const vms = [guest(), guest({ name: 'two', domid: 2, disks: [] })];
        const { host, vms: of } = told(vms, ...looks);
        for (const traffic of [host, ...of.values()]) {
          for (const rate of Object.values(traffic)) {
            if (rate === null) continue;
            expect(rate >= 0 && Number.isInteger(rate)).toBe(true);
            // Never over less than two seconds, and of eight devices at most.
            expect(rate).toBeLessThanOrEqual((Number.MAX_SAFE_INTEGER / 2) * 8);
          }
        }
      }),
    );
  });
});
