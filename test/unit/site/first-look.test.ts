import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFirstLook, type Followed } from '../../../src/main/core/site/first-look.ts';

type Step = 'part' | 'page' | 'wait';
const steps = fc.array(fc.constantFrom<Step[]>('part', 'page', 'wait'), { maxLength: 30 });
const ends = fc.constantFrom('shown', 'given up');
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the first look at a site', () => {
  it('gives every page all parts in their order, whenever it comes, and says whether they hold', () =>
    fc.assert(
      fc.asyncProperty(steps, ends, async (all, end) => {
        const look = createFirstLook();
        const pages: { got: unknown[]; followed: Promise<Followed> }[] = [];
        const parts: string[] = [];
        for (const step of all) {
          if (step === 'part') {
            parts.push(`part ${parts.length}`);
            look.part([parts.at(-1) ?? '']);
          } else if (step === 'page') {
            const got: unknown[] = [];
            pages.push({ got, followed: look.follow((part) => got.push(part[0])) });
          } else await nextTurn();
        }
        const over = end === 'shown' ? look.over() : look.end();
        for (const { got, followed } of pages) {
          const how = await followed;
          if (end === 'shown') {
            expect(got).toEqual(parts);
            expect(how).toBe(parts.length === 0 ? 'none' : 'whole');
          } else {
            // What came before it was given up does not hold.
            expect(got).toEqual(parts.slice(0, got.length));
            expect(how).toBe(got.length === 0 ? 'none' : 'broken');
          }
        }
        look.taken();
        look.end();
        await over;
      }),
    ));

  it('has nothing for a page that comes when it is over', async () => {
    const look = createFirstLook();
    look.part(['{}']);
    look.end();
    expect(await look.follow(() => expect.unreachable())).toBe('none');
  });
});
