import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/main/core/capacity/make-plan.ts';
import { headline } from '../../../src/renderer/features/capacity/plan-text.ts';
import { type PlanRule, planInputSchema } from '../../../src/shared/capacity/capacity-plan.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Host, HostFacts } from '../../../src/shared/model/host.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

/** Hosts of 8 pCPUs and 16 GiB, as many as there are lists of VMs of 1 GiB and half a pCPU. */
function siteOf(lists: readonly Partial<Vm>[][], facts: Partial<HostFacts>[] = []): SiteState {
  const hosts: SiteState['hosts'] = {};
  const vms: SiteState['vms'] = {};
  for (const [at, list] of lists.entries()) {
    const id = `h${at}`;
    hosts[id] = sampleHost({
      id,
      label: `xen-${at}`,
      facts: sampleFacts({ pcpus: 8, totalMemoryMiB: 16_384, ...facts[at] }),
      usage: { at: 0, cpu: 0.1, dom0Cpu: 0.02, freeMemoryMiB: 15_000 - 1100 * list.length },
    });
    vms[id] = Object.fromEntries(
      list.map((more, n) => {
        const name = more.name ?? `vm-${at}-${n}`;
        const vm = sampleVm({
          hostId: id,
          name,
          uuid: `${name}-uuid`,
          memoryMiB: 1024,
          maxMemoryMiB: 1024,
          cpu: 0.5,
          ...more,
        });
        return [name, vm];
      }),
    );
  }
  return { ...emptySite, kind: 'own', hosts, vms };
}

function plan(site: SiteState, more: Record<string, unknown> = {}) {
  return makePlan(site, planInputSchema.parse({ goal: 'consolidate', ...more }), () => []);
}
const usageOf = ({ usage }: Host) => {
  if (!usage) throw new Error('no usage');
  return usage;
};
const ref = (name: string) => ({ hostId: `h${name.split('-')[1]}`, name });

