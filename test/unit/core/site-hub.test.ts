import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSiteHub } from '../../../src/main/core/site/site-hub.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteDelta } from '../../../src/shared/model/site.ts';
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
});
