import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffHost } from '../../../src/main/core/inventory/diff-host.ts';
import { diffVms } from '../../../src/main/core/inventory/diff-vms.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

function byName(vms: Vm[]): Record<string, Vm> {
  return Object.fromEntries(vms.map((vm) => [vm.name, vm]));
}

describe('what is told of a host’s VMs', () => {
  it('is nothing when nothing but numbers changed', () => {
    const known = byName([sampleVm({ cpu: 0.5, cpuSeconds: 10 })]);
    expect(diffVms('h1', known, [sampleVm({ cpu: null, cpuSeconds: 12 })])).toEqual([]);
  });

  it('is one event for one change, which keeps the CPU in use that is known', () => {
    const known = byName([sampleVm({ cpu: 0.5 }), sampleVm({ name: 'db', domid: 2 })]);
    expect(
      diffVms('h1', known, [sampleVm({ state: 'paused' }), sampleVm({ name: 'db', domid: 2 })]),
    ).toEqual([{ type: 'vm-put', vm: sampleVm({ state: 'paused', cpu: 0.5 }) }]);
  });

  it('forgets the CPU in use of a VM that was started anew', () => {
    const [event] = diffVms('h1', byName([sampleVm({ cpu: 0.5 })]), [sampleVm({ domid: 9 })]);
    expect(event).toMatchObject({ type: 'vm-put', vm: { domid: 9, cpu: null } });
  });

  it('makes what is known into what was seen, whatever both are', () => {
    const anyVm = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', 'toString'),
      domid: fc.option(fc.integer({ min: 1, max: 3 })),
      memoryMiB: fc.constantFrom(64, 128),
    });
    const anyVms = fc.uniqueArray(anyVm, { selector: ({ name }) => name });
    fc.assert(
      fc.property(anyVms, anyVms, (before, now) => {
        const seen = now.map((vm) => sampleVm(vm));
        const start = applyEvent(emptySite, {
          type: 'vms-replaced',
          hostId: 'h1',
          vms: before.map((vm) => sampleVm(vm)),
        });
        const events = diffVms('h1', start.vms.h1 ?? {}, seen);
        const end = events.reduce(applyEvent, start);
        expect(Object.values(end.vms.h1 ?? {}).toSorted(order)).toEqual(seen.toSorted(order));
        expect(diffVms('h1', end.vms.h1 ?? {}, seen)).toEqual([]);
      }),
    );
  });
});

function order(a: Vm, b: Vm): number {
  return a.name < b.name ? -1 : 1;
}

describe('what is told of a host', () => {
  const host = sampleHost({ facts: sampleFacts({ clockSkewMs: 120 }) });

  it('is nothing when nothing is new, be the clocks read a moment apart', () => {
    expect(diffHost(host, { facts: sampleFacts({ clockSkewMs: 300 }), problems: [] })).toEqual([]);
  });

  it('is the whole host when something is', () => {
    const facts = sampleFacts({ clockSkewMs: 5000 });
    expect(diffHost(host, { facts })).toEqual([{ type: 'host-put', host: { ...host, facts } }]);
  });

  it('has its problems while they last', () => {
    const problem = appError('parse-failed', 'no sense');
    const [event] = diffHost(host, { problems: [problem] });
    if (event?.type !== 'host-put') throw new Error('no event');
    expect(event.host.problems).toEqual([problem]);
    expect(diffHost(event.host, { problems: [problem] })).toEqual([]);
    expect(diffHost(event.host, { problems: [] })).toEqual([{ type: 'host-put', host }]);
  });
});
