import type { Disk, Nic, Vm } from '../../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';

/** What `xl list -l` says of a domain, made plain. Memory in MiB. */
export interface DomainConfig {
  domid: number;
  name: string;
  /** Null for dom0, whose UUID is the default and left out. */
  uuid: string | null;
  type: Vm['type'];
  /** 0: not said. */
  maxVcpus: number;
  maxMemoryMiB: number;
  weight: number | null;
  cap: number | null;
  disks: Disk[];
  nics: Nic[];
  pciDevices: string[];
  bootFiles: string[];
  vnuma: boolean;
  nestedHvm: boolean;
  noMigrate: boolean;
}

type Json = { readonly [key: string]: unknown };
const nothing: Json = {};

// One look per field and no schema: a host with a thousand domains is read at every change.
function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : nothing;
}
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
/** libxl's defbool is printed as a string. */
function isTrue(value: unknown): boolean {
  return value === 'True' || value === true;
}

function parseType(value: unknown): Vm['type'] {
  return value === 'pv' || value === 'pvh' || value === 'hvm' ? value : 'unknown';
}

/** Left out: readwrite 0 (read-only), format and backend where unknown, the path of an empty drive. */
function parseDisk(value: unknown): Disk {
  const disk = object(value);
  return {
    vdev: text(disk.vdev),
    path: text(disk.pdev_path) || null,
    format: text(disk.format) || 'unknown',
    backend: text(disk.backend) || 'unknown',
    readonly: !disk.readwrite,
  };
}

function parseNic(value: unknown): Nic {
  const nic = object(value);
  return { mac: text(nic.mac), bridge: text(nic.bridge), model: text(nic.model) };
}

function hex(value: unknown, width: number): string {
  return (count(value) ?? 0).toString(16).padStart(width, '0');
}

/** `dddd:bb:dd.f`; the address lies in `bdf` since 4.17, before that in the device itself. */
function parsePci(value: unknown): string {
  const device = object(value);
  const at = device.bdf === undefined ? device : object(device.bdf);
  return `${hex(at.domain, 4)}:${hex(at.bus, 2)}:${hex(at.dev, 2)}.${hex(at.func, 1)}`;
}

/** Files by an absolute path; a bare `pygrub` or `ovmf` comes with every Xen. */
function parseBootFiles(build: Json, typed: Json): string[] {
  const files = [
    text(build.kernel) || text(typed.kernel),
    text(build.ramdisk) || text(typed.ramdisk),
    text(build.bootloader) || text(typed.bootloader),
    text(typed.firmware) || text(typed.bios_firmware),
    text(typed.system_firmware),
    text(build.device_model),
  ];
  return files.filter((file) => file.startsWith('/'));
}

function parseDomain(value: unknown): DomainConfig | null {
  const domain = object(value);
  const config = object(domain.config);
  const create = object(config.c_info);
  const build = object(config.b_info);
  const domid = count(domain.domid);
  const name = text(create.name);
  if (domid === null || name === '') return null;
  const type = parseType(create.type);
  const typed = object(build[`type.${type}`]);
  const sched = object(build.sched_params);
  return {
    domid,
    name,
    uuid: text(create.uuid).toLowerCase() || null,
    type,
    maxVcpus: count(build.max_vcpus) ?? 0,
    maxMemoryMiB: Math.floor((count(build.max_memkb) ?? 0) / 1024),
    weight: count(sched.weight),
    cap: count(sched.cap),
    disks: list(config.disks).map(parseDisk),
    nics: list(config.nics).map(parseNic),
    pciDevices: list(config.pcidevs).map(parsePci),
    bootFiles: parseBootFiles(build, typed),
    vnuma: list(build.vnuma_nodes).length > 0,
    nestedHvm: isTrue(build.nested_hvm) || isTrue(typed.nested_hvm),
    noMigrate: isTrue(build.disable_migrate),
  };
}

/**
 * `xl list -l`: an array of domains, or one bare domain from some versions. Fields of default
 * value are left out by xl and get that value here. `odd` counts the entries that are no domains.
 */
export function parseDomainList(source: string): Result<{ domains: DomainConfig[]; odd: number }> {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    const isSxp = /^\s*\(domain\b/.test(source);
    return err(
      isSxp
        ? parseFailed(
            '`xl list -l` answered in the old sxp form.',
            source,
            'Set output_format="json" in /etc/xen/xl.conf of this host, or remove the line.',
          )
        : parseFailed('`xl list -l` did not answer with whole JSON.', source),
    );
  }
  if (typeof json !== 'object' || json === null) {
    return err(parseFailed('`xl list -l` answered with something else than domains.', source));
  }
  const entries = Array.isArray(json) ? json : [json];
  const domains: DomainConfig[] = [];
  for (const entry of entries) {
    const domain = parseDomain(entry);
    if (domain) domains.push(domain);
  }
  return ok({ domains, odd: entries.length - domains.length });
}
