import type { VmsJson } from '../../../shared/contract/snapshot-parts.ts';
import { applyEvent } from '../../../shared/model/apply-event.ts';
import type { SiteDelta, SiteEvent, SiteSnapshot, SiteState } from '../../../shared/model/site.ts';

/** Where the site's state lives: everything that changes it passes through `emit`. */
export interface SiteHub {
  state(): SiteState;
  /** Applies at once; listeners get it with the next delta, a few milliseconds later. */
  emit(events: readonly SiteEvent[]): void;
  subscribe(listener: (delta: SiteDelta) => void): () => void;
  /** The state and the number of the last delta it holds. */
  snapshot(): SiteSnapshot;
  /**
   * Another site is shown from now on: listeners see a gap and ask for a snapshot.
   * @param vmsJson The JSON that the VMs of its hosts were read from, where that is known.
   */
  replace(state: SiteState, vmsJson?: VmsJson): void;
  vmsJson: VmsJson;
  close(): void;
}

const noJson: VmsJson = () => undefined;

/**
 * `batchMs`: how long events are gathered into one delta. A thousand hosts that come up together
 * then cost a listener tens of messages, not thousands.
 */
export function createSiteHub(options: { initial: SiteState; batchMs?: number }): SiteHub {
  const batchMs = options.batchMs ?? 25;
  const listeners = new Set<(delta: SiteDelta) => void>();
  let state = options.initial;
  let jsonOf = noJson;
  let seq = 0;
  let waiting: SiteEvent[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const delta: SiteDelta = { seq: ++seq, events: waiting };
    waiting = [];
    for (const listener of listeners) listener(delta);
  }

  return {
    state: () => state,
    emit(events) {
      if (events.length === 0) return;
      for (const event of events) state = applyEvent(state, event);
      waiting.push(...events);
      timer ??= setTimeout(flush, batchMs);
    },
    subscribe(listener) {
      flush();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot() {
      flush();
      return { seq, state };
    },
    vmsJson: (vms, hostId) => jsonOf(vms, hostId),
    replace(next, vmsJson = noJson) {
      flush();
      state = next;
      jsonOf = vmsJson;
      // One number is left out, and the delta after it tells everybody to ask anew.
      seq += 2;
      const delta: SiteDelta = { seq, events: [{ type: 'site', kind: next.kind }] };
      for (const listener of listeners) listener(delta);
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
      listeners.clear();
    },
  };
}
