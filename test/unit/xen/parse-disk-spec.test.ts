import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDiskSpec } from '../../../src/main/core/xen/xl/parse-disk-spec.ts';
import { parseVifSpec } from '../../../src/main/core/xen/xl/parse-vif-spec.ts';

const volume = { path: '/dev/vg/x', vdev: 'hda', format: 'raw', backend: 'auto', readonly: false };
const cdrom = {
  path: '/root/image.iso',
  vdev: 'hdc',
  format: 'raw',
  backend: 'auto',
  readonly: true,
};
const emptyDrive = { path: null, vdev: 'hdc', format: 'empty', backend: 'auto', readonly: true };

describe('a disk of a configuration file', () => {
  // The equivalents that xl-disk-configuration(5) itself lists.
  it.each([
    ['/dev/vg/x,,hda', volume],
    ['/dev/vg/x,raw,hda,rw', volume],
    ['format=raw, vdev=hda, access=rw, target=/dev/vg/x', volume],
    ['raw:/dev/vg/x,hda,w', volume],
    ['phy:/dev/vg/x,hda,w', volume],
    ['vg/x,raw,hda', volume],
    ['/root/image.iso,,hdc,cdrom', cdrom],
    ['/root/image.iso,,hdc,,cdrom', cdrom],
    ['/root/image.iso,raw,hdc,devtype=cdrom', cdrom],
    ['format=raw, vdev=hdc, access=ro, devtype=cdrom, target=/root/image.iso', cdrom],
    ['raw:/root/image.iso,hdc:cdrom,ro', cdrom],
    ['file:/root/image.iso,hdc:cdrom,r', cdrom],
    [',hdc:cdrom,r', emptyDrive],
    ['format=empty,vdev=hdc,devtype=cdrom', emptyDrive],
    [
      'tap:aio:qcow2:/srv/a.img,xvda,w',
      { ...volume, path: '/srv/a.img', format: 'qcow2', vdev: 'xvda' },
    ],
    [
      '/srv/a.img,qcow2,xvda,r',
      { ...volume, path: '/srv/a.img', format: 'qcow2', vdev: 'xvda', readonly: true },
    ],
    [
      'vdev=xvda,target=/srv/with, comma: and =',
      { ...volume, vdev: 'xvda', path: '/srv/with, comma: and =' },
    ],
    ['drbd:r0,xvda,w', { ...volume, path: 'r0', vdev: 'xvda' }],
    [
      'iqn.2001-05.com:disk,raw,xvda,rw,script=block-iscsi',
      { ...volume, path: 'iqn.2001-05.com:disk', vdev: 'xvda' },
    ],
    ['/dev/vg/x,raw,hda,rw,backendtype=qdisk,discard', { ...volume, backend: 'qdisk' }],
  ])('is read in every form: %s', (spec, disk) => {
    expect(parseDiskSpec(spec)).toEqual(disk);
  });

  it('without a device is none', () => {
    expect(parseDiskSpec('/dev/vg/x')).toBeNull();
    expect(parseDiskSpec('')).toBeNull();
  });

  it('never throws, whatever it says', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (spec) => void parseDiskSpec(spec)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(',', '=', ':', 'phy:', 'raw', 'vdev=', ' ', 'x')),
        (parts) => {
          parseDiskSpec(parts.join(''));
        },
      ),
    );
  });
});

describe('a NIC of a configuration file', () => {
  it('is read with what it names, and the host’s default bridge otherwise', () => {
    expect(parseVifSpec('mac=00:16:3E:77:00:21, bridge=br1, model=e1000', 'xenbr0')).toEqual({
      mac: '00:16:3e:77:00:21',
      bridge: 'br1',
      model: 'e1000',
    });
    expect(parseVifSpec('', 'xenbr0')).toEqual({ mac: '', bridge: 'xenbr0', model: '' });
  });

  it('never throws, whatever it says', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (spec) => void parseVifSpec(spec, 'b')));
  });
});
