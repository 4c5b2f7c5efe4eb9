import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlockDevices } from '../../../src/main/core/xen/xl/parse-block-devices.ts';
import { parseCpuinfo } from '../../../src/main/core/xen/xl/parse-cpuinfo.ts';
import { parseCpupoolList } from '../../../src/main/core/xen/xl/parse-cpupool-list.ts';
import { parseDf } from '../../../src/main/core/xen/xl/parse-df.ts';
import { parseIpAddr } from '../../../src/main/core/xen/xl/parse-ip-addr.ts';
import { parseMounts } from '../../../src/main/core/xen/xl/parse-mounts.ts';
import { parseSched } from '../../../src/main/core/xen/xl/parse-sched.ts';
import { parseTtys } from '../../../src/main/core/xen/xl/parse-ttys.ts';
import { parseVcpuList } from '../../../src/main/core/xen/xl/parse-vcpu-list.ts';
import { parseVgs } from '../../../src/main/core/xen/xl/parse-vgs.ts';
import { anyOutput, hostileName } from '../../support/any-output.ts';
import { hostWithGuest, transcriptOf } from '../../support/transcripts.ts';

const sched = transcriptOf(hostWithGuest, 'xl sched-credit2');
const vcpus = transcriptOf(hostWithGuest, 'xl vcpu-list');
const pools = transcriptOf(hostWithGuest, 'xl cpupool-list');

const addresses = String.raw`1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever
2: eth0    inet6 2001:db8::5/64 scope global dynamic \       valid_lft 86389sec
2: eth0    inet6 fe80::5054:ff:fe10:1/64 scope link \       valid_lft forever
2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global eth0\       valid_lft forever
4: xenbr0    inet 10.77.0.1/24 brd 10.77.0.255 scope global xenbr0\       valid_lft forever
5: virbr0    inet 192.168.122.1/24 brd 192.168.122.255 scope global virbr0\       valid_lft forever
`;
const mounts = `proc /proc proc rw 0 0
/dev/vda1 / ext4 rw,relatime 0 0
10.77.0.9:/srv/vm\\040disks /srv/vm\\040disks nfs4 rw 0 0
`;
const df = `Filesystem     1024-blocks     Used Available Capacity Mounted on
/dev/vda1          8191416  3145728   4608000      41% /
Filesystem              1024-blocks     Used Available Capacity Mounted on
10.77.0.9:/srv/vm disks    26421128 10137600  16283528      39% /srv/vm disks
none                              0        0         0       - /sys
`;
const vgs = '  vg0/Xr1W-7kQ2/53687091200/10737418240\n  odd line\n';
const links = `total 0
lrwxrwxrwx 1 root root  9 Nov 24 04:13 ata-QEMU_HARDDISK_QM00001 -> ../../sda
lrwxrwxrwx 1 root root  9 Nov 24 04:13 scsi-35000c500a1b2c3d4 -> ../../sda
lrwxrwxrwx 1 root root  9 Nov 24 04:13 wwn-0x5000c500a1b2c3d4 -> ../../sda
lrwxrwxrwx 1 root root 10 Nov 24 04:13 wwn-0x5000c500a1b2c3d4-part1 -> ../../sda1
lrwxrwxrwx 1 root root 10 Nov 24 04:13 dm-uuid-LVM-abc -> ../../dm-0
`;
const sizes = 'sda 4194304\nsda1 4192256\ndm-0 2048\n';
const cpuinfo = `processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 15
model\t\t: 107
model name\t: QEMU Virtual  CPU version 2.5+
flags\t\t: fpu de svm
`;

describe('weights and caps', () => {
  it('are read as a real host printed them', () => {
    const parsed = parseSched(sched);
    expect(parsed.ok && [...parsed.value]).toEqual([
      [0, { weight: 256, cap: 0 }],
      [1, { weight: 256, cap: 0 }],
    ]);
  });

  it('are read of every pool, whatever the domains are called', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const more = `${sched}Cpupool night: tslice=30ms ratelimit=1000us migration-delay=0us
Name                                ID Weight  Cap
${name.padEnd(33)}    7    512   50
`;
        const parsed = parseSched(more);
        expect(parsed.ok && parsed.value.get(7)).toEqual({ weight: 512, cap: 50 });
      }),
    );
  });
});

