import { describe, expect, it } from 'vitest';
import { checkPlan, isRefused } from '../../../src/main/core/plan/check-plan.ts';
import type { PlanRecord, PlanStep } from '../../../src/main/core/plan/plan-record.ts';
import { recheckStep } from '../../../src/main/core/plan/recheck-step.ts';
import type { StepState } from '../../../src/main/core/plan/step-state.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { readHost, sampleJob } from '../../support/sample-move.ts';
import { sampleVm } from '../../support/sample-site.ts';

const hostIds = ['xen-a', 'xen-b', 'xen-c'] as const;

function guest(name: string, hostId: string, more: Partial<Vm> = {}): Vm {
  return sampleVm({ hostId, name, uuid: `uuid-${name}`, cpu: 0.1, ...more });
}

function siteOf(vms: readonly Vm[], more: Partial<SiteState> = {}): SiteState {
  return {
    ...emptySite,
    hosts: Object.fromEntries(hostIds.map((id) => [id, readHost(id)])),
    vms: Object.fromEntries(
      hostIds.map((id) => [
        id,
        Object.fromEntries(vms.filter((vm) => vm.hostId === id).map((vm) => [vm.name, vm])),
      ]),
    ),
    ...more,
  };
}

function step(vm: Vm, targetHostId: string, round = 0): PlanStep {
  const { name, uuid, hostId: sourceHostId, memoryMiB } = vm;
  return {
    vm: name,
    uuid: uuid ?? '',
    sourceHostId,
    targetHostId,
    mode: 'live',
    memoryMiB,
    cpu: 0.1,
    round,
  };
}

function planOf(steps: readonly PlanStep[], more: Partial<PlanRecord> = {}): PlanRecord {
  return {
    goal: 'consolidate',
    hostId: null,
    apart: [],
    together: [],
    cpuRoom: { 'xen-b': 1.5 },
    freed: ['xen-a'],
    ...more,
    steps: [...steps],
  };
}

const waiting = (count: number): StepState[] =>
  Array.from({ length: count }, () => ({ kind: 'waiting' }));
const web = guest('web', 'xen-a');
const db = guest('db', 'xen-a');
const plan = planOf([step(web, 'xen-b'), step(db, 'xen-b')]);

function troubleWith(state: SiteState, of: PlanRecord = plan, at = 0, states = waiting(2)) {
  return recheckStep(state, of, at, states).map(({ code, severity, message }) => ({
    code,
    severity,
    message,
  }));
}

