import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysKnown, demandOf } from '../../../src/main/core/capacity/cpu-demand.ts';
import { makePlan } from '../../../src/main/core/capacity/make-plan.ts';
import { demandText } from '../../../src/renderer/features/capacity/plan-text.ts';
import { planInputSchema } from '../../../src/shared/capacity/capacity-plan.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const vm = sampleVm({ uuid: 'u', vcpus: 4, cpu: 0.5, memoryMiB: 1024 });

describe('the CPU a plan keeps for a VM', () => {
  it('is the p95 of its busiest day, or what it uses now if that is more', () => {
    expect(demandOf(vm, new Map([['vm u', [1, 3, 2]]]))).toBe(3);
    expect(demandOf({ ...vm, cpu: 3.5 }, new Map([['vm u', [1, 3, 2]]]))).toBe(3.5);
  });

  it('is what it uses now without samples, and all of its vCPUs when nothing was measured', () => {
    expect(demandOf(vm, new Map())).toBe(0.5);
    expect(demandOf({ ...vm, cpu: null }, new Map())).toBe(4);
  });

  it('never falls below the use of now, nor rises above its vCPUs by what is past', () => {
    const days = fc.array(fc.double({ min: 0, max: 64, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 16 }), (past, vcpus) => {
        const kept = demandOf({ ...vm, vcpus }, new Map([['vm u', past]]));
        expect(kept).toBeGreaterThanOrEqual(0.5);
        expect(kept).toBeLessThanOrEqual(vcpus);
      }),
    );
  });
});

describe('a plan from samples', () => {
  const facts = sampleFacts({ pcpus: 4, totalMemoryMiB: 16_384 });
  const usage = { at: 0, cpu: 0.1, dom0Cpu: 0.02, freeMemoryMiB: 14_000 };
  const on = (hostId: string) => sampleVm({ ...vm, hostId, name: hostId, uuid: hostId });
  const site = {
    ...emptySite,
    hosts: {
      h0: sampleHost({ id: 'h0', facts, usage }),
      h1: sampleHost({ id: 'h1', facts, usage }),
    },
    vms: { h0: { h0: on('h0') }, h1: { h1: on('h1') } },
  };
  const plan = (demand: Map<string, number[]>) =>
    makePlan(site, planInputSchema.parse({ goal: 'consolidate' }), () => [], { demand });

  it('frees a host by the load of now, but not when other days were busier', () => {
    expect(plan(new Map()).freed).toHaveLength(1);
    const busy = plan(new Map(['vm h0', 'vm h1'].map((key) => [key, [0.5, 2, 0.5]])));
    expect(busy.freed).toEqual([]);
    expect(busy.hosts.map(({ before }) => before.cpu)).toEqual([2, 2]);
  });

  it('says of how many VMs it knows how many days', () => {
    const demand = new Map([['vm h0', [1, 1, 1]]]);
    expect(daysKnown([on('h0'), on('h1')], demand)).toEqual({
      vms: 2,
      knownVms: 1,
      fewestDays: 3,
      mostDays: 3,
    });
    expect(demandText(plan(demand))).toContain('samples on 3 days for 1 of 2 VMs');
    expect(demandText(plan(new Map()))).toContain('no samples of any day are kept yet');
  });
});
