import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWeight, type WeightQuestion } from '../../../src/main/core/sla/choose-weight.ts';

const rival = { weight: 256, cpu: 0.5, vcpus: 4, hasObjective: false };
const question: WeightQuestion = {
  scheduler: 'credit',
  weight: 256,
  vcpus: 4,
  cpu: 0.5,
  wanted: 1,
  pcpus: 4,
  dom0Cpu: 0.2,
  dom0Weight: 256,
  priority: 'normal',
  others: Array.from({ length: 7 }, () => rival),
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

  it('knows that credit2 gives a weight to each vCPU', () => {
    const wide = { ...rival, cpu: 1.2, vcpus: 4, hasObjective: true };
    const narrow = { ...question, pcpus: 2, vcpus: 1, cpu: 0.6, wanted: 0.9, others: [wide] };
    const [credit, credit2] = (['credit', 'credit2'] as const).map(
      (scheduler) => chooseWeight({ ...narrow, scheduler }) ?? 0,
    );
    expect(credit2).toBeGreaterThan(credit ?? 0);
  });

  it('is large enough for others that are held by their vCPUs, too', () => {
    const small = { ...rival, cpu: 1, vcpus: 1 };
    const wanted = {
      ...question,
      vcpus: 8,
      cpu: 5.4,
      wanted: 6.5,
      pcpus: 8,
      others: [small, small],
    };
    const weight = chooseWeight(wanted) ?? 0;
    expect((7.8 * weight) / (weight + 512)).toBeGreaterThanOrEqual(6.5);
  });

  it('may be as high as a favoured dom0 lets it be', () => {
    const busy = { ...question, pcpus: 2, vcpus: 1, cpu: 0.4, wanted: 0.85, dom0Cpu: 0.45 };
    const others = Array.from({ length: 2 }, () => ({ ...rival, cpu: 0.4, vcpus: 1 }));
    expect(chooseWeight({ ...busy, others })).toBeNull();
    expect(chooseWeight({ ...busy, others, dom0Weight: 1024 })).toBeGreaterThan(256);
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
      scheduler: fc.constantFrom('credit', 'credit2'),
      weight: fc.integer({ min: 1, max: 65_535 }),
      vcpus: fc.integer({ min: 1, max: 16 }),
      cpu: fc.double({ min: 0, max: 8, noNaN: true }),
      wanted: fc.double({ min: 0, max: 16, noNaN: true }),
      pcpus: fc.integer({ min: 1, max: 64 }),
      dom0Cpu: fc.double({ min: 0, max: 2, noNaN: true }),
      dom0Weight: fc.constantFrom(256, 512, 1024),
      priority: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
      others: fc.array(
        fc.record({
          weight: fc.integer({ min: 1, max: 65_535 }),
          cpu: fc.double({ min: 0, max: 8, noNaN: true }),
          vcpus: fc.integer({ min: 1, max: 16 }),
          hasObjective: fc.boolean(),
        }),
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
        const all = [...some.others, { ...rival, weight: chosen }];
        if (some.scheduler === 'credit') {
          const ofDom0 = shareOf(some.dom0Weight, all, some.pcpus);
          expect(ofDom0).toBeGreaterThanOrEqual(some.dom0Cpu * 1.25 - 1e-9);
        }
      }),
    );
  });
});