describe('vCPUs', () => {
  it('are counted by domain as a real host printed them', () => {
    const parsed = parseVcpuList(vcpus);
    expect(parsed.ok && [...parsed.value]).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('that are offline count as well', () => {
    const rows = `web                                  3     0    1   -b-      34.3  0-3,5 / all
web                                  3     1    -   --p       0.0  all / all
`;
    const parsed = parseVcpuList(vcpus + rows);
    expect(parsed.ok && parsed.value.get(3)).toBe(2);
  });
});

describe('cpupools', () => {
  it('are read as a real host printed them', () => {
    expect(parseCpupoolList(pools)).toEqual({
      ok: true,
      value: [{ name: 'Pool-0', cpus: 2, scheduler: 'credit2', domains: 2 }],
    });
  });
});

describe('what surrounds the toolstack', () => {
  it('has addresses by which dom0 can be reached, IPv4 first', () => {
    expect(parseIpAddr(addresses)).toEqual(['10.0.2.15', '10.77.0.1', '2001:db8::5']);
  });

  it('has mounts and their space, whatever they are called', () => {
    expect(parseMounts(mounts)).toContainEqual({
      source: '10.77.0.9:/srv/vm disks',
      target: '/srv/vm disks',
      type: 'nfs4',
    });
    expect([...parseDf(df)]).toEqual([
      ['/', { sizeMiB: 7999, freeMiB: 4500 }],
      ['/srv/vm disks', { sizeMiB: 25801, freeMiB: 15901 }],
      ['/sys', { sizeMiB: 0, freeMiB: 0 }],
    ]);
  });

  it('has volume groups', () => {
    expect(parseVgs(vgs)).toEqual([
      { name: 'vg0', uuid: 'Xr1W-7kQ2', sizeMiB: 51200, freeMiB: 10240 },
    ]);
  });

  it('has disks by the surest of their worldwide names', () => {
    expect(parseBlockDevices(links, sizes)).toEqual([
      { path: '/dev/sda', id: 'wwn-0x5000c500a1b2c3d4', sizeMiB: 2048 },
      { path: '/dev/sda1', id: 'wwn-0x5000c500a1b2c3d4-part1', sizeMiB: 2047 },
    ]);
  });

  it('has a CPU', () => {
    expect(parseCpuinfo(cpuinfo)).toEqual({
      cpu: { vendor: 'amd', family: 15, model: 107, name: 'QEMU Virtual CPU version 2.5+' },
      flags: ['fpu', 'de', 'svm'],
    });
    expect(parseCpuinfo('').cpu).toEqual({ vendor: 'other', family: null, model: null, name: '' });
  });

  it('has terminals of consoles', () => {
    expect([...parseTtys(' 1=/dev/pts/0 12=/dev/pts/3 x=/y 3=')]).toEqual([
      [1, '/dev/pts/0'],
      [12, '/dev/pts/3'],
    ]);
  });
});

describe('every one of these parsers', () => {
  const examples = [sched, vcpus, pools, addresses, mounts, df, vgs, links, sizes, cpuinfo];

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(anyOutput(examples), (text) => {
        for (const parsed of [parseSched(text), parseVcpuList(text), parseCpupoolList(text)]) {
          expect(parsed.ok || parsed.error.code === 'parse-failed').toBe(true);
        }
        parseIpAddr(text);
        parseMounts(text);
        parseDf(text);
        parseVgs(text);
        parseBlockDevices(text, text);
        parseCpuinfo(text);
        parseTtys(text);
      }),
    );
  });

  it('takes a megabyte of anything in its stride', () => {
    for (const sign of [' ', '1', '1 ', ' 1', '% /', ': ', ' -> ', '=/']) {
      const line = sign.repeat(1_000_000 / sign.length);
      for (const head of ['', sched, vcpus, pools]) {
        parseSched(head + line);
        parseVcpuList(head + line);
        parseCpupoolList(head + line);
      }
      parseIpAddr(line);
      parseMounts(line);
      parseDf(line);
      parseVgs(line);
      parseBlockDevices(line, line);
      parseCpuinfo(line);
      parseTtys(line);
    }
  });
});
