import { describe, expect, it } from 'vitest';
import {
  groupHosts,
  othersKey,
} from '../../../../src/renderer/features/board/order/group-hosts.ts';
import { matchSite, vmMatches } from '../../../../src/renderer/features/board/order/match-site.ts';
import { sortHosts } from '../../../../src/renderer/features/board/order/sort-hosts.ts';
import { emptySite } from '../../../../src/shared/model/apply-event.ts';
import type { Host } from '../../../../src/shared/model/host.ts';
import type { SiteState } from '../../../../src/shared/model/site.ts';
import { fakeLab } from '../../../support/fake-lab.ts';
import { sampleFacts } from '../../../support/sample-facts.ts';
import { sampleHost } from '../../../support/sample-site.ts';

function siteOf(...hosts: Host[]): SiteState {
  return { ...emptySite, hosts: Object.fromEntries(hosts.map((host) => [host.id, host])) };
}

function host(id: string, freeMemoryMiB: number | null, more: Partial<Host> = {}): Host {
  return sampleHost({
    id,
    label: id,
    facts: sampleFacts({ totalMemoryMiB: 1000 }),
    usage: freeMemoryMiB === null ? null : { at: 0, cpu: 0.5, dom0Cpu: 0, freeMemoryMiB },
    ...more,
  });
}

describe('the order of hosts', () => {
  it('reads numbers in names as numbers', () => {
    const site = siteOf(host('xen10', 1), host('xen9', 1), host('Xen2', 1));
    expect(sortHosts(site, 'name')).toEqual(['Xen2', 'xen9', 'xen10']);
  });

  it('puts the fullest or the freest first, and what is not known last', () => {
    const site = siteOf(host('a', 500), host('b', 900), host('c', null));
    expect(sortHosts(site, 'memory')).toEqual(['a', 'b', 'c']);
    expect(sortHosts(site, 'free')).toEqual(['b', 'a', 'c']);
  });

  it('puts what needs the user before what is away, and that before what is well', () => {
    const link = sampleHost().link;
    const site = siteOf(
      host('well', 1),
      host('away', 1, { link: { ...link, state: 'offline' } }),
      host('asks', 1, { link: { ...link, state: 'blocked' } }),
    );
    expect(sortHosts(site, 'problems')).toEqual(['asks', 'away', 'well']);
  });
});

describe('the search', () => {
  const site = fakeLab(0);

  it('finds VMs by a part of their name, whatever the case', () => {
    const match = matchSite(site, 'WORK');
    expect([...(match?.keys() ?? [])]).toEqual(['xen-a']);
    expect(vmMatches(match?.get('xen-a'), 'worker-2')).toBe(true);
    expect(vmMatches(match?.get('xen-a'), 'counter')).toBe(false);
  });

  it('shows all of a host that matches itself', () => {
    expect(matchSite(site, 'xen-b')?.get('xen-b')).toBe('all');
  });

  it('asks for every word, in the name of the VM or of its host', () => {
    const match = matchSite(site, 'pv xen-c');
    expect([...(match?.keys() ?? [])]).toEqual(['xen-c']);
    expect(match?.get('xen-c')).toEqual(new Set(['pv3']));
  });

  it('is off while nothing is written', () => {
    expect(matchSite(site, '  ')).toBeNull();
    expect(vmMatches(null, 'anything')).toBe(true);
  });
});

describe('groups of hosts', () => {
  const site = fakeLab(0);
  const sorted = sortHosts(site, 'name');

  it('are one without a heading, unless another grouping is chosen', () => {
    const [all, ...rest] = groupHosts(site, sorted, {
      group: 'none',
      match: null,
      othersShown: false,
    });
    expect(all).toMatchObject({ title: null, hostIds: sorted });
    expect(rest).toEqual([]);
    const byAssist = groupHosts(site, sorted, { group: 'assist', match: null, othersShown: false });
    expect(byAssist.map(({ title, hostIds }) => [title, hostIds])).toEqual([
      ['AMD Pacifica (SVM)', ['xen-a', 'xen-b']],
      ['No hardware assist: PV only', ['xen-c']],
    ]);
  });

  it('keep hosts without a match at the end, folded until they are wanted', () => {
    const options = { group: 'none' as const, match: matchSite(site, 'counter') };
    const folded = groupHosts(site, sorted, { ...options, othersShown: false });
    expect(folded.at(-1)).toMatchObject({
      key: othersKey,
      hostIds: ['xen-b', 'xen-c'],
      folded: true,
    });
    expect(groupHosts(site, sorted, { ...options, othersShown: true }).at(-1)?.folded).toBe(false);
  });
});
