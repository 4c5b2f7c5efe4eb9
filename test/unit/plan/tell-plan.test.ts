import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainSighting } from '../../../src/main/core/jobs/look-at-domains.ts';
import type { PlanRecord, PlanStep } from '../../../src/main/core/plan/plan-record.ts';
import type { StepState } from '../../../src/main/core/plan/step-state.ts';
import { type PlanStory, tellPlan } from '../../../src/main/core/plan/tell-plan.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { err, ok } from '../../../src/shared/result.ts';

function domain(name: string, more: Partial<DomainSighting> = {}): DomainSighting {
  return { name, domid: 5, uuid: `uuid-${name}`, activity: 'runs', memoryMiB: 512, ...more };
}
const dom0 = domain('Domain-0', { domid: 0, uuid: 'zero' });

function step(vm: string, sourceHostId: string, targetHostId: string, round = 0): PlanStep {
  return {
    vm,
    uuid: `uuid-${vm}`,
    sourceHostId,
    targetHostId,
    mode: 'live',
    memoryMiB: 512,
    cpu: 0.1,
    round,
  };
}

const plan: PlanRecord = {
  goal: 'consolidate',
  hostId: null,
  apart: [],
  together: [],
  steps: [step('web', 'a', 'b'), step('db', 'a', 'c')],
  cpuRoom: {},
  freed: ['a'],
};
const moved: StepState[] = [{ kind: 'moved' }, { kind: 'moved' }];
const away = err(appError('ssh-unreachable', 'No route.'));

function told(hosts: Record<string, DomainSighting[] | null>, more: Partial<PlanStory> = {}) {
  const seen = new Map(
    Object.entries(hosts).map(([id, domains]) => [id, domains ? ok([dom0, ...domains]) : away]),
  );
  return tellPlan({
    plan,
    states: moved,
    seen,
    ended: null,
    labelOf: (id) => `xen-${id}`,
    offOn: () => [],
    ...more,
  });
}

describe('what is told of a plan in the end', () => {
  it('is that it was carried out, and which hosts are free', () => {
    expect(told({ a: [], b: [domain('web')], c: [domain('db')] })).toEqual({
      state: 'succeeded',
      summary: 'All 2 VMs are where the plan wanted them. Free now: xen-a.',
      findings: [{ hostId: 'a', text: 'xen-a is free: no VM runs on it.' }],
    });
  });

  it('is of a free host also what is off there, but for what the plan has moved away', () => {
    const hosts = { a: [], b: [domain('web')], c: [domain('db')] };
    expect(told(hosts, { offOn: () => ['web', 'old'] }).findings?.[0]?.text).toBe(
      'xen-a is free: no VM runs on it. Off, with their configuration there: old.',
    );
  });

  it('is that a host is not free when a VM came there meanwhile', () => {
    const end = told({ a: [domain('new')], b: [domain('web')], c: [domain('db')] });
    expect(end).toMatchObject({ state: 'succeeded' });
    expect(end.summary).toContain('None of the hosts that it should free is free yet.');
    expect(end.findings?.[0]?.text).toBe('xen-a is not free: new still there.');
  });

  it('is not that a VM arrived because its job said so, but where it was seen', () => {
    const end = told({ a: [domain('db')], b: [domain('web')], c: [] });
    expect(end).toMatchObject({ state: 'failed', error: { code: 'plan-incomplete' } });
    expect(end.error?.details).toBe('db is on xen-a, not on xen-c.');
  });

  it('takes no half-made or left-behind copy for the VM', () => {
    const half = domain('db--incoming', { uuid: 'uuid-db', activity: 'paused' });
    const left = domain('db--migratedaway', { uuid: 'uuid-db', activity: 'suspended' });
    const end = told({ a: [left], b: [domain('web')], c: [half] });
    expect(end.error?.details).toBe('db runs on none of the hosts of the plan.');
  });

  it('stays open while a host that matters cannot be looked at', () => {
    expect(told({ a: null, b: [domain('web')], c: [domain('db')] })).toMatchObject({
      state: 'undecided',
      findings: [{ hostId: 'a', text: 'xen-a could not be looked at.' }],
    });
    expect(told({ a: [], b: [domain('web')], c: null }).state).toBe('undecided');
  });

  it('says of a cancelled one how far it came, and of a killed one that nothing was begun after', () => {
    const states: StepState[] = [{ kind: 'moved' }, { kind: 'waiting' }];
    const hosts = { a: [domain('db')], b: [domain('web')], c: [] };
    const cancelled = told(hosts, { states, ended: { kind: 'cancelled', why: 'Cancelled.' } });
    expect(cancelled).toMatchObject({ state: 'cancelled' });
    expect(cancelled.summary).toBe(
      'Cancelled. 1 of 2 VMs are where the plan wanted them. None of the hosts that it should free is free yet.',
    );
    const killed = told(hosts, { states, ended: { kind: 'killed', why: 'The console ended.' } });
    expect(killed.state).toBe('failed');
    expect(killed.error?.details).toBe('db is on xen-a, not on xen-c. Its move was not begun.');
  });

  it('is success only if every VM was seen where the plan wanted it', () => {
    const place = fc.constantFrom('a', 'b', 'c', 'nowhere');
    fc.assert(
      fc.property(place, place, fc.subarray(['a', 'b', 'c']), (web, db, blind) => {
        const hosts = Object.fromEntries(
          ['a', 'b', 'c'].map((id) => [
            id,
            blind.includes(id)
              ? null
              : [...(web === id ? [domain('web')] : []), ...(db === id ? [domain('db')] : [])],
          ]),
        );
        const seen = web === 'b' && db === 'c' && !blind.includes('b') && !blind.includes('c');
        const { state } = told(hosts);
        if (state === 'succeeded') expect(seen).toBe(true);
        if (seen && !blind.includes('a')) expect(state).toBe('succeeded');
      }),
    );
  });
});
