import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSnapshot, splitSnapshot } from '../../../src/shared/contract/snapshot-parts.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteSnapshot } from '../../../src/shared/model/site.ts';
import { readPart } from '../../support/read-part.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

/** As it arrives on the other side. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1', 'web-01'));
const record = <T>(value: fc.Arbitrary<T>, maxLength: number) =>
  fc.array(fc.tuple(key, value), { maxLength }).map((entries) => Object.fromEntries(entries));
const snapshots: fc.Arbitrary<SiteSnapshot> = fc.record({
  seq: fc.nat(),
  state: fc.record({
    ...Object.fromEntries(Object.entries(emptySite).map(([name, of]) => [name, fc.constant(of)])),
    hosts: record(
      key.map((id) => sampleHost({ id })),
      80,
    ),
    vms: record(
      record(
        key.map((name) => sampleVm({ name })),
        3,
      ),
      80,
    ),
  }) as fc.Arbitrary<SiteSnapshot['state']>,
});

describe('a snapshot in parts', () => {
  it('is the same on the other side, whatever hosts and VMs are called', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const { parts, rest } = splitSnapshot(snapshot);
        const joined = joinSnapshot([...parts].map(readPart), sent(rest));
        expect(joined).toEqual(sent(snapshot));
        // Their order is the board's where nothing else decides.
        expect(Object.keys(joined.state.hosts)).toEqual(Object.keys(snapshot.state.hosts));
        expect(JSON.stringify(Object.entries(joined.state.vms).sort())).toBe(
          JSON.stringify(Object.entries(snapshot.state.vms).sort()),
        );
      }),
    );
  });

  it('is not written anew where it was read from a text', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        // Another text than would be written: it shows whether it was taken.
        const texts = new Map<object, Uint8Array>(
          Object.values(snapshot.state.vms).map((vms, n) => [vms, Buffer.from(`{"from":${n}}`)]),
        );
        const { parts, rest } = splitSnapshot(snapshot, (all, id) => texts.get(all[id] ?? {}));
        const { vms } = joinSnapshot([...parts].map(readPart), rest).state;
        const all = Object.keys(snapshot.state.vms).map((id, from) => [id, { from }]);
        expect(vms).toEqual(Object.fromEntries(all));
      }),
    );
  });

  it('has no part with more than a few hosts', () => {
    const hosts = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`h${n}`, sampleHost({ id: `h${n}` })]),
    );
    const { parts, rest } = splitSnapshot({ seq: 1, state: { ...emptySite, hosts } });
    const sizes = [...parts].map((part) => Object.keys(readPart(part).hosts).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1000);
    expect(rest.state.hosts).toEqual({});
  });
});
