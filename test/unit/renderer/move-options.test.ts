import { describe, expect, it } from 'vitest';
import { moveOptions } from '../../../src/renderer/features/details/move-options.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

function siteWith(vm: Partial<Vm>): { site: SiteState; ref: { hostId: string; name: string } } {
  const own = sampleVm({ hostId: 'a', name: 'web1', disks: [], nics: [], bootFiles: [], ...vm });
  const host = (id: string) =>
    sampleHost({
      id,
      label: `xen-${id}`,
      facts: sampleFacts({ totalMemoryMiB: 8192 }),
      usage: { at: 0, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 6000 },
    });
  return {
    site: {
      ...emptySite,
      kind: 'own',
      hosts: { a: host('a'), b: host('b'), c: host('c') },
      vms: { a: { web1: own }, b: {}, c: {} },
    },
    ref: { hostId: 'a', name: 'web1' },
  };
}

describe('where a VM can move', () => {
  it('is every host that has nothing against it, by name', () => {
    const { site, ref } = siteWith({});
    expect(moveOptions(site, ref)).toEqual({
      willing: ['xen-b', 'xen-c'],
      everywhere: [],
      refusals: [],
    });
  });

  it('says once what every host says', () => {
    const { site, ref } = siteWith({ noMigrate: true });
    const options = moveOptions(site, ref);
    expect(options.willing).toEqual([]);
    expect(options.everywhere.map(({ code }) => code)).toEqual(['no-migrate']);
    expect(options.refusals).toEqual([]);
  });

  it('says of one host alone what that one says', () => {
    const { site, ref } = siteWith({});
    site.vms.b = { web1: sampleVm({ hostId: 'b', name: 'web1', uuid: 'another' }) };
    const options = moveOptions(site, ref);
    expect(options.willing).toEqual(['xen-c']);
    expect(options.everywhere).toEqual([]);
    expect(options.refusals).toMatchObject([
      { hostLabel: 'xen-b', reason: { code: 'name-taken' } },
    ]);
  });
});
