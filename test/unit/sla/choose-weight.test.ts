import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWeight, type WeightQuestion } from '../../../src/main/core/sla/choose-weight.ts';

const question: WeightQuestion = {
  weight: 256,
  cpu: 0.5,
  wanted: 1,
  pcpus: 4,
  dom0Cpu: 0.2,
  priority: 'normal',
  others: Array.from({ length: 7 }, () => ({ weight: 256, hasObjective: false })),
};

/** What a domain gets of a full host whose domains all want it whole. */
const shareOf = (weight: number, others: WeightQuestion['others'], pcpus: number) =>
  (pcpus * weight) / (weight + others.reduce((sum, other) => sum + other.weight, 0));

describe('the weight that is chosen', () => {
  it('brings what is promised where shares go by weight', () => {
    const weight = chooseWeight(question) ?? 0;
    expect(shareOf(256, question.others, 4)).toBe(0.5);
    expect(shareOf(weight, question.others, 4)).toBeGreaterThanOrEqual(1);
    expect(shareOf(weight, question.others, 4)).toBeLessThan(1.3);
  });

  it('puts a VM with an objective above those without, by its priority', () => {
    const rest = { ...question, wanted: 0 };
    expect(chooseWeight({ ...rest, priority: 'low' })).toBeNull();
    expect(chooseWeight(rest)).toBe(512);
    expect(chooseWeight({ ...rest, priority: 'high' })).toBe(1024);
    const bound = rest.others.map((other) => ({ ...other, hasObjective: true }));
    expect(chooseWeight({ ...rest, others: bound })).toBeNull();
  });

  it('never leaves dom0 less than it uses, never leaves Xen’s bounds, and is never a step that is not felt', () => {
    const any = fc.record({
      weight: fc.integer({ min: 1, max: 65_535 }),
      cpu: fc.double({ min: 0, max: 8, noNaN: true }),
      wanted: fc.double({ min: 0, max: 16, noNaN: true }),
      pcpus: fc.integer({ min: 1, max: 64 }),
      dom0Cpu: fc.double({ min: 0, max: 2, noNaN: true }),
      priority: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
      others: fc.array(
        fc.record({ weight: fc.integer({ min: 1, max: 65_535 }), hasObjective: fc.boolean() }),
        { maxLength: 8 },
      ),
    });
    fc.assert(
      fc.property(any, (some) => {
        const chosen = chooseWeight(some);
        if (chosen === null) return;
        expect(Number.isInteger(chosen)).toBe(true);
        expect(chosen).toBeGreaterThanOrEqual(some.weight * 1.1);
        expect(chosen).toBeLessThanOrEqual(Math.min(65_535, some.weight * 16));
        const all = [...some.others, { weight: chosen, hasObjective: true }];
        // A fraction is rounded up.
        expect(shareOf(256, all, some.pcpus)).toBeGreaterThanOrEqual(some.dom0Cpu * 1.24);
      }),
    );
  });
});
