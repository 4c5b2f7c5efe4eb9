import { expect, test } from 'vitest';
import { createTurnQueue } from '../../../../src/renderer/ui/turn-queue.ts';

/** A queue on a clock of the test's; each task takes a millisecond. */
function queueOnClock() {
  let now = 0;
  const asked: (() => void)[] = [];
  const done: string[] = [];
  const queue = createTurnQueue({
    nextFrame: (run) => asked.push(run),
    now: () => now,
    leastMs: 1,
    mostMs: 5,
    longFrom: 20,
  });
  const task = (name: string, then?: () => void) => () => {
    now += 1;
    done.push(name);
    then?.();
  };
  return {
    done,
    add: (name: string, then?: () => void) => queue.add(task(name, then)),
    /** Returns what was done in this frame. */
    frame(): string[] {
      const before = done.length;
      for (const run of asked.splice(0)) run();
      return done.slice(before);
    },
    idle: () => asked.length === 0,
  };
}

test('tasks wait for the frame after the one they came up in', () => {
  const queue = queueOnClock();
  queue.add('a');
  expect(queue.frame()).toEqual([]);
  expect(queue.frame()).toEqual(['a']);
});

test('each frame does one task of a short queue, in the order they came, and then rests', () => {
  const queue = queueOnClock();
  for (const name of ['a', 'b', 'c']) queue.add(name);
  queue.frame();
  expect([queue.frame(), queue.frame(), queue.frame()]).toEqual([['a'], ['b'], ['c']]);
  expect(queue.idle()).toBe(true);
});

test('a task that another one brings up does not hold up the next frame', () => {
  const queue = queueOnClock();
  queue.add('a', () => queue.add('a’s own'));
  queue.frame();
  expect([queue.frame(), queue.frame()]).toEqual([['a'], ['a’s own']]);
});

test('a long queue is begun at once, and does less per frame as it gets shorter', () => {
  const queue = queueOnClock();
  for (let at = 0; at < 20; at += 1) queue.add(String(at));
  const sizes = Array.from({ length: 9 }, () => queue.frame().length);
  expect(sizes).toEqual([5, 4, 3, 2, 2, 1, 1, 1, 1]);
});

test('a task that was called off is not done', () => {
  const queue = queueOnClock();
  const callOff = queue.add('a');
  queue.add('b');
  callOff();
  queue.frame();
  expect(queue.frame()).toEqual(['b']);
  expect(queue.idle()).toBe(true);
});
