import { describe, expect, it } from 'vitest';
import { askEarly } from '../../../src/renderer/transport/ask-early.ts';
import type { Transport } from '../../../src/shared/contract/transport.ts';
import type { SiteDelta } from '../../../src/shared/model/site.ts';

/** A core that answers with how often it was asked, and tells what it is told to. */
function countingCore() {
  const listeners = new Set<(delta: SiteDelta) => void>();
  const asked: string[] = [];
  const transport: Transport = {
    invoke: async (method) => ({ ok: true, value: asked.push(method) }) as never,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection: () => () => {},
  };
  const tell = (seq: number) => {
    for (const listener of listeners) listener({ seq, events: [] });
  };
  return { transport, asked, tell, listeners };
}

describe('a site that is asked for before the app is there', () => {
  it('is asked for once, and given to who asks first', async () => {
    const { transport, asked } = countingCore();
    const early = askEarly(transport);
    expect(asked).toEqual(['site.snapshot']);
    expect(await early.invoke('site.snapshot', {})).toEqual({ ok: true, value: 1 });
    expect(asked).toHaveLength(1);
    expect(await early.invoke('site.snapshot', {})).toEqual({ ok: true, value: 2 });
  });

  it('asks anything else at once', async () => {
    const { transport, asked } = countingCore();
    const early = askEarly(transport);
    await early.invoke('site.openDemo', {});
    expect(asked).toEqual(['site.snapshot', 'site.openDemo']);
    expect(await early.invoke('site.snapshot', {})).toEqual({ ok: true, value: 1 });
  });

  it('comes with every delta since, in order and each once', async () => {
    const { transport, tell, listeners } = countingCore();
    const early = askEarly(transport);
    tell(1);
    tell(2);
    const heard: number[] = [];
    const stop = early.subscribe(({ seq }) => heard.push(seq));
    // Who listens asks for the snapshot next: nothing is told before.
    expect(heard).toEqual([]);
    await Promise.resolve();
    tell(3);
    expect(heard).toEqual([1, 2, 3]);
    stop();
    expect(listeners.size).toBe(0);
  });
});
