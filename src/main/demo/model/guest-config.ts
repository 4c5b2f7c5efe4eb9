/** A guest as its xl.cfg describes it, defaults filled in. Memory in MiB. */
export interface GuestConfig {
  readonly name: string;
  /** Null: xl makes one up at each start. */
  readonly uuid: string | null;
  readonly type: 'pv' | 'pvh' | 'hvm';
  readonly memoryMiB: number;
  readonly maxMemoryMiB: number;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly weight: number;
  readonly cap: number;
  readonly pool: string | null;
  /** Path of a kernel in dom0, or of a boot loader; null: the firmware boots (HVM). */
  readonly kernel: string | null;
  readonly ramdisk: string | null;
  readonly cmdline: string | null;
  readonly bootloader: string | null;
  readonly disks: readonly GuestDisk[];
  readonly nics: readonly GuestNic[];
  /** BDFs, e.g. 0000:3b:00.0 */
  readonly pci: readonly string[];
  readonly noMigrate: boolean;
  readonly nestedHvm: boolean;
  /** Enlightened for Windows. */
  readonly viridian: boolean;
}

export interface GuestDisk {
  /** Null: an empty drive. */
  readonly target: string | null;
  readonly format: 'raw' | 'qcow2';
  readonly vdev: string;
  readonly readonly: boolean;
  readonly cdrom: boolean;
}

export interface GuestNic {
  readonly mac: string;
  readonly bridge: string;
  /** Emulated model for HVM guests; null for PV ones. */
  readonly model: string | null;
}

/** What xl keeps for itself per guest besides its memory: page tables of HVM and PVH ones. */
export function overheadMiB(config: GuestConfig): number {
  // libxl: 1 MiB per vCPU and 8 KiB per MiB of memory.
  return config.type === 'pv' ? 0 : config.maxVcpus + Math.ceil(config.maxMemoryMiB / 128);
}