describe('a plan over the live site', () => {
  it('frees a host, and says that no plan can do with fewer', () => {
    const found = plan(siteOf([[{}], [{}, {}]]));
    expect(found).toMatchObject({ freed: ['h0'], hostsBefore: 2, hostsAfter: 1, bound: 1 });
    expect(found.moves).toMatchObject([
      { vm: { hostId: 'h0', name: 'vm-0-0' }, targetHostId: 'h1', mode: 'live', round: 0 },
    ]);
    expect(found.hosts.map(({ after }) => after.vms)).toEqual([0, 3]);
  });

  it('leaves alone a host whose VMs are more moves than a freed host is worth, and says how many', () => {
    const site = siteOf([
      [{}, {}],
      [{}, {}, {}],
    ]);
    const found = plan(site, { mostMovesPerHost: 1 });
    expect(found).toMatchObject({ moves: [], freed: [], hostsAfter: 2, bound: 1 });
    expect(found.costly).toContainEqual({ hostId: 'h0', moves: 2 });
    expect(plan(site, { mostMovesPerHost: 2 })).toMatchObject({ freed: ['h0'], costly: [] });
  });

  it('says what the failure of one host would leave without room, before and after', () => {
    const roomy = siteOf([[{}], [{}, {}], []]);
    expect(plan(roomy).failover).toEqual({ before: null, after: null });
    const tight = siteOf([[{ cpu: 3, name: 'vm-0-a' }], [{ cpu: 4, name: 'vm-1-a' }]]);
    expect(plan(tight, { cpuTarget: 0.6 }).failover.before).toEqual({
      hostId: 'h0',
      vms: 1,
      ofVms: 1,
    });
  });

  it('shows what each VM has of its host, the largest first', () => {
    const found = plan(siteOf([[{ cpu: 0.2 }, { cpu: 1 }]]));
    expect(found.hosts[0]?.before).toMatchObject({ vms: 2, vmCpus: [1, 0.2] });
  });

  it('moves for an even load only what is worth the gain that was asked for', () => {
    const site = siteOf([[{}, {}], []]);
    const even = { goal: 'balance' };
    expect(plan(site, even).moves).toHaveLength(1);
    expect(plan(site, { ...even, minGain: 0.5 }).moves).toEqual([]);
  });

  it('fills no host above the CPU target', () => {
    const site = siteOf([[{ cpu: 3 }], [{ cpu: 3 }]]);
    expect(plan(site).freed).toHaveLength(1);
    expect(plan(site, { cpuTarget: 0.7 })).toMatchObject({ freed: [], moves: [], bound: 2 });
  });

  it('counts what was never measured as fully busy', () => {
    const site = siteOf([[{ cpu: null, vcpus: 7 }], [{}]]);
    expect(plan(site)).toMatchObject({ freed: [], bound: 2 });
  });

  it('says of a VM that holds its host what forbids its move', () => {
    const site = siteOf([[{ pciDevices: ['0000:3b:00.0'] }], [{ noMigrate: true }]]);
    const { freed, stays } = plan(site);
    expect(freed).toEqual([]);
    expect(stays.map(({ vm, reason }) => [vm.name, reason])).toEqual([
      ['vm-0-0', expect.stringContaining('PCI devices')],
      ['vm-1-0', expect.stringContaining('nomigrate=1')],
    ]);
  });

  it('says of a site that cannot be consolidated that it is so, and what lacks where', () => {
    const large = { memoryMiB: 9000, maxMemoryMiB: 9000 };
    const site = siteOf([[large], [large]]);
    for (const host of Object.values(site.hosts)) {
      site.hosts[host.id] = { ...host, usage: { ...usageOf(host), freeMemoryMiB: 6000 } };
    }
    const found = plan(site);
    expect(found).toMatchObject({ freed: [], moves: [], hostsAfter: 2, bound: 2 });
    expect(headline(found, (id) => id)).toBe('The site cannot be consolidated.');
    const [first, ...others] = found.stays.map(({ reason }) => reason);
    expect(first).toMatch(
      /^It needs 9,\d+ MiB and 0\.5 pCPUs; the only host that could take it has not both left: at most [1-5],\d+ MiB/,
    );
    expect(others).toHaveLength(1);
  });

  it('moves no VM to where its name is taken', () => {
    const off = { name: 'web', state: 'halted', domid: null, uuid: 'another', cpu: null } as const;
    const site = siteOf([[{ name: 'web' }], [{ pciDevices: ['x'] }, off]]);
    expect(plan(site).moves).toEqual([]);
  });

  it('stops and copies PV guests only when it may', () => {
    const site = siteOf([[{ type: 'pv' }], [{ type: 'pv' }]]);
    expect(plan(site).moves).toEqual([]);
    expect(plan(site).stays[0]?.reason).toContain('shadow paging');
    expect(plan(site, { stopAndCopy: true }).moves).toMatchObject([{ mode: 'stop-and-copy' }]);
  });

  it('leaves out hosts that cannot be planned with, and says why', () => {
    const site = siteOf([[{}], [{}]]);
    const [host] = Object.values(site.hosts);
    if (host) site.hosts.h0 = { ...host, link: { ...host.link, state: 'offline' } };
    expect(plan(site)).toMatchObject({
      moves: [],
      leftOut: [{ hostId: 'h0', reason: 'It is not connected.' }],
    });
  });

  it('keeps empty hosts on as spare, and says when there are not enough', () => {
    const site = siteOf([[{}], [{}], [{}]]);
    const found = plan(site, { spareHosts: 1 });
    expect(found.freed).toHaveLength(1);
    expect(found.spare).toHaveLength(1);
    expect(plan(site, { spareHosts: 3 }).problems).toEqual([
      expect.stringContaining('only 2 can be had'),
    ]);
  });

  it('empties the host that is asked for', () => {
    const found = plan(siteOf([[{}, {}], [{}]]), { goal: 'evacuate', hostId: 'h0' });
    expect(found.moves.map(({ targetHostId }) => targetHostId)).toEqual(['h1', 'h1']);
    expect(found.freed).toEqual(['h0']);
  });
});

