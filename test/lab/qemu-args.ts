import { lanMac, type Machine, managementMac } from './machines.ts';

interface BootFiles {
  readonly xen: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** Everything QEMU needs to know about one start of one machine. Paths are absolute. */
export interface QemuStart {
  readonly machine: Machine;
  /** What it starts from; null: it has no disk, and boots from the network. */
  readonly built: {
    /** The qcow2 overlay: the root disk, and the snapshot inside it. */
    readonly disk: string;
    readonly bootFiles: BootFiles;
  } | null;
  /** Where sockets, the pid file and the serial log go. The path is also how a process is known to be ours. */
  readonly runDir: string;
  /** TCP port on 127.0.0.1 that reaches the machine's sshd. */
  readonly port: number;
  /** A snapshot's name to start from instead of booting. */
  readonly snapshot?: string;
}

/**
 * SMAP kills dom0 at its start and RDTSCP kills PVH guests (both QEMU 7.2 under TCG); XSAVE makes
 * guests slow. So: an old CPU plus exactly what does no harm.
 */
export function cpuModel(machine: Machine): string {
  const svm = machine.svm ? '+svm,+npt' : '-svm';
  return `qemu64,${svm},+cx16,+popcnt,+ssse3,+sse4.1,+sse4.2,+lahf_lm,+rdrand`;
}

/** A comma ends a module's arguments in QEMU's multiboot loader unless it is doubled. */
export function multibootModules(kernel: string, kernelArguments: string, initrd: string): string {
  const doubled = (text: string): string => text.replaceAll(',', ',,');
  return `${doubled(kernel)} ${doubled(kernelArguments)},${doubled(initrd)}`;
}

/** QEMU's option values split at commas: a comma in a path is written twice. */
function optionPath(path: string): string {
  return path.replaceAll(',', ',,');
}

function xenBootArguments(files: BootFiles): string[] {
  const xen =
    'console=com1 com1=115200,8n1 dom0_mem=768M,max:768M dom0_max_vcpus=1 no-real-mode noreboot sched=credit2 watchdog=0';
  const dom0 = 'root=/dev/vda ro console=hvc0 net.ifnames=0 mitigations=off quiet';
  return [
    '-kernel',
    files.xen,
    '-initrd',
    multibootModules(files.kernel, dom0, files.initrd),
    '-append',
    xen,
  ];
}

function linuxBootArguments(files: BootFiles): string[] {
  const append = 'root=/dev/vda rw console=ttyS0 net.ifnames=0 mitigations=off quiet';
  return ['-kernel', files.kernel, '-initrd', files.initrd, '-append', append];
}

/** A machine with a disk: the disk, what QEMU itself boots of it, and the way in. */
function builtArguments(start: QemuStart): string[] {
  const { built, machine } = start;
  // Its NIC's own iPXE finds what to boot.
  if (built === null) return ['-boot', 'n'];
  const { disk, bootFiles } = built;
  return [
    ...(machine.kind === 'xen-host' ? xenBootArguments(bootFiles) : linuxBootArguments(bootFiles)),
    '-drive',
    `if=none,id=disk0,file=${optionPath(disk)},format=qcow2,cache=unsafe,discard=unmap`,
    '-device',
    'virtio-blk-pci,drive=disk0,addr=0x3',
    // restrict: the machine reaches nothing outside; the forwarded port still reaches it
    '-netdev',
    `user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:${start.port}-10.0.2.15:22`,
    '-device',
    `virtio-net-pci,netdev=mgmt,id=mgmt-nic,mac=${managementMac(machine)},addr=0x4,romfile=`,
  ];
}

/** The command line of one machine, without the program's name. QEMU goes to the background once the machine runs. */
export function qemuArguments(start: QemuStart): string[] {
  const { machine } = start;
  const run = optionPath(start.runDir);
  const argumentsList = [
    '-name',
    machine.name,
    '-machine',
    'q35',
    '-accel',
    'tcg,thread=multi,tb-size=512',
    '-cpu',
    cpuModel(machine),
    '-smp',
    String(machine.cores),
    '-m',
    String(machine.memoryMiB),
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-rtc',
    'base=utc',
    ...builtArguments(start),
    '-netdev',
    `vde,id=lan,sock=${run}/lan`,
    '-device',
    `virtio-net-pci,netdev=lan,id=lan-nic,mac=${lanMac(machine)},addr=0x5${start.built === null ? '' : ',romfile='}`,
    '-device',
    'virtio-rng-pci,addr=0x6',
    '-chardev',
    `socket,id=serial0,path=${run}/${machine.name}.serial,server=on,wait=off,logfile=${run}/${machine.name}.log,logappend=on`,
    '-serial',
    'chardev:serial0',
    '-qmp',
    `unix:${run}/${machine.name}.qmp,server=on,wait=off`,
    '-pidfile',
    `${start.runDir}/${machine.name}.pid`,
    '-daemonize',
  ];
  if (start.snapshot !== undefined) argumentsList.push('-loadvm', start.snapshot);
  return argumentsList;
}
