import { describe, expect, it } from 'vitest';
import { findVms, ruleText } from '../../../../src/renderer/features/capacity/rules-now.ts';
import type { KeptRule } from '../../../../src/shared/capacity/plan-preferences.ts';
import { placesOf, rulesNow } from '../../../../src/shared/capacity/rules-now.ts';
import type { SiteState } from '../../../../src/shared/model/site.ts';
import { sampleHost, sampleVm } from '../../../support/sample-site.ts';

const running = (hostId: string, name: string, uuid: string) => sampleVm({ hostId, name, uuid });
const vms: SiteState['vms'] = {
  h1: { web: running('h1', 'web', 'u1'), db: running('h1', 'db', 'u2') },
  h2: {
    web: running('h2', 'web', 'u3'),
    off: sampleVm({ hostId: 'h2', name: 'off', uuid: 'u4', domid: null, state: 'halted' }),
  },
};
const hosts: SiteState['hosts'] = {
  h1: sampleHost({ id: 'h1', label: 'xen-1' }),
  h2: sampleHost({ id: 'h2', label: 'xen-2' }),
};
const labelOf = (id: string) => hosts[id]?.label ?? 'gone';
const web: { uuid: string; name: string } = { uuid: 'u3', name: 'web' };
const db = { uuid: 'u2', name: 'db' };

describe('rules that are kept', () => {
  it('follow their VMs to where they are now', () => {
    const rules: KeptRule[] = [
      { kind: 'stay', vm: web },
      { kind: 'apart', vms: [web, db] },
      { kind: 'pinned', vm: db, hostIds: ['h2', 'h9'] },
    ];
    expect(rulesNow(rules, placesOf(vms), hosts)).toEqual([
      { kind: 'stay', vm: { hostId: 'h2', name: 'web' } },
      {
        kind: 'apart',
        vms: [
          { hostId: 'h2', name: 'web' },
          { hostId: 'h1', name: 'db' },
        ],
      },
      { kind: 'pinned', vm: { hostId: 'h1', name: 'db' }, hostIds: ['h2'] },
    ]);
  });

  it('say nothing of VMs and hosts that are not in this site, or are off', () => {
    const off = { uuid: 'u4', name: 'off' };
    const rules: KeptRule[] = [
      { kind: 'stay', vm: off },
      { kind: 'together', vms: [off, db] },
      { kind: 'pinned', vm: db, hostIds: ['h9'] },
    ];
    expect(rulesNow(rules, placesOf(vms), hosts)).toEqual([]);
  });

  it('are sentences', () => {
    expect(ruleText({ kind: 'stay', vm: db }, labelOf)).toBe('db stays where it is.');
    expect(ruleText({ kind: 'pinned', vm: db, hostIds: ['h1', 'h2'] }, labelOf)).toBe(
      'db is only on xen-1 or xen-2.',
    );
    expect(ruleText({ kind: 'together', vms: [web, db] }, labelOf)).toBe(
      'web, db are kept together.',
    );
    expect(ruleText({ kind: 'apart', vms: [web, db] }, labelOf)).toBe('web, db are kept apart.');
  });
});

describe('names that are typed', () => {
  it('find running VMs, each once, with the host before the name where two have it', () => {
    expect(findVms(' db, xen-2/web ,db', vms, labelOf)).toEqual({ vms: [db, web], problem: null });
    expect(findVms('', vms, labelOf)).toEqual({ vms: [], problem: null });
  });

  it('are refused with what is wrong with which of them', () => {
    expect(findVms('db, nobody', vms, labelOf).problem).toBe('No running VM is called nobody.');
    expect(findVms('off', vms, labelOf).problem).toBe('No running VM is called off.');
    expect(findVms('web', vms, labelOf).problem).toContain('More than one is called web');
  });
});
