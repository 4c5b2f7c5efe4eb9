import { afterEach, describe, expect, it } from 'vitest';
import type { PlanTask } from '../../../src/main/core/planner/plan-task.ts';
import { createPlanner, type Planner } from '../../../src/main/core/planner/planner.ts';
import { workOutPlan } from '../../../src/main/core/planner/work-out-plan.ts';
import { planInputSchema } from '../../../src/shared/capacity/capacity-plan.ts';
import { fakeScenario } from '../../support/fake-scenario.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';

const planners: Planner[] = [];
afterEach(async () => {
  await Promise.all(planners.splice(0).map((planner) => planner.close()));
});

function open(url?: URL) {
  const log = recordingLog();
  const planner = createPlanner({ log, ...(url ? { url } : {}) });
  planners.push(planner);
  return { planner, log };
}

function taskOf(size: { hosts: number; vms: number }): PlanTask {
  return {
    state: fakeScenario('calm', { ...size, seed: 7, now: 0 }),
    input: planInputSchema.parse({ goal: 'consolidate', stopAndCopy: true }),
    demand: new Map(),
    history: new Map(),
  };
}

const small = taskOf({ hosts: 6, vms: 40 });
const large = taskOf({ hosts: 400, vms: 8000 });

describe('the planner in its own thread', () => {
  it('makes the plan that it would make here', async () => {
    const { planner } = open();
    const made = await planner.plan('a', small);
    if (!made.ok) throw new Error(made.error.message);
    const here = workOutPlan(small, null, () => {});
    expect(made.value.hostsAfter).toBeLessThanOrEqual(here.hostsAfter);
    expect(made.value.hosts.map(({ before }) => before)).toEqual(
      here.hosts.map(({ before }) => before),
    );
    expect(planner.progress('a')).toBeNull();
  });

  it('leaves this thread free meanwhile, tells how far it is, and can be cancelled', async () => {
    const { planner } = open();
    const making = planner.plan('large', large);
    let made = false;
    void making.then(() => {
      made = true;
    });
    // Timers go on here while it plans over there.
    await until(() => {
      if (made) throw new Error('it was done before it was seen at work');
      return planner.progress('large')?.stage === 'searching';
    }, 'it at work');
    planner.cancel('large');
    expect(await making).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(planner.progress('large')).toBeNull();
    expect(await planner.plan('small', small)).toMatchObject({ ok: true });
  });

  it('gives up a plan for which another is asked by the same page', async () => {
    const { planner } = open();
    const first = planner.plan('page', large);
    const second = planner.plan('page', small);
    expect(await first).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await second).toMatchObject({ ok: true });
  });

  it('plans here where no thread can be had, and writes down why', async () => {
    const { planner, log } = open(new URL('file:///nowhere/plan-worker.mjs'));
    expect(await planner.plan('a', small)).toMatchObject({ ok: true });
    expect(log.lines.some((line) => line.includes('the thread of the planner broke'))).toBe(true);
  });
});
