import type { Transport } from '../../shared/contract/transport.ts';
import type { SiteDelta } from '../../shared/model/site.ts';

/**
 * Asks for the site before anybody is there to take it: a large one comes while the app itself is
 * still loaded. Whoever asks first for a snapshot gets it, and the deltas that came since.
 */
export function askEarly(transport: Transport): Transport {
  let early: Promise<unknown> | null = transport.invoke('site.snapshot', {});
  const held: SiteDelta[] = [];
  const stopHolding = transport.subscribe((delta) => held.push(delta));
  return {
    ...transport,
    invoke(method, input) {
      if (method !== 'site.snapshot' || !early) return transport.invoke(method, input);
      const asked = early;
      early = null;
      return asked as never;
    },
    subscribe(listener) {
      stopHolding();
      // Once the listener has asked for its snapshot, too: before, they would follow on nothing.
      queueMicrotask(() => {
        for (const delta of held.splice(0)) listener(delta);
      });
      return transport.subscribe(listener);
    },
  };
}
