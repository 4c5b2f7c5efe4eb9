import type { AppError } from '../../../../shared/app-error.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseDiskSpec } from './parse-disk-spec.ts';
import type { DomainConfig } from './parse-domain-list.ts';
import { parseFailed } from './parse-failed.ts';
import { parseVifSpec } from './parse-vif-spec.ts';
import { type CfgValue, parseXlCfg } from './parse-xl-cfg.ts';

/** What a configuration file would start. Memory in MiB. */
export interface VmConfig extends Omit<DomainConfig, 'domid'> {
  vcpus: number;
  memoryMiB: number;
}

type Settings = ReadonlyMap<string, CfgValue>;

function text(settings: Settings, key: string): string {
  const value = settings.get(key);
  return typeof value === 'string' ? value : '';
}

/** Numbers may be quoted, and written in C's ways. */
function number(settings: Settings, key: string): number | null {
  const value = text(settings, key).trim();
  return /^(?:\d{1,15}|0x[0-9a-fA-F]{1,12})$/.test(value) ? Number(value) : null;
}

/** A single string stands for a list of one. */
function strings(settings: Settings, key: string): string[] {
  const value = settings.get(key) ?? [];
  const items = typeof value === 'string' ? [value] : value;
  return items.filter((item): item is string => typeof item === 'string' && item.trim() !== '');
}

function guestType(settings: Settings): Vm['type'] {
  const type = text(settings, 'type');
  if (type === 'pv' || type === 'pvh' || type === 'hvm') return type;
  if (type !== '') return 'unknown';
  if (number(settings, 'pvh') === 1) return 'pvh';
  return text(settings, 'builder').startsWith('hvm') ? 'hvm' : 'pv';
}

function bootFiles(settings: Settings): string[] {
  const keys = ['kernel', 'ramdisk', 'bootloader', 'firmware', 'firmware_override'];
  keys.push('bios_path_override', 'device_model_override');
  return keys.map((key) => text(settings, key)).filter((file) => file.startsWith('/'));
}

/** `disk` as a string is one disk; a disk that cannot be made out is a disk all the same. */
function disks(settings: Settings): VmConfig['disks'] {
  return strings(settings, 'disk').map(
    (spec) =>
      parseDiskSpec(spec) ?? {
        vdev: '?',
        path: spec,
        format: 'unknown',
        backend: 'unknown',
        readonly: false,
      },
  );
}

/** `addr` of `domain:bus:dev.func,option=…`, with the domain that may be left out. */
function pciAddress(spec: string): string {
  const address = (spec.split(',')[0] ?? '').trim().toLowerCase();
  return /^[0-9a-f]{1,2}:[0-9a-f]{1,2}\.[0-7*]/.test(address) ? `0000:${address}` : address;
}

/**
 * Reads a domain configuration file (man xl.cfg). `defaultBridge` stands in where a NIC names none.
 * Fails with `parse-failed` on a syntax xl would refuse, or when it names no domain.
 */
export function readVmConfig(source: string, defaultBridge: string): Result<VmConfig, AppError> {
  const parsed = parseXlCfg(source);
  if (!parsed.ok) return parsed;
  const settings = parsed.value;
  const name = text(settings, 'name');
  if (name === '') return err(parseFailed('The configuration names no domain.', source));
  const vcpus = number(settings, 'vcpus') ?? 1;
  const memoryMiB = number(settings, 'memory') ?? 0;
  return ok({
    name,
    uuid: text(settings, 'uuid').toLowerCase() || null,
    type: guestType(settings),
    vcpus,
    maxVcpus: number(settings, 'maxvcpus') ?? vcpus,
    memoryMiB,
    maxMemoryMiB: number(settings, 'maxmem') ?? memoryMiB,
    weight: number(settings, 'cpu_weight'),
    cap: number(settings, 'cap'),
    disks: disks(settings),
    nics: strings(settings, 'vif').map((spec) => parseVifSpec(spec, defaultBridge)),
    pciDevices: strings(settings, 'pci').map(pciAddress),
    bootFiles: bootFiles(settings),
    vnuma: (settings.get('vnuma') ?? []).length > 0,
    nestedHvm: number(settings, 'nestedhvm') === 1,
    noMigrate: number(settings, 'nomigrate') === 1,
  });
}
