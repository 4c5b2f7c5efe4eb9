import { describe, expect, it } from 'vitest';
import { streamsOf } from '../../../../src/renderer/features/capacity/plan-streams.ts';
import { stackBackground } from '../../../../src/renderer/features/capacity/stack-background.ts';
import type { CapacityPlan } from '../../../../src/shared/capacity/capacity-plan.ts';

function move(uuid: string, from: string, to: string, round = 0): CapacityPlan['moves'][number] {
  return {
    vm: { hostId: from, name: uuid },
    uuid,
    targetHostId: to,
    mode: 'live',
    round,
    memoryMiB: 1,
    durationMs: 1,
    pauseMs: 1,
  };
}

describe('the moves between before and after', () => {
  it('are streams by pair of hosts, the largest first', () => {
    const moves = [move('a', 'h1', 'h2'), move('b', 'h1', 'h3'), move('c', 'h1', 'h3')];
    expect(streamsOf(moves, ['h1', 'h2', 'h3'])).toEqual({
      streams: [
        { from: 0, to: 2, vms: 2 },
        { from: 0, to: 1, vms: 1 },
      ],
      left: 0,
    });
  });

  it('leave out a stay on a third host, and a VM that comes back', () => {
    const moves = [
      move('a', 'h1', 'h2'),
      move('a', 'h2', 'h3', 1),
      move('b', 'h1', 'h2'),
      move('b', 'h2', 'h1', 1),
    ];
    expect(streamsOf(moves, ['h1', 'h2', 'h3']).streams).toEqual([{ from: 0, to: 2, vms: 1 }]);
  });

  it('are drawn up to a number that still can be read, and the rest is counted', () => {
    const hostIds = Array.from({ length: 500 }, (_, at) => `h${at}`);
    const moves = hostIds.slice(1).map((id) => move(id, id, 'h0'));
    const { streams, left } = streamsOf(moves, hostIds);
    expect(streams.length + left).toBe(499);
    expect(left).toBeGreaterThan(0);
  });
});

describe('the VMs in a host’s bar', () => {
  it('are told apart by lines at their borders', () => {
    const background = stackBackground([2, 1, 1]) ?? '';
    expect(background).toContain('50.00%');
    expect(background).toContain('75.00%');
    expect(background).not.toContain('100.00%');
  });

  it('have no lines where there is one or none, or they are too narrow to see', () => {
    expect(stackBackground([])).toBeUndefined();
    expect(stackBackground([0, 0])).toBeUndefined();
    expect(stackBackground([1])).toBeUndefined();
    expect(stackBackground(Array.from({ length: 100 }, () => 1))).toBeUndefined();
  });
});
