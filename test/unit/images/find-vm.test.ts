import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findVm } from '../../../src/main/core/images/xen/find-vm.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { runs } from '../../support/properties.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const uuid = '6b8b4567-327b-43c6-a43c-98695a3c0001';

interface Sight {
  online: boolean;
  vm: 'none' | 'halted' | 'running' | 'paused' | 'transit' | 'another';
}

function site(sights: readonly Sight[]) {
  const hosts = sights.map(({ online }, at) => {
    const host = sampleHost({ id: `h${at}`, label: `xen-${at}` });
    const state = online ? ('online' as const) : ('offline' as const);
    return { ...host, link: { ...host.link, state } };
  });
  const vms = sights.map(({ vm }, at): Record<string, Vm> => {
    if (vm === 'none') return {};
    const state = vm === 'another' ? 'running' : vm;
    const is = sampleVm({
      hostId: `h${at}`,
      name: 'web1',
      uuid: vm === 'another' ? '6b8b4567-327b-43c6-a43c-98695a3c0002' : uuid,
      state,
      domid: state === 'halted' ? null : 7,
    });
    return { web1: is };
  });
  return {
    hosts: Object.fromEntries(hosts.map((host) => [host.id, host])),
    vms: Object.fromEntries(vms.map((all, at) => [`h${at}`, all])),
  };
}

const sights = fc.array(
  fc.record<Sight>({
    online: fc.boolean(),
    vm: fc.constantFrom('none', 'none', 'halted', 'running', 'paused', 'transit', 'another'),
  }),
  { maxLength: 5 },
);
const isActive = ({ vm }: Sight) => ['running', 'paused', 'transit'].includes(vm);

describe('finding a VM by its UUID', () => {
  it('never says where it runs or that it is off while anything speaks against it', () => {
    fc.assert(
      fc.property(sights, (all) => {
        const found = findVm(site(all), uuid);
        const active = all.filter(isActive);
        if (found.kind === 'runs') {
          expect(active).toHaveLength(1);
          expect(active[0]).toMatchObject({ online: true });
          expect(active[0]?.vm).not.toBe('transit');
          expect(all[Number(found.host.id.slice(1))]).toBe(active[0]);
        } else if (found.kind === 'off') {
          expect(active).toEqual([]);
          expect(all.every(({ online }) => online)).toBe(true);
          expect(all.filter(({ vm }) => vm === 'halted')).toHaveLength(1);
        } else if (found.kind === 'unclear') expect(found.why).not.toBe('');
      }),
      { numRuns: runs(2000) },
    );
  });

  it('says where it runs when one connected host runs it and no other may', () => {
    fc.assert(
      fc.property(sights, fc.nat({ max: 5 }), (others, at) => {
        const quiet = others.filter((one) => !isActive(one));
        const all: Sight[] = quiet.toSpliced(at, 0, { online: true, vm: 'running' });
        const place = all.findIndex(isActive);
        expect(findVm(site(all), uuid)).toMatchObject({ kind: 'runs', host: { id: `h${place}` } });
      }),
    );
  });

  it.each<[string, Sight[]]>([
    ['No Xen host is connected.', [{ online: false, vm: 'running' }]],
    [
      'It runs on more than one host: xen-0, xen-1.',
      [
        { online: true, vm: 'running' },
        { online: true, vm: 'running' },
      ],
    ],
    [
      'xen-1, which ran it last, is not connected.',
      [
        { online: true, vm: 'halted' },
        { online: false, vm: 'running' },
      ],
    ],
    [
      'It runs on no connected host. It may be on xen-1, not connected now.',
      [
        { online: true, vm: 'halted' },
        { online: false, vm: 'none' },
      ],
    ],
    [
      'It is being moved.',
      [
        { online: true, vm: 'running' },
        { online: true, vm: 'transit' },
      ],
    ],
  ])('says why not: %s', (why, all) => {
    expect(findVm(site(all), uuid)).toMatchObject({ kind: 'unclear', why });
  });
});
