import { expect, it } from 'vitest';
import type { Column } from '../../../../src/shared/reports/report.ts';
import { isNarrow, staysWhole } from '../../../../src/shared/reports/table-shape.ts';

const name: Column = { label: 'Version', type: 'text' };
const count: Column = { label: 'Hosts', type: 'number' };

it('a short table of names and counts stands beside others; a long one, or of texts, does not', () => {
  expect(isNarrow([name, count], 4)).toBe(true);
  expect(isNarrow([name, count], 13)).toBe(false);
  expect(isNarrow([name, count], null)).toBe(false);
  expect(isNarrow([name, name], 4)).toBe(false);
  expect(isNarrow([name, count, count], 4)).toBe(false);
});

it('a name that a row is of stays whole longer than other words, and those longer than a text', () => {
  const signs = (number: number) => 'x'.repeat(number);
  expect([staysWhole(signs(28), 0), staysWhole(signs(29), 0)]).toEqual([true, false]);
  expect([staysWhole(signs(22), 1), staysWhole(signs(23), 1)]).toEqual([true, false]);
  expect([staysWhole('two words', 0), staysWhole(`two ${signs(15)}`, 0)]).toEqual([true, false]);
  expect(staysWhole(4711, 0)).toBe(false);
});
