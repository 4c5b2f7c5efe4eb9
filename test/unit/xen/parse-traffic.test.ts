import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraffic } from '../../../src/main/core/xen/xl/parse-traffic.ts';
import { anyOutput } from '../../support/any-output.ts';

function devices(text: string) {
  const table = parseTraffic(text);
  if (!table.ok) throw new Error(table.error.message);
  return table.value.devices;
}

describe('the counters of network and disks', () => {
  it('are told as their owner sees them: what dom0 receives from a guest, the guest has sent', () => {
    expect(devices('vif-3-0 648 566\nvif-3-0-emu 10 20\nnic eth0 49852 55720')).toEqual([
      { domid: 3, kind: 'net', name: '0', bytes: { in: 566, out: 648 } },
      { domid: 3, kind: 'net', name: '0-emu', bytes: { in: 20, out: 10 } },
      { domid: null, kind: 'net', name: 'eth0', bytes: { in: 49_852, out: 55_720 } },
    ]);
  });

  it('count sectors of 512 bytes, read first', () => {
    expect(devices('vbd-3-51712 8216 2\ndisk vda 174818 1216')).toEqual([
      { domid: 3, kind: 'disk', name: '51712', bytes: { in: 8216 * 512, out: 1024 } },
      { domid: null, kind: 'disk', name: 'vda', bytes: { in: 174_818 * 512, out: 1216 * 512 } },
    ]);
  });

  it('are unknown where the kernel has none, and never zero', () => {
    expect(devices('qdisk-5-51712 - -\nvbd-6-768 - -').map(({ bytes }) => bytes)).toEqual([
      null,
      null,
    ]);
  });

  it('are told but for the lines that make no sense, which are told as such', () => {
    const table = parseTraffic(
      'vif-1-0 1 2\nvif-1-0 -1 2\nvif-1 1 2\ndisk sda 1\nnic eth0 1e3 2\n',
    );
    expect(table).toMatchObject({
      ok: true,
      value: {
        devices: [{ domid: 1 }],
        odd: ['vif-1-0 -1 2', 'vif-1 1 2', 'disk sda 1', 'nic eth0 1e3 2'],
      },
    });
    expect(parseTraffic('sh: 1: read: not found')).toMatchObject({
      ok: false,
      error: { code: 'parse-failed', details: 'sh: 1: read: not found' },
    });
    expect(parseTraffic('')).toEqual({ ok: true, value: { devices: [], odd: [] } });
  });

  it('come out as whole numbers of bytes or as an error, of whatever is answered', () => {
    const line = fc
      .tuple(
        fc.constantFrom('vif', 'vbd', 'qdisk', 'nic', 'disk', 'x'),
        fc.constantFrom('-1-0', '-1-0-emu', ' eth0', '-1', ''),
        fc.constantFrom(' - -', ' 1 2', ' 99999999999999999999 0', ' 1', ' a b', ''),
      )
      .map((parts) => parts.join(''));
    const text = fc.oneof(
      anyOutput(['vif-3-0 648 566\nvbd-3-51712 8216 0\nnic eth0 1 2']),
      fc.array(line).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const table = parseTraffic(any);
        if (!table.ok) {
          expect(table.error.code).toBe('parse-failed');
          return;
        }
        const { devices: told, odd } = table.value;
        expect(told.length + odd.length).toBe(any.split('\n').filter((each) => each !== '').length);
        for (const { domid, bytes } of told) {
          expect(domid === null || Number.isInteger(domid)).toBe(true);
          if (bytes === null) continue;
          expect(Number.isInteger(bytes.in) && bytes.in >= 0).toBe(true);
          expect(Number.isInteger(bytes.out) && bytes.out >= 0).toBe(true);
        }
      }),
    );
  });
});
