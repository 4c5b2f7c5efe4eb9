import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateDisk, volumeGroupOf } from '../../../../src/shared/migration/disk-location.ts';
import { sampleStorage } from '../../../support/sample-move.ts';

const root = sampleStorage();
const srv = sampleStorage({ name: '/srv', source: 'nas:/xen', shared: true });
const images = sampleStorage({ name: '/srv/images', source: 'nas:/images', shared: true });
const group = sampleStorage({ kind: 'volume-group', name: 'my-vg', source: 'AbC' });
const device = sampleStorage({ kind: 'block', name: '/dev/sdb', source: 'wwn-1' });
const all = [root, srv, images, group, device];

describe('where a disk lies', () => {
  it.each([
    ['/srv/images/a.img', images],
    ['/srv/images', images],
    ['/srv/imagesque/a.img', srv],
    ['/var/lib/a.img', root],
    ['/dev/my-vg/web1', group],
    ['/dev/mapper/my--vg-web1', group],
    ['/dev/mapper/my--vg-web--1', group],
    ['/dev/sdb', device],
  ])('%s is on the storage nearest to it', (path, storage) => {
    expect(locateDisk(path, all)).toEqual({ kind: 'storage', storage });
    expect(locateDisk(path, all.toReversed())).toEqual({ kind: 'storage', storage });
  });

  it.each(['/dev/other/web1', '/dev/sdc', '/dev/disk/by-id/x', '/dev/mapper/my-vg'])(
    '%s is on none that is known, and never on the root file system',
    (path) => expect(locateDisk(path, all)).toEqual({ kind: 'unknown' }),
  );

  it.each(['rbd:pool/web1', 'iqn.2020-01.org.x:1', 'nbd:unix:/x', ''])(
    '%s is not a file of dom0',
    (path) => expect(locateDisk(path, all)).toEqual({ kind: 'remote' }),
  );

  it('is found for any names that LVM allows, as device mapper writes them', () => {
    const name = fc.stringMatching(/^[a-z0-9+_.][a-z0-9+_.-]{0,12}$/);
    fc.assert(
      fc.property(name, name, (vg, lv) => {
        const doubled = (text: string) => text.replaceAll('-', '--');
        expect(volumeGroupOf(`/dev/mapper/${doubled(vg)}-${doubled(lv)}`)).toBe(vg);
        fc.pre(vg !== 'mapper');
        expect(volumeGroupOf(`/dev/${vg}/${lv}`)).toBe(vg);
      }),
    );
  });
});
