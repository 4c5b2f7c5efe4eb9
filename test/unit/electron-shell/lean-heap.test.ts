import { expect, it } from 'vitest';
import { leanHeap as flagsOfHost } from '../../../scripts/lib/lean-heap.mjs';
import { keepHeapLean } from '../../../src/main/electron/lean-heap.ts';

it('the desktop app tells V8 what the browser host tells it, as far as a running one listens', () => {
  const told: string[] = [];
  keepHeapLean({ setFlagsFromString: (flag) => void told.push(flag) });
  const readAtStart = /^--(max-semi-space-size|initial-heap-size)=/;
  expect(told.toSorted()).toEqual(flagsOfHost.filter((flag) => !readAtStart.test(flag)).toSorted());
});
