import type { DomainRow } from '../host/domain-rows.ts';
import type { GuestConfig, GuestDisk, GuestNic } from '../model/guest-config.ts';
import type { Json } from './format-json.ts';
import { formatJson } from './format-json.ts';

const nothing = {};

function disk({ target, format, vdev, readonly, cdrom }: GuestDisk): Json {
  return {
    pdev_path: target ?? '',
    vdev,
    format: target === null ? 'empty' : format,
    ...(cdrom ? { removable: 1 } : {}),
    ...(readonly ? {} : { readwrite: 1 }),
    ...(cdrom ? { is_cdrom: 1 } : {}),
    colo_restore_enable: 'False',
  };
}

function nic({ mac, bridge, model }: GuestNic, devid: number): Json {
  return {
    devid,
    ...(model === null ? {} : { model }),
    mac,
    bridge,
    nictype: model === null ? 'vif' : 'vif_ioemu',
  };
}

/** Numbers that are 0 are left out. */
function pciDevice(bdf: string): Json {
  const [domain = '0', bus = '0', dev = '0', func = '0'] = bdf.split(/[:.]/);
  const numbers = Object.entries({ func, dev, bus, domain }).flatMap(([key, hex]) => {
    const number = Number.parseInt(hex, 16);
    return number === 0 ? [] : [[key, number] as const];
  });
  return { ...Object.fromEntries(numbers), vfunc_mask: 1 };
}

/** What `xl list -l` calls `config`, and what goes with a guest when it is moved. */
export function configJson(config: GuestConfig, name: string, uuid: string): Json {
  const { type } = config;
  const booted: Json = {
    ...(config.kernel === null ? {} : { kernel: config.kernel }),
    ...(config.cmdline === null ? {} : { cmdline: config.cmdline }),
    ...(config.ramdisk === null ? {} : { ramdisk: config.ramdisk }),
  };
  const hvm: Json = {
    pae: 'True',
    apic: 'True',
    acpi: 'True',
    nographic: 'False',
    vga: { kind: 'cirrus' },
    vnc: { enable: 'True', listen: '127.0.0.1', findunused: 'True' },
    sdl: { enable: 'False' },
    spice: nothing,
    boot: 'c',
    rdm: nothing,
  };
  return {
    c_info: {
      type,
      name,
      domid: 4294967295,
      uuid,
      run_hotplug_scripts: 'True',
    },
    b_info: {
      max_vcpus: config.maxVcpus,
      avail_vcpus: Array.from({ length: config.vcpus }, (_, vcpu) => vcpu),
      max_memkb: config.maxMemoryMiB * 1024,
      target_memkb: config.memoryMiB * 1024,
      video_memkb: type === 'hvm' ? 8192 : 0,
      sched_params: { sched: 'credit2', weight: config.weight, cap: config.cap },
      claim_mode: 'True',
      ...(config.noMigrate ? { disable_migrate: 'True' } : {}),
      ...(config.nestedHvm ? { nested_hvm: 'True' } : {}),
      ...(type === 'hvm' ? { device_model_version: 'qemu_xen' } : {}),
      ...booted,
      [`type.${type}`]: type === 'hvm' ? hvm : nothing,
      arch_arm: nothing,
      arch_x86: { msr_relaxed: 'False' },
    },
    ...(config.disks.length > 0 ? { disks: config.disks.map(disk) } : {}),
    ...(config.nics.length > 0 ? { nics: config.nics.map(nic) } : {}),
    ...(config.pci.length > 0 ? { pcidevs: config.pci.map(pciDevice) } : {}),
    on_reboot: 'restart',
    on_crash: 'restart',
    on_soft_reset: 'soft_reset',
  };
}

function dom0Json(row: Pick<DomainRow, 'name' | 'memoryMiB' | 'weight' | 'cap'>): Json {
  return {
    c_info: { type: 'pv', name: row.name },
    b_info: {
      max_memkb: row.memoryMiB * 1024,
      target_memkb: row.memoryMiB * 1024 - 1,
      sched_params: { sched: 'credit2', weight: row.weight, cap: row.cap },
      'type.pv': nothing,
      arch_arm: nothing,
      arch_x86: nothing,
    },
  };
}

/** `xl list -l`: an array of every domain's configuration, without state and CPU time. */
export function formatLongList(rows: readonly DomainRow[]): string {
  const all = rows.map(({ domain, ...row }) => ({
    domid: row.domid,
    config: domain === null ? dom0Json(row) : configJson(domain.config, row.name, row.uuid),
  }));
  return `${formatJson(all)}\n\n`;
}
