import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectTurns } from '../../../src/main/core/site/connect-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the hosts of a site when it is opened', () => {
  it('begin all at once when they are few', () => {
    const begun: number[] = [];
    const turns = createConnectTurns();
    for (let n = 0; n < 25; n++) turns.take(() => void begun.push(n));
    expect(begun).toHaveLength(25);
  });

  it('begin in turns when they are many, in their order, and none is left out', () => {
    const begun: number[] = [];
    const turns = createConnectTurns();
    for (let n = 0; n < 1000; n++) turns.take(() => void begun.push(n));
    expect(begun).toHaveLength(25);
    vi.advanceTimersToNextTimer();
    expect(begun).toHaveLength(50);
    vi.runAllTimers();
    expect(begun).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    // One that is added later does not wait for turns that are over.
    turns.take(() => void begun.push(1000));
    expect(begun).toHaveLength(1001);
  });

  it('do not begin any more when the site is closed', () => {
    const begun: number[] = [];
    const turns = createConnectTurns();
    for (let n = 0; n < 60; n++) turns.take(() => void begun.push(n));
    turns.stop();
    vi.runAllTimers();
    expect(begun).toHaveLength(25);
  });
});
