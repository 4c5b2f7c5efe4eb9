import { describe, expect, it } from 'vitest';
import { parseXlConf } from '../../../src/main/core/xen/xl/parse-xl-conf.ts';
import { readVmConfig } from '../../../src/main/core/xen/xl/vm-config.ts';

function config(text: string) {
  const read = readVmConfig(text, 'xenbr0');
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

describe('a domain configuration file', () => {
  it('tells all of a VM that can be known while it is off', () => {
    expect(
      config(`name = 'web "1" $(reboot) ü'
uuid = "5A7E0000-0000-4000-8000-0000000000C1"
type = "pvh"
kernel = "/var/lib/xen/boot/vmlinux"
ramdisk = "/var/lib/xen/boot/guest.cpio"
memory = 64
maxmem = "128"
vcpus = 2
maxvcpus = 4
cpu_weight = 512
cap = 50
disk = [ "/var/lib/xen/images/disk1.img,raw,xvda,r" ]
vif = [ "mac=00:16:3e:77:00:21" ]
pci = [ '03:00.1,permissive=1' ]
nomigrate = 1
`),
    ).toEqual({
      name: 'web "1" $(reboot) ü',
      uuid: '5a7e0000-0000-4000-8000-0000000000c1',
      type: 'pvh',
      vcpus: 2,
      maxVcpus: 4,
      memoryMiB: 64,
      maxMemoryMiB: 128,
      weight: 512,
      cap: 50,
      disks: [
        {
          vdev: 'xvda',
          path: '/var/lib/xen/images/disk1.img',
          format: 'raw',
          backend: 'auto',
          readonly: true,
        },
      ],
      nics: [{ mac: '00:16:3e:77:00:21', bridge: 'xenbr0', model: '' }],
      pciDevices: ['0000:03:00.1'],
      bootFiles: ['/var/lib/xen/boot/vmlinux', '/var/lib/xen/boot/guest.cpio'],
      vnuma: false,
      nestedHvm: false,
      noMigrate: true,
    });
  });

  it.each([
    ['type = "hvm"', 'hvm'],
    ['builder = "hvm"', 'hvm'],
    ['pvh = 1', 'pvh'],
    ['', 'pv'],
    ['type = "arm"', 'unknown'],
  ])('tells the type by %j', (line, type) => {
    expect(config(`name = "x"\n${line}\n`).type).toBe(type);
  });

  it('shows a disk that makes no sense rather than none', () => {
    expect(config('name = "x"\ndisk = [ "/dev/vg/x" ]').disks).toMatchObject([
      { vdev: '?', path: '/dev/vg/x' },
    ]);
  });

  it('that names no domain is refused', () => {
    expect(readVmConfig('memory = 64', 'xenbr0')).toMatchObject({
      ok: false,
      error: { code: 'parse-failed' },
    });
  });
});

describe('xl.conf', () => {
  it.each([
    ['autoballoon="off"', 'off'],
    ['autoballoon=0', 'off'],
    ['autoballoon=1', 'on'],
    ['autoballoon="auto"', 'auto'],
    ['#autoballoon="off"', 'auto'],
  ])('%s → %s', (text, autoballoon) => {
    expect(parseXlConf(text)).toMatchObject({ ok: true, value: { autoballoon } });
  });

  it('may name the bridge of NICs that name none', () => {
    expect(parseXlConf('vif.default.bridge="br7"')).toMatchObject({
      ok: true,
      value: { defaultBridge: 'br7' },
    });
  });
});
