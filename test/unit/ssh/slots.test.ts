import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlots, type Slot } from '../../../src/main/core/ssh/slots.ts';
import { cancelledError } from '../../../src/main/core/ssh/ssh-errors.ts';
import { appError } from '../../../src/shared/app-error.ts';

const full = () => appError('ssh-queue-full', 'full');
const forever = new AbortController().signal;

async function taken(taking: ReturnType<ReturnType<typeof createSlots>['take']>): Promise<Slot> {
  const slot = await taking;
  if (!slot.ok) throw new Error(slot.error.message);
  return slot.value;
}

describe('places for commands', () => {
  it('are given out first come, first served', async () => {
    const slots = createSlots({ limit: 1, waiting: 5, full });
    const order: string[] = [];
    const first = await taken(slots.take(forever));
    const waiting = ['b', 'c'].map((name) =>
      taken(slots.take(forever)).then((slot) => {
        order.push(name);
        slot.free();
      }),
    );
    first.free();
    await Promise.all(waiting);
    expect(order).toEqual(['b', 'c']);
  });

  it('end where the queue does', async () => {
    const slots = createSlots({ limit: 1, waiting: 1, full });
    await taken(slots.take(forever));
    void slots.take(forever);
    expect(await slots.take(forever)).toEqual({ ok: false, error: full() });
  });

  it('are not waited for by those who gave up', async () => {
    const slots = createSlots({ limit: 1, waiting: 5, full });
    const first = await taken(slots.take(forever));
    const stop = new AbortController();
    const gone = slots.take(stop.signal);
    const stays = slots.take(forever);
    stop.abort(cancelledError());
    expect(await gone).toMatchObject({ error: { code: 'cancelled' } });
    first.free();
    expect(await stays).toMatchObject({ ok: true });
    expect(await slots.take(stop.signal)).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('are fewer for a minute after the server refused one', async () => {
    let now = 0;
    const slots = createSlots({ limit: 3, waiting: 9, full, now: () => now });
    const [one, two, three] = [
      await taken(slots.take(forever)),
      await taken(slots.take(forever)),
      await taken(slots.take(forever)),
    ];
    expect(three.refused()).toBe(2);
    let served = 0;
    for (let index = 0; index < 2; index++) void slots.take(forever).then(() => served++);
    one.free();
    await Promise.resolve();
    expect(served).toBe(1);
    two.free();
    await Promise.resolve();
    expect(served).toBe(2);
    let third = false;
    void slots.take(forever).then(() => {
      third = true;
    });
    await Promise.resolve();
    expect(third).toBe(false);
    now = 60_000;
    // One more is tried when the next one asks, but it is not theirs.
    const next = slots.take(forever);
    await Promise.resolve();
    expect(third).toBe(true);
    expect(await Promise.race([next, Promise.resolve('waits')])).toBe('waits');
  });

  it('never are more than allowed, and none gets lost, whatever happens', async () => {
    const step = fc.oneof(
      fc.constant('take' as const),
      fc.constant('free' as const),
      fc.constant('abort' as const),
      fc.constant('free twice' as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 4 }),
        fc.array(step, { maxLength: 60 }),
        async (limit, waiting, steps) => {
          const slots = createSlots({ limit, waiting, full });
          const held: Slot[] = [];
          const waits: AbortController[] = [];
          const settle = async () => {
            for (let turn = 0; turn < 5; turn++) await Promise.resolve();
          };
          for (const what of steps) {
            if (what === 'take') {
              const stop = new AbortController();
              waits.push(stop);
              void slots.take(stop.signal).then((slot) => {
                waits.splice(waits.indexOf(stop), 1);
                if (slot.ok) held.push(slot.value);
              });
            } else if (what === 'abort') waits.at(-1)?.abort(cancelledError());
            else {
              const slot = held.shift();
              slot?.free();
              if (what === 'free twice') slot?.free();
            }
            await settle();
            expect(held.length).toBeLessThanOrEqual(limit);
            expect(waits.length).toBeLessThanOrEqual(waiting);
            if (waits.length > 0) expect(held.length).toBe(limit);
          }
          for (const stop of [...waits]) stop.abort(cancelledError());
          for (const slot of held.splice(0)) slot.free();
          await settle();
          for (let index = 0; index < limit; index++) {
            expect(await slots.take(forever)).toMatchObject({ ok: true });
          }
        },
      ),
    );
  });
});
