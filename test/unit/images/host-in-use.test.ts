import { describe, expect, it } from 'vitest';
import { hostInUse } from '../../../src/main/core/images/xen/host-in-use.ts';
import type { Host } from '../../../src/shared/model/host.ts';
import { sampleClient } from '../../support/sample-images.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const client = sampleClient('dom0-a', {
  hostname: sampleHost().facts?.hostname ?? '',
  place: { kind: 'xen-host', label: 'xen-a' },
});

function look(hosts: Host[], names: string[] = [], halted: string[] = []) {
  const vms = [
    ...names.map((name) => sampleVm({ name })),
    ...halted.map((name) => sampleVm({ name, domid: null, state: 'halted' })),
  ];
  const use = hostInUse(
    {
      hosts: Object.fromEntries(hosts.map((host) => [host.id, host])),
      vms: { h1: Object.fromEntries(vms.map((vm) => [vm.name, vm])) },
    },
    client,
  );
  return use.kind === 'free' ? null : use.why;
}

describe('a Xen host that is a client', () => {
  it('may be rebooted once no VM runs on it, whatever is defined there', () => {
    expect(look([sampleHost()], [], ['web1'])).toBeNull();
  });

  it('waits while VMs run on it, and says which', () => {
    expect(look([sampleHost()], ['b', 'a'])).toEqual({
      outcome: 'unknown',
      text: 'It has to be emptied first, 2 of its VMs run: a, b.',
    });
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(look([sampleHost()], many)?.text).toContain('a, b, c, d, e, and 2 more');
  });

  it('is left alone while nobody knows what runs on it, or which one is meant', () => {
    const { link } = sampleHost();
    const away = sampleHost({ link: { ...link, state: 'offline' } });
    expect(look([away])).toMatchObject({ outcome: 'unknown' });
    expect(look([])).toMatchObject({ outcome: 'refused' });
    expect(look([sampleHost(), sampleHost({ id: 'h2' })])).toMatchObject({ outcome: 'refused' });
  });
});