describe('rules of a plan', () => {
  const site = siteOf([[{}, {}], [{}], [{}]]);
  const withRules = (...rules: PlanRule[]) => plan(site, { rules });
  const placeIn = (found: ReturnType<typeof plan>, name: string) =>
    found.moves.findLast(({ vm }) => vm.name === name)?.targetHostId ?? ref(name).hostId;

  it('keep a VM where it is', () => {
    const found = withRules(
      { kind: 'stay', vm: ref('vm-1-0') },
      { kind: 'stay', vm: ref('vm-2-0') },
    );
    expect(found.moves.map(({ vm }) => vm.name).toSorted()).toEqual(['vm-0-0', 'vm-0-1']);
    expect(found.stays[0]?.reason).toBe('You keep it where it is.');
  });

  it('keep VMs apart, also those that are not yet', () => {
    const found = withRules({ kind: 'apart', vms: [ref('vm-0-0'), ref('vm-0-1')] });
    expect(placeIn(found, 'vm-0-0')).not.toBe(placeIn(found, 'vm-0-1'));
    expect(found.hostsAfter).toBe(2);
  });

  it('keep VMs together, also those that are not yet', () => {
    const found = plan(site, {
      goal: 'balance',
      rules: [{ kind: 'together', vms: [ref('vm-1-0'), ref('vm-2-0')] }],
    });
    expect(placeIn(found, 'vm-1-0')).toBe(placeIn(found, 'vm-2-0'));
  });

  it('pin a VM to hosts', () => {
    const found = withRules({ kind: 'pinned', vm: ref('vm-0-0'), hostIds: ['h2'] });
    expect(placeIn(found, 'vm-0-0')).toBe('h2');
  });

  it.each<[string, PlanRule[], RegExp]>([
    [
      'together and apart',
      [
        { kind: 'together', vms: [ref('vm-0-0'), ref('vm-1-0')] },
        { kind: 'apart', vms: [ref('vm-0-0'), ref('vm-1-0')] },
      ],
      /vm-0-0, vm-1-0 shall be kept together by one rule and apart by another/,
    ],
    [
      'together on two hosts that neither leaves',
      [
        { kind: 'together', vms: [ref('vm-0-0'), ref('vm-1-0')] },
        { kind: 'stay', vm: ref('vm-0-0') },
        { kind: 'stay', vm: ref('vm-1-0') },
      ],
      /vm-0-0 cannot leave xen-0 and vm-1-0 cannot leave xen-1/,
    ],
    [
      'apart on one host that neither leaves',
      [
        { kind: 'apart', vms: [ref('vm-0-0'), ref('vm-0-1')] },
        { kind: 'stay', vm: ref('vm-0-0') },
        { kind: 'stay', vm: ref('vm-0-1') },
      ],
      /vm-0-0, vm-0-1 shall be kept apart, but cannot leave xen-0/,
    ],
    [
      'together but pinned elsewhere each',
      [
        { kind: 'together', vms: [ref('vm-0-0'), ref('vm-1-0')] },
        { kind: 'pinned', vm: ref('vm-0-0'), hostIds: ['h0'] },
        { kind: 'pinned', vm: ref('vm-1-0'), hostIds: ['h1'] },
      ],
      /pinned to hosts that have none in common/,
    ],
    [
      'staying and pinned elsewhere',
      [
        { kind: 'stay', vm: ref('vm-0-0') },
        { kind: 'pinned', vm: ref('vm-0-0'), hostIds: ['h2'] },
      ],
      /vm-0-0 is pinned to other hosts, but cannot leave xen-0/,
    ],
  ])('that contradict one another are named, and nothing moves: %s', (_, rules, sentence) => {
    const found = withRules(...rules);
    expect(found.moves).toEqual([]);
    expect(found.problems).toContainEqual(expect.stringMatching(sentence));
  });
});
