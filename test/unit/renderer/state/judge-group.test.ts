import { describe, expect, it } from 'vitest';
import { groupVerdict } from '../../../../src/renderer/state/group-verdict.ts';
import { judgeGroup } from '../../../../src/renderer/state/judge-group.ts';
import { fakeLab } from '../../../support/fake-lab.ts';

const onA = (...names: string[]) => names.map((name) => ({ hostId: 'xen-a', name }));

describe('a host’s answer to a group of VMs', () => {
  it('is yes, a part, or no', () => {
    const site = fakeLab(0);
    expect(judgeGroup(site, onA('counter', 'worker-1'), 'xen-b', 'live')?.answer).toBe('yes');
    expect(judgeGroup(site, onA('counter', 'local1'), 'xen-b', 'live')?.answer).toBe('some');
    expect(judgeGroup(site, onA('counter', 'local1'), 'xen-c', 'live')?.answer).toBe('no');
    expect(judgeGroup(site, onA('counter'), 'gone', 'live')).toBeNull();
  });

  it('does not promise the same memory twice', () => {
    const site = fakeLab(0);
    const target = site.hosts['xen-b'];
    if (!target?.usage) throw new Error('the lab has no xen-b');
    const usage = { ...target.usage, freeMemoryMiB: 4000 };
    site.hosts['xen-b'] = { ...target, usage };
    const verdict = judgeGroup(site, onA('worker-1', 'worker-2', 'worker-3'), 'xen-b', 'live');
    expect(verdict?.each.map((one) => one.verdict.possible)).toEqual([true, true, false]);
    expect(verdict?.memoryMiB).toBe(2048);
  });

  it('gives an equal reason once, with the number of VMs it holds for', () => {
    const verdict = judgeGroup(fakeLab(0), onA('worker-1', 'worker-2', 'pv1'), 'xen-c', 'live');
    expect(verdict?.reasons.map(({ code, count }) => [code, count])).toEqual([
      ['type-unsupported', 2],
      ['pv-needs-shadow', 1],
    ]);
  });

  it('is about those that are elsewhere, and made anew only when the host changed', () => {
    const site = fakeLab(0);
    const vms = [...onA('counter'), { hostId: 'xen-b', name: 'db1' }];
    const verdict = groupVerdict(site, vms, 'xen-b');
    expect(verdict?.each.map(({ vm }) => vm.name)).toEqual(['counter']);
    expect(groupVerdict({ ...site }, vms, 'xen-b')).toBe(verdict);
    const host = site.hosts['xen-b'];
    if (!host) throw new Error('the lab has no xen-b');
    const changed = { ...site, hosts: { ...site.hosts, 'xen-b': { ...host } } };
    expect(groupVerdict(changed, vms, 'xen-b')).not.toBe(verdict);
  });
});
