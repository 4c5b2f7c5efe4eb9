import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import { type SiteEvent, type SiteState, siteStateSchema } from '../../../src/shared/model/site.ts';
import { someEvent } from '../../support/any-event.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

function siteAfter(...events: SiteEvent[]): SiteState {
  return events.reduce(applyEvent, emptySite);
}

describe('the site after an event', () => {
  it('forgets a removed host together with its VMs', () => {
    const state = siteAfter(
      { type: 'host-put', host: sampleHost() },
      { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] },
      { type: 'host-removed', hostId: 'h1' },
    );
    expect(state).toEqual(emptySite);
  });

  it('drops VMs that are no longer in the list of their host', () => {
    const state = siteAfter(
      { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm(), sampleVm({ name: 'db1' })] },
      { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm({ name: 'db1' })] },
    );
    expect(Object.keys(state.vms.h1 ?? {})).toEqual(['db1']);
  });

  it('takes usage only for VMs it knows, and leaves everything else of them alone', () => {
    const state = siteAfter(
      { type: 'host-put', host: sampleHost() },
      { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] },
      {
        type: 'usage',
        hostId: 'h1',
        usage: { at: 5, cpu: 0.5, dom0Cpu: 0.1, freeMemoryMiB: 100 },
        vms: [
          ['web1', 0.25, 33],
          ['gone', 1, 1],
        ],
      },
    );
    expect(state.vms.h1).toEqual({ web1: sampleVm({ cpu: 0.25, cpuSeconds: 33 }) });
    expect(state.hosts.h1?.usage?.cpu).toBe(0.5);
  });

  it('keeps any name as plain data, __proto__ too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant('__proto__'), fc.string({ minLength: 1 })), (name) => {
        const vm = sampleVm({ name });
        const state = siteAfter(
          { type: 'vms-replaced', hostId: 'h1', vms: [] },
          { type: 'vm-put', vm },
          { type: 'host-put', host: sampleHost() },
        );
        expect(Object.entries(state.vms.h1 ?? {})).toEqual([[name, vm]]);
        const removed = applyEvent(state, { type: 'vm-removed', hostId: 'h1', name });
        expect(Object.entries(removed.vms.h1 ?? {})).toEqual([]);
      }),
    );
  });

  it('never changes the state it was given', () => {
    const before = siteAfter({ type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] });
    const copy = structuredClone(before);
    applyEvent(before, { type: 'vm-put', vm: sampleVm({ memoryMiB: 1 }) });
    applyEvent(before, { type: 'vm-removed', hostId: 'h1', name: 'web1' });
    expect(before).toEqual(copy);
  });

  it('is well-formed after any events, and shares what they do not touch', () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 40 }), (events) => {
        let state = emptySite;
        for (const event of events) {
          const before = JSON.stringify(state);
          const next = applyEvent(state, event);
          expect(JSON.stringify(state)).toBe(before);
          // What is drawn hangs on identity: what an event does not touch stays the same object.
          for (const hostId of Object.keys(state.vms)) {
            const about = 'hostId' in event ? event.hostId : 'vm' in event ? event.vm.hostId : null;
            if (hostId !== about) expect(next.vms[hostId]).toBe(state.vms[hostId]);
          }
          state = next;
        }
        expect(siteStateSchema.safeParse(state).success).toBe(true);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        for (const [hostId, vms] of Object.entries(state.vms)) {
          for (const [name, vm] of Object.entries(vms)) {
            expect([vm.hostId, vm.name]).toEqual([hostId, name]);
          }
        }
      }),
    );
  });

  it('does not depend on whether events are applied twice in a row', () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 20 }), (events) => {
        const once = events.reduce(applyEvent, emptySite);
        const twice = events.flatMap((event) => [event, event]).reduce(applyEvent, emptySite);
        expect(twice).toEqual(once);
      }),
    );
  });
});
