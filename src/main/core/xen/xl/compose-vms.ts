import type { Vm } from '../../../../shared/model/vm.ts';
import type { ConfigFile, HostFiles } from './collect-files.ts';
import type { DomainConfig } from './parse-domain-list.ts';
import type { DomainRow } from './parse-domain-table.ts';
import type { SchedParams } from './parse-sched.ts';

/** What was read of a host's domains, each by its own command. */
export interface DomainParts {
  rows: readonly DomainRow[];
  configs: readonly DomainConfig[];
  files: HostFiles;
  /** dom0's terminal of each domain's console. */
  ttys: ReadonlyMap<number, string>;
  /** Only where `xl vcpu-list` and `xl sched-credit` were asked. */
  vcpus?: ReadonlyMap<number, number>;
  sched?: ReadonlyMap<number, SchedParams>;
}

const unnamed = '(null)';
/** How `xl migrate` calls the half at the target, and the one left at the source. */
const transitSuffix = /--(?:incoming|migratedaway)$/;

/** The letters of `xl list`; a suspended domain (`ss`) is on its way into a file or elsewhere. */
function stateOf(name: string, letters: string): Vm['state'] {
  if (letters[5] === 'd') return 'dying';
  if (transitSuffix.test(name)) return 'transit';
  if (letters[3] === 's') {
    if (letters[4] === 'c' || letters[4] === 'w') return 'crashed';
    return letters[4] === 's' ? 'transit' : 'shutting-down';
  }
  return letters[2] === 'p' ? 'paused' : 'running';
}

/** Xenstore's name; a printed one lost the spaces at its end. A nameless one gets its number. */
function nameOf(row: DomainRow, config: DomainConfig | undefined): string {
  if (config && (config.name.trimEnd() === row.name || row.name === unnamed)) return config.name;
  return row.name === unnamed ? `${unnamed} ${row.domid}` : row.name;
}

function isAutostarted(file: ConfigFile, files: HostFiles): boolean {
  return (
    files.autostart.has(file.path) || (file.target !== null && files.autostart.has(file.target))
  );
}

function runningVm(
  hostId: string,
  row: DomainRow,
  name: string,
  config: DomainConfig | undefined,
  file: ConfigFile | undefined,
  parts: DomainParts,
): Vm {
  const sched = parts.sched?.get(row.domid);
  return {
    hostId,
    name,
    uuid: row.uuid,
    domid: row.domid,
    type: config?.type ?? 'unknown',
    state: stateOf(name, row.state),
    vcpus: row.vcpus,
    maxVcpus: config?.maxVcpus || parts.vcpus?.get(row.domid) || row.vcpus,
    memoryMiB: row.memoryMiB,
    maxMemoryMiB: config?.maxMemoryMiB || row.memoryMiB,
    weight: sched?.weight ?? config?.weight ?? null,
    cap: sched?.cap ?? config?.cap ?? null,
    disks: config?.disks ?? [],
    nics: config?.nics ?? [],
    pciDevices: config?.pciDevices ?? [],
    bootFiles: config?.bootFiles ?? [],
    vnuma: config?.vnuma ?? false,
    nestedHvm: config?.nestedHvm ?? false,
    noMigrate: (config?.noMigrate ?? false) || (file?.config.noMigrate ?? false),
    consoleTty: parts.ttys.get(row.domid) ?? null,
    configPath: file?.path ?? null,
    autostart: file !== undefined && isAutostarted(file, parts.files),
    cpu: null,
    cpuSeconds: row.cpuSeconds,
  };
}

function haltedVm(hostId: string, file: ConfigFile, files: HostFiles): Vm {
  return {
    ...file.config,
    hostId,
    domid: null,
    state: 'halted',
    consoleTty: null,
    configPath: file.path,
    autostart: isAutostarted(file, files),
    cpu: null,
    cpuSeconds: null,
  };
}

/**
 * Which file describes which domain: by name first (a half of a migration by the name it had),
 * then by UUID for those renamed since their start.
 */
function matchFiles(
  domains: readonly { domid: number; name: string; uuid: string }[],
  configs: readonly ConfigFile[],
): Map<number, ConfigFile> {
  const byName = new Map<string, ConfigFile>();
  for (const file of configs) {
    if (!byName.has(file.config.name)) byName.set(file.config.name, file);
  }
  const matched = new Map<number, ConfigFile>();
  for (const { domid, name } of domains) {
    const file = byName.get(name) ?? byName.get(name.replace(transitSuffix, ''));
    if (file) matched.set(domid, file);
  }
  const taken = new Set(matched.values());
  const byUuid = new Map<string, ConfigFile>();
  for (const file of configs) {
    if (file.config.uuid !== null && !taken.has(file)) byUuid.set(file.config.uuid, file);
  }
  for (const { domid, uuid } of domains) {
    const file = byUuid.get(uuid);
    if (file && !matched.has(domid)) matched.set(domid, file);
  }
  return matched;
}

/**
 * All VMs of a host: its domains but dom0, and what only a configuration file is there of. A
 * domain without a name is on its way in and left out, unless it is dying: such ghosts stay.
 * Of two with one name the first counts, a domain before a file.
 */
export function composeVms(hostId: string, parts: DomainParts): Vm[] {
  const configs = new Map(parts.configs.map((config) => [config.domid, config]));
  const domains = parts.rows
    .filter((row) => row.domid !== 0)
    .map((row) => {
      const config = configs.get(row.domid);
      // A domid can have been given anew between the two commands.
      const own = config?.uuid === row.uuid ? config : undefined;
      return { row, config: own, domid: row.domid, uuid: row.uuid, name: nameOf(row, own) };
    })
    .filter(({ row, config }) => row.name !== unnamed || config || row.state[5] === 'd');
  const files = matchFiles(domains, parts.files.configs);
  const vms = new Map<string, Vm>();
  for (const { row, config, domid, name } of domains) {
    if (vms.has(name)) continue;
    vms.set(name, runningVm(hostId, row, name, config, files.get(domid), parts));
  }
  const described = new Set([...files.values()].map((file) => file.config.name));
  for (const file of parts.files.configs) {
    const { name } = file.config;
    if (!described.has(name) && !vms.has(name)) vms.set(name, haltedVm(hostId, file, parts.files));
  }
  return [...vms.values()];
}
