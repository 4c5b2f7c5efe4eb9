import { describe, expect, it } from 'vitest';
import { sortJobsToHosts } from '../../../../src/renderer/state/active-jobs.ts';
import { moveBlock, powerBlock } from '../../../../src/renderer/state/power-rules.ts';
import { type Job, type PowerAction, powerActions } from '../../../../src/shared/model/job.ts';
import { type Vm, vmStates } from '../../../../src/shared/model/vm.ts';
import { fakeLab } from '../../../support/fake-lab.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

function lab(more: Partial<Vm> = {}, jobs: Record<string, Job> = {}) {
  const site = fakeLab(0);
  const vm = site.vms['xen-a']?.counter;
  if (!vm) throw new Error('the lab has no counter');
  site.vms['xen-a'] = { ...site.vms['xen-a'], counter: { ...vm, ...more } };
  return { site: { ...site, jobs }, jobsByHost: sortJobsToHosts(jobs), travel: null };
}

const ref = { hostId: 'xen-a', name: 'counter' };

function possible(known: ReturnType<typeof lab>): PowerAction[] {
  return powerActions.filter((action) => powerBlock(known, ref, action) === null);
}

describe('what can be done to a VM', () => {
  it('hangs on its state', () => {
    expect(possible(lab({ state: 'running' }))).toEqual([
      'shutdown',
      'reboot',
      'force-off',
      'pause',
    ]);
    expect(possible(lab({ state: 'halted' }))).toEqual(['start']);
    expect(possible(lab({ state: 'paused' }))).toEqual(['force-off', 'resume']);
    expect(possible(lab({ state: 'crashed' }))).toEqual(['force-off']);
    expect(possible(lab({ state: 'transit' }))).toEqual([]);
    expect(possible(lab({ state: 'dying' }))).toEqual([]);
  });

  it('is refused in a sentence, whatever its state', () => {
    for (const state of vmStates) {
      const known = lab({ state });
      const texts = powerActions.map((action) => powerBlock(known, ref, action));
      for (const text of [...texts, moveBlock(known, ref)]) {
        if (text !== null) expect(text).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  it('needs a configuration file to be started from', () => {
    expect(powerBlock(lab({ state: 'halted', configPath: null }), ref, 'start')).toContain(
      'no configuration file',
    );
  });

  it('is nothing while its host is away', () => {
    const known = lab();
    const host = known.site.hosts['xen-a'];
    if (!host) throw new Error('the lab has no xen-a');
    known.site.hosts['xen-a'] = { ...host, link: { ...host.link, state: 'offline' } };
    expect(possible(known)).toEqual([]);
    expect(moveBlock(known, ref)).toBe('xen-a is not connected.');
  });

  it('is nothing while a job holds it, here or on its way here', () => {
    const move = sampleMoveJob({ state: 'running' }, 'counter', 'xen-a');
    expect(moveBlock(lab({}, { m: move }), ref)).toBe('A job is at work on it.');
    const undecided = { ...move, state: 'undecided' as const };
    expect(moveBlock(lab({}, { m: undecided }), ref)).toContain('look at that job first');
    const over = { ...move, state: 'succeeded' as const };
    expect(moveBlock(lab({}, { m: over }), ref)).toBeNull();
  });

  it('is nothing once it is gone', () => {
    expect(powerBlock(lab(), { hostId: 'xen-b', name: 'counter' }, 'pause')).toContain('not on');
  });

  it('is to be moved only while it runs, and only where there is another host', () => {
    expect(moveBlock(lab(), ref)).toBeNull();
    expect(moveBlock(lab({ state: 'halted' }), ref)).toContain('only a running VM');
    const alone = lab();
    const own = alone.site.hosts['xen-a'];
    if (!own) throw new Error('the lab has no xen-a');
    expect(moveBlock({ ...alone, site: { ...alone.site, hosts: { 'xen-a': own } } }, ref)).toBe(
      'There is no other host to move it to.',
    );
  });
});
