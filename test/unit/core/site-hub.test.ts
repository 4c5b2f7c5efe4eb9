import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSiteHub } from '../../../src/main/core/site/site-hub.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteDelta, SiteSnapshot } from '../../../src/shared/model/site.ts';
import { someEvent } from '../../support/any-event.ts';
import { sampleHost } from '../../support/sample-site.ts';

describe('the site hub', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function listening() {
    const hub = createSiteHub({ initial: emptySite });
    const deltas: SiteDelta[] = [];
    hub.subscribe((delta) => deltas.push(delta));
    return { hub, deltas };
  }

  it('gathers what happens together into one numbered delta', () => {
    const { hub, deltas } = listening();
    hub.emit([{ type: 'host-put', host: sampleHost({ id: 'a' }) }]);
    hub.emit([{ type: 'host-put', host: sampleHost({ id: 'b' }) }]);
    expect(Object.keys(hub.state().hosts)).toEqual(['a', 'b']);
    vi.runAllTimers();
    expect(deltas.map((delta) => [delta.seq, delta.events.length])).toEqual([[1, 2]]);
  });

  it('gives a snapshot that holds everything up to its number and nothing twice', () => {
    const { hub, deltas } = listening();
    hub.emit([{ type: 'host-put', host: sampleHost() }]);
    const snapshot = hub.snapshot();
    expect(snapshot.seq).toBe(1);
    expect(snapshot.state.hosts.h1).toBeDefined();
    vi.runAllTimers();
    expect(deltas).toHaveLength(1);
  });

  it('leaves a gap in the numbers when another site takes its place', () => {
    const { hub, deltas } = listening();
    hub.emit([{ type: 'host-put', host: sampleHost() }]);
    hub.replace({ ...emptySite, kind: 'demo' });
    expect(deltas.map((delta) => delta.seq)).toEqual([1, 3]);
    expect(hub.snapshot()).toEqual({ seq: 3, state: { ...emptySite, kind: 'demo' } });
  });

  it('tells nobody anything after it was closed or left', () => {
    const { hub, deltas } = listening();
    const left: SiteDelta[] = [];
    hub.subscribe((delta) => left.push(delta))();
    hub.emit([{ type: 'host-put', host: sampleHost() }]);
    hub.close();
    vi.runAllTimers();
    expect([deltas, left]).toEqual([[], []]);
  });

  /** What a window does: it mirrors the site by deltas, and asks anew when a number is missing. */
  function mirror(hub: ReturnType<typeof createSiteHub>) {
    let held: SiteSnapshot = hub.snapshot();
    let resyncs = 0;
    hub.subscribe((delta) => {
      if (delta.seq <= held.seq) return;
      if (delta.seq === held.seq + 1) {
        held = { seq: delta.seq, state: delta.events.reduce(applyEvent, held.state) };
      } else {
        resyncs++;
        held = hub.snapshot();
      }
    });
    return { state: () => held.state, seq: () => held.seq, resyncs: () => resyncs };
  }

  it('is mirrored exactly by whoever follows its deltas, from any moment on', () => {
    const act = fc.oneof(
      fc.array(someEvent, { maxLength: 5 }).map((events) => ({ do: 'emit', events }) as const),
      fc.constantFrom<{ do: 'wait' | 'join' | 'replace' | 'look' }[]>(
        { do: 'wait' },
        { do: 'join' },
        { do: 'replace' },
        { do: 'look' },
      ),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const hub = createSiteHub({ initial: emptySite });
        const mirrors = [mirror(hub)];
        let replaced = 0;
        for (const one of acts) {
          if (one.do === 'emit') hub.emit(one.events);
          if (one.do === 'wait') vi.runAllTimers();
          if (one.do === 'look') hub.snapshot();
          if (one.do === 'join') mirrors.push(mirror(hub));
          if (one.do === 'replace') {
            replaced++;
            hub.replace({ ...emptySite, kind: 'demo' });
          }
        }
        vi.runAllTimers();
        const { seq, state } = hub.snapshot();
        for (const each of mirrors) {
          expect(each.state()).toEqual(state);
          expect(each.seq()).toBe(seq);
        }
        expect(mirrors[0]?.resyncs()).toBe(replaced);
        hub.close();
      }),
    );
  });
});