describe('a move of a plan whose turn has come', () => {
  it('is made when the site is as it was planned', () => {
    expect(troubleWith(siteOf([web, db]))).toEqual([]);
  });

  it('is left out when somebody else moved the VM, and says where it is', () => {
    expect(troubleWith(siteOf([guest('web', 'xen-c'), db]))).toEqual([
      {
        code: 'vm-elsewhere',
        severity: 'leaves-out',
        message: 'web is on xen-c: somebody else moved it after this was planned.',
      },
    ]);
    expect(troubleWith(siteOf([guest('web', 'xen-b'), db]))[0]?.message).toContain(
      'is on xen-b already',
    );
  });

  it('is left out when the VM runs nowhere, or another one has its name now', () => {
    expect(troubleWith(siteOf([guest('web', 'xen-a', { domid: null, state: 'halted' })]))).toEqual([
      {
        code: 'vm-gone',
        severity: 'leaves-out',
        message: 'web does not run on xen-a any more, nor elsewhere.',
      },
    ]);
    const another = guest('web', 'xen-a', { uuid: 'another' });
    expect(troubleWith(siteOf([another]))).toMatchObject([{ code: 'vm-gone' }]);
  });

  it('is left out when a host has vanished or is away, and names it', () => {
    const there = siteOf([web, db]);
    const { 'xen-b': gone, ...hosts } = there.hosts;
    expect(troubleWith({ ...there, hosts })).toMatchObject([{ code: 'host-gone' }]);
    const away = { ...readHost('xen-b'), link: { ...readHost('xen-b').link, state: 'offline' } };
    expect(gone).toBeDefined();
    expect(troubleWith({ ...there, hosts: { ...hosts, 'xen-b': away as never } })).toMatchObject([
      { code: 'host-away', message: 'xen-b is not connected.' },
    ]);
  });

  it('tells that the memory of the VM has changed, and is left out only if that does not fit', () => {
    const larger = { ...web, memoryMiB: 700, maxMemoryMiB: 700 };
    expect(troubleWith(siteOf([larger, db]))).toMatchObject([
      { code: 'memory-changed', severity: 'tells' },
    ]);
    const huge = { ...web, memoryMiB: 4096, maxMemoryMiB: 4096 };
    expect(troubleWith(siteOf([huge, db]))).toMatchObject([
      { code: 'memory-changed', severity: 'tells' },
      { code: 'not-possible', severity: 'leaves-out' },
    ]);
  });

  it('is left out when its host is busier than was planned, by what runs there and what comes', () => {
    const busy = (cpu: number) => guest('busy', 'xen-b', { cpu, vcpus: 4 });
    expect(troubleWith(siteOf([web, db, busy(1.4)]))).toEqual([]);
    expect(troubleWith(siteOf([web, db, busy(1.7)]))).toEqual([
      {
        code: 'cpu-target',
        severity: 'leaves-out',
        message:
          'With web the VMs on xen-b would use 1.8 pCPUs; the plan’s CPU target leaves them 1.5 of 2.',
      },
    ]);
    // What has come already is not counted twice, and what is on its way counts as planned.
    const [first, second] = [
      { ...step(web, 'xen-b'), cpu: 1 },
      { ...step(db, 'xen-b'), cpu: 0.8 },
    ];
    const both = planOf([first, second]);
    const states = (kind: 'waiting' | 'running'): StepState[] => [
      kind === 'running' ? { kind, jobId: 'j' } : { kind },
      { kind: 'waiting' },
    ];
    expect(troubleWith(siteOf([web, db]), both, 1, states('waiting'))).toEqual([]);
    expect(troubleWith(siteOf([web, db]), both, 1, states('running'))).toMatchObject([
      { code: 'cpu-target' },
    ]);
    const moved: StepState[] = [{ kind: 'moved' }, { kind: 'waiting' }];
    const arrived = guest('web', 'xen-b', { cpu: null });
    expect(troubleWith(siteOf([arrived, db]), both, 1, moved)).toMatchObject([
      { message: expect.stringContaining('would use 1.8 pCPUs') },
    ]);
  });

  it('is left out when what it is kept apart from has come to the host, or is on its way', () => {
    const apart = planOf(plan.steps, { apart: [['uuid-web', 'uuid-rival']] });
    const rival = guest('rival', 'xen-b');
    expect(troubleWith(siteOf([web, db, rival]), apart)).toMatchObject([{ code: 'kept-apart' }]);
    const coming = sampleJob({
      spec: {
        kind: 'move',
        vm: 'rival',
        uuid: 'uuid-rival',
        sourceHostId: 'xen-c',
        targetHostId: 'xen-b',
        mode: 'live',
        memoryMiB: 512,
      },
    });
    const jobs = { [coming.id]: coming };
    const state = siteOf([web, db, guest('rival', 'xen-c')], { jobs });
    expect(troubleWith(state, apart)).toMatchObject([{ code: 'kept-apart' }]);
    expect(troubleWith(siteOf([web, db, guest('rival', 'xen-c')]), apart)).toEqual([]);
  });

  it('is left out when one that it is kept together with was not moved', () => {
    const together = planOf(plan.steps, { together: [['uuid-web', 'uuid-db']] });
    const states: StepState[] = [{ kind: 'left-out', why: 'It is gone.' }, { kind: 'waiting' }];
    expect(troubleWith(siteOf([web, db]), together, 1, states)).toEqual([
      {
        code: 'not-together',
        severity: 'leaves-out',
        message: 'web, with which db is kept together, was not moved.',
      },
    ]);
    expect(troubleWith(siteOf([web, db]), plan, 1, states)).toEqual([]);
  });

  it('is left out when the move that should bring the VM to a third host was not made', () => {
    const third = planOf([step(web, 'xen-c'), { ...step(web, 'xen-b', 1), sourceHostId: 'xen-c' }]);
    const state = siteOf([guest('web', 'xen-c')]);
    expect(troubleWith(state, third, 1, [{ kind: 'moved' }, { kind: 'waiting' }])).toEqual([]);
    const failed: StepState[] = [{ kind: 'failed', why: 'It broke.' }, { kind: 'waiting' }];
    expect(troubleWith(state, third, 1, failed)).toMatchObject([{ code: 'earlier-move' }]);
  });
});

describe('a plan before it begins', () => {
  it('counts no missing room against moves that come later, but what is lost for good', () => {
    const huge = guest('db', 'xen-a', { memoryMiB: 4096, maxMemoryMiB: 4096 });
    const later = planOf([step(web, 'xen-b'), step(huge, 'xen-b', 1)]);
    expect(checkPlan(siteOf([web, huge]), later)).toEqual([]);
    expect(checkPlan(siteOf([web]), later)).toMatchObject([{ code: 'vm-gone' }]);
  });

  it('is refused when none of its moves is left, or another plan is under way', () => {
    const gone = siteOf([]);
    expect(isRefused(plan, checkPlan(gone, plan))).toBe(true);
    const half = siteOf([web]);
    expect(isRefused(plan, checkPlan(half, plan))).toBe(false);
    const spec = {
      kind: 'plan',
      planId: 'p',
      goal: 'balance',
      hostId: null,
      moves: 1,
      onTrouble: 'stop',
    } as const;
    const busy = siteOf([web, db], { jobs: { other: sampleJob({ id: 'other', spec }) } });
    expect(checkPlan(busy, plan)).toMatchObject([{ code: 'other-plan', severity: 'refuses' }]);
    expect(isRefused(plan, checkPlan(busy, plan))).toBe(true);
    expect(checkPlan(busy, plan, 'other')).toEqual([]);
  });
});
