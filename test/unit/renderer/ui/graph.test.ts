import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRate } from '../../../../src/renderer/ui/format/rate.ts';
import {
  endsOf,
  type GraphRange,
  panned,
  zoomed,
} from '../../../../src/renderer/ui/graph/graph-range.ts';
import { emptyText, summary } from '../../../../src/renderer/ui/graph/series-text.ts';
import { whyUnknown } from '../../../../src/renderer/ui/graph/why-unknown.ts';
import type { SeriesPoint } from '../../../../src/shared/samples/series.ts';
import { sampleVm } from '../../../support/sample-site.ts';

const now = 1e12;
const range: fc.Arbitrary<GraphRange> = fc.oneof(
  fc.constantFrom({ span: 'hour' } as const, { span: 'year' } as const),
  fc
    .tuple(fc.integer({ min: 0, max: 1e11 }), fc.integer({ min: 60_000, max: 1e10 }))
    .map(([back, length]) => ({ from: now - back - length, to: now - back })),
);
const lengthOf = (shown: GraphRange) => {
  const { from, to } = endsOf(shown, now);
  return to - from;
};

describe('the range of a graph', () => {
  it('never shows what is still to come, and keeps its length when it is moved', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(-1 as const, 1 as const), (shown, direction) => {
        const next = panned(shown, now, direction);
        expect(endsOf(next, now).to).toBeLessThanOrEqual(now);
        expect(lengthOf(next)).toBeCloseTo(lengthOf(shown), 1);
        if (direction === -1) expect(endsOf(next, now).from).toBeLessThan(endsOf(shown, now).from);
      }),
    );
  });

  it('is half or twice as long when zoomed, down to a minute, and never of the future', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(0.5 as const, 2 as const), (shown, factor) => {
        const next = zoomed(shown, now, factor);
        expect(endsOf(next, now).to).toBeLessThanOrEqual(now);
        expect(lengthOf(next)).toBeCloseTo(Math.max(lengthOf(shown) * factor, 60_000), 1);
      }),
    );
  });
});

describe('a graph in words', () => {
  const none = { min: null, mean: null, max: null, p95: null };
  const point = (samples: number, mean: number | null): SeriesPoint => ({
    at: 0,
    samples,
    cpu: mean === null ? none : { min: mean, mean, max: mean + 1, p95: mean },
    dom0: none,
    memoryMiB: none,
    netIn: none,
    netOut: none,
    diskRead: none,
    diskWrite: none,
  });

  it('weighs each point by its samples, and leaves gaps out', () => {
    expect(summary([point(3, 1), point(0, null), point(1, 5)], 'cpu')).toEqual({ mean: 2, max: 6 });
    expect(summary([point(0, null)], 'cpu')).toBeNull();
  });

  it('says since when there is something to see', () => {
    expect(emptyText({ since: null })).toContain('No samples yet');
    expect(emptyText({ since: Date.UTC(2026, 2, 4, 12) })).toContain('4 Mar 2026');
  });
});

describe('bytes a second', () => {
  it('are read in steps of 1024, with a digit after the point where it says something', () => {
    const rates = [0, 512, 1023, 1024, 1536, 102_400, 1024 ** 2 - 1, 125_000_000, 3 * 1024 ** 3];
    expect(rates.map(formatRate)).toEqual([
      '0 B/s',
      '512 B/s',
      '1,023 B/s',
      '1 KiB/s',
      '1.5 KiB/s',
      '100 KiB/s',
      '1 MiB/s',
      '119 MiB/s',
      '3 GiB/s',
    ]);
  });

  it('never need more than four digits before their unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 }), (rate) => {
        expect(formatRate(rate)).toMatch(/^(?:\d{1,3}(?:\.\d)?|1,0\d\d) [KMGT]?i?B\/s$/);
      }),
    );
  });
});

describe('why nothing is known of network or disks', () => {
  const disk = { vdev: 'xvda', path: '/x', format: 'qcow2', backend: 'unknown', readonly: false };
  const nic = { mac: '', bridge: 'xenbr0', model: '' };
  it.each([
    ['a disk that qemu serves', sampleVm({ disks: [disk] }), 'disk', 'qemu serves xvda (qcow2)'],
    ['no disk', sampleVm({ disks: [{ ...disk, path: null }] }), 'disk', 'no disk'],
    [
      'emulated disks',
      sampleVm({ type: 'hvm', disks: [{ ...disk, format: 'raw' }] }),
      'disk',
      'HVM',
    ],
    ['no card', sampleVm(), 'net', 'no network card'],
    ['a card that dom0 does not count', sampleVm({ nics: [nic] }), 'net', 'passed through'],
  ] as const)('is said of a VM with %s', (_what, vm, of, words) => {
    expect(whyUnknown('vm', vm, of)).toContain(words);
  });

  it('is said of a host, of the site, and of a VM that is not known any more', () => {
    expect(whyUnknown('host', null, 'disk')).toContain('dom0 counted no disk');
    expect(whyUnknown('site', null, 'net')).toContain('no host counted a network card');
    expect(whyUnknown('vm', null, 'net')).toContain('not counted');
  });
});
