import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceUsage,
  hostShare,
  noUsage,
  type UsageState,
} from '../../../src/main/core/inventory/usage-rates.ts';
import type { UsageReading } from '../../../src/main/core/xen/toolstack.ts';

function reading(
  hostSeconds: number,
  counters: Record<number, number>,
  names: Record<number, string> = {},
): UsageReading {
  return {
    hostSeconds,
    freeMemoryMiB: null,
    domains: Object.entries(counters).map(([domid, cpuSeconds]) => ({
      name: names[Number(domid)] ?? `vm${domid}`,
      domid: Number(domid),
      cpuSeconds,
      memoryMiB: 1,
      state: 'r-----',
    })),
    devices: [],
  };
}

function stateAfter(...readings: UsageReading[]): UsageState {
  return readings.reduce((state, next) => advanceUsage(state, next, 4, 5), noUsage);
}

const cpuOf = (state: UsageState, domid: number) => state.get(domid)?.cpu;

describe('CPU in use', () => {
  it('is the counter’s difference over the host’s own time', () => {
    const state = stateAfter(reading(100, { 0: 10, 1: 50 }), reading(115, { 0: 13, 1: 72.5 }));
    expect(cpuOf(state, 1)).toBe(1.5);
    expect(hostShare(state, 4)).toEqual({ cpu: 0.425, dom0Cpu: 0.05 });
  });

  it('is unknown at the first look, for the host and for a VM that came later', () => {
    const first = stateAfter(reading(100, { 0: 10 }));
    expect(hostShare(first, 4)).toEqual({ cpu: null, dom0Cpu: null });
    const second = advanceUsage(first, reading(115, { 0: 11, 5: 3 }), 4, 5);
    expect(cpuOf(second, 5)).toBeNull();
    expect(cpuOf(advanceUsage(second, reading(130, { 0: 12, 5: 6 }), 4, 5), 5)).toBe(0.2);
  });

  it('is told after two seconds where nothing is known yet, and from then on at its own pace', () => {
    const early = stateAfter(reading(100, { 1: 50 }), reading(101, { 1: 51 }));
    expect(cpuOf(early, 1)).toBeNull();
    const first = advanceUsage(early, reading(103, { 1: 53 }), 4, 5);
    expect(cpuOf(first, 1)).toBe(1);
    expect(cpuOf(advanceUsage(first, reading(105, { 1: 53 }), 4, 5), 1)).toBe(1);
  });

  it.each([
    ['the host started anew', reading(20, { 1: 4 })],
    ['the counter went back', reading(115, { 1: 4 })],
    ['the domid belongs to another VM', reading(115, { 1: 60 }, { 1: 'other' })],
  ])('is unknown when %s', (_why, next) => {
    expect(cpuOf(stateAfter(reading(100, { 1: 50 }), next), 1)).toBeNull();
  });

  it('keeps its last value at looks that follow one another too closely', () => {
    const state = stateAfter(
      reading(100, { 1: 50 }),
      reading(110, { 1: 55 }),
      reading(111, { 1: 55.9 }),
    );
    expect(cpuOf(state, 1)).toBe(0.5);
    expect(cpuOf(advanceUsage(state, reading(120, { 1: 65 }), 4, 5), 1)).toBe(1);
  });

  it('of a VM that is gone counts no more', () => {
    const state = stateAfter(reading(100, { 0: 1, 1: 50 }), reading(110, { 0: 2, 1: 60 }));
    expect(hostShare(state, 4).cpu).toBe(0.275);
    expect(hostShare(advanceUsage(state, reading(120, { 0: 3 }), 4, 5), 4).cpu).toBe(0.025);
  });

  it('is never negative, never more than the host has, and never not a number', () => {
    const counters = fc.dictionary(
      fc.integer({ min: 0, max: 5 }).map(String),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    );
    const any = fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), counters);
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (all) => {
        const state = stateAfter(...all.map(([at, domains]) => reading(at, domains)));
        for (const { cpu } of state.values()) {
          expect(cpu === null || (cpu >= 0 && cpu <= 4)).toBe(true);
        }
        const { cpu, dom0Cpu } = hostShare(state, 4);
        for (const share of [cpu, dom0Cpu]) {
          expect(share === null || (share >= 0 && share <= 1)).toBe(true);
        }
      }),
    );
  });
});
