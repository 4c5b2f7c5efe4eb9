import type { CpuModel } from '../model/host-kinds.ts';
import { renderGuestConfig } from '../model/render-guest-config.ts';
import type { GuestPlan, HostPlan } from '../model/site-plan.ts';
import type { PodStorage } from './pod-storage.ts';
import { configPathOf, localDisks } from './pod-storage.ts';
import type { FileEntry } from './virtual-files.ts';
import { VirtualFiles } from './virtual-files.ts';

const xlConf = `## Global XL config file ##

# Control whether dom0 is ballooned down when xen doesn't have enough
# free memory to create a domain.
autoballoon="off"

# default output format used by "xl list -l"
#output_format="json"
`;

const intelFlags =
  'fpu de tsc msr pae mce cx8 apic sep mca cmov pat clflush acpi mmx fxsr sse sse2 ss ht syscall nx lm constant_tsc rep_good nopl cpuid pni pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand hypervisor lahf_lm abm';
const amdFlags =
  'fpu de tsc msr pae mce cx8 apic mca cmov pat clflush mmx fxsr sse sse2 ht syscall nx mmxext lm rep_good nopl cpuid extd_apicid pni pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand hypervisor lahf_lm cmp_legacy abm sse4a';

/** dom0's /proc/cpuinfo: one block for each of its vCPUs. */
function cpuInfo(cpu: CpuModel, vcpus: number): string {
  const block = (processor: number) =>
    [
      `processor\t: ${processor}`,
      `vendor_id\t: ${cpu.vendor}`,
      `cpu family\t: ${cpu.family}`,
      `model\t\t: ${cpu.model}`,
      `model name\t: ${cpu.name}`,
      `stepping\t: ${cpu.stepping}`,
      `cpu MHz\t\t: ${cpu.mhz.toFixed(3)}`,
      'cache size\t: 11264 KB',
      `flags\t\t: ${cpu.vendor === 'GenuineIntel' ? intelFlags : amdFlags}`,
      '',
    ].join('\n');
  return `${Array.from({ length: vcpus }, (_, processor) => block(processor)).join('\n')}\n`;
}

function mounts(pod: PodStorage): string {
  return [
    'sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0',
    'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
    'udev /dev devtmpfs rw,nosuid,relatime,size=1984472k,nr_inodes=496118,mode=755 0 0',
    '/dev/sda2 / ext4 rw,relatime,errors=remount-ro 0 0',
    'tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=402220k,mode=755 0 0',
    'xenfs /proc/xen xenfs rw,relatime 0 0',
    `${pod.nfs.source} /srv/xen nfs4 rw,relatime,vers=4.2,hard,proto=tcp,timeo=600 0 0`,
    '',
  ].join('\n');
}

/** Everything that lies on one host when the site starts. Built at the first look. */
export function createHostFiles(options: {
  host: HostPlan;
  guests: readonly GuestPlan[];
  pod: PodStorage;
  authorizedKeys: string;
  /** Seconds since the epoch. */
  startedAt: number;
  uptime: () => number;
}): VirtualFiles {
  const { host, guests, pod, startedAt } = options;
  const mtime = startedAt - host.upSeconds;
  const text = (content: string | (() => string)): FileEntry => ({
    kind: 'text',
    text: content,
    mtime,
  });
  const idle = () => options.uptime() * host.dom0.vcpus * 0.9;

  return new VirtualFiles(
    function* () {
      const { kind } = host;
      yield ['/etc/hostname', text(`${host.name}\n`)];
      yield ['/etc/os-release', text(`PRETTY_NAME="${kind.build.distribution}"\n`)];
      yield ['/etc/xen/xl.conf', text(xlConf)];
      yield ['/root/.ssh/authorized_keys', text(options.authorizedKeys)];
      yield ['/proc/cpuinfo', text(cpuInfo(kind.cpu, host.dom0.vcpus))];
      yield ['/proc/mounts', text(mounts(pod))];
      yield ['/proc/uptime', text(() => `${options.uptime().toFixed(2)} ${idle().toFixed(2)}\n`)];
      yield ['/proc/version', text(`Linux version ${kind.build.release} ${kind.build.version}\n`)];
      yield ['/proc/xen/capabilities', text('control_d\n')];
      yield ['/usr/lib/grub-xen/grub-x86_64-xen.bin', { kind: 'disk', block: false, sizeMiB: 2 }];
      for (const [path, content] of host.files ?? []) yield [path, text(content)];
      for (const guest of guests) {
        const path = configPathOf(guest);
        yield [path, text(renderGuestConfig(guest.config, guest.notes))];
        if (!guest.autostart) continue;
        const name = path.slice(path.lastIndexOf('/') + 1);
        yield [`/etc/xen/auto/${name}`, { kind: 'link', target: `../${name}`, mtime }];
      }
      yield* localDisks(guests);
    },
    [
      ['/srv/xen/', pod.files],
      ['/dev/vg_san/', pod.files],
    ],
  );
}
