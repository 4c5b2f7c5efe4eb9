import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';

/** `xl info -n`. Memory in MiB. */
export interface XlInfo {
  hostname: string;
  dom0Kernel: string;
  xenVersion: { major: number; minor: number; extra: string };
  xenCaps: string[];
  virtCaps: string[];
  hwCaps: string;
  commandLine: string;
  scheduler: string;
  pcpus: number;
  coresPerSocket: number;
  threadsPerCore: number;
  cpuMhz: number;
  totalMemoryMiB: number;
  freeMemoryMiB: number;
  numaNodes: { id: number; memoryMiB: number; freeMiB: number }[];
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/\s+/).filter((word) => word !== '');
}

function number(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : null;
}

/**
 * The rows of `numa_info` say `id: memsize memfree distances`. They stand between a head line and
 * the next key; `cpu_topology` has rows of the same form, so the head decides.
 */
function parseNumaNodes(lines: readonly string[]): XlInfo['numaNodes'] {
  const header = lines.findIndex((line) => /^node:\s+memsize\s+memfree\s/.test(line));
  const nodes: XlInfo['numaNodes'] = [];
  if (header < 0) return nodes;
  for (const line of lines.slice(header + 1)) {
    const row = /^ *(\d{1,9}): +(\d{1,15}) +(\d{1,15}) /.exec(line);
    if (!row) break;
    nodes.push({ id: Number(row[1]), memoryMiB: Number(row[2]), freeMiB: Number(row[3]) });
  }
  return nodes;
}

/**
 * Each key once, its value after the first colon: xen_commandline holds more of them. What a
 * version does not print is empty or 0, but for what no host can be shown without.
 */
export function parseXlInfo(text: string): Result<XlInfo> {
  const lines = text.split('\n');
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const key = colon < 0 ? '' : line.slice(0, colon).trimEnd();
    if (/^[a-z_]+$/.test(key) && !values.has(key)) values.set(key, line.slice(colon + 1).trim());
  }
  const pcpus = number(values.get('nr_cpus'));
  const totalMemoryMiB = number(values.get('total_memory'));
  const freeMemoryMiB = number(values.get('free_memory'));
  const major = number(values.get('xen_major'));
  const minor = number(values.get('xen_minor'));
  const hostname = values.get('host');
  if (
    hostname === undefined ||
    pcpus === null ||
    totalMemoryMiB === null ||
    freeMemoryMiB === null ||
    major === null ||
    minor === null
  ) {
    const needed = ['host', 'nr_cpus', 'total_memory', 'free_memory', 'xen_major', 'xen_minor'];
    const missing = needed.filter((key) => {
      const value = values.get(key);
      return key === 'host' ? value === undefined : number(value) === null;
    });
    return err(parseFailed(`\`xl info\` said nothing usable of ${missing.join(', ')}.`, text));
  }
  return ok({
    hostname,
    dom0Kernel: values.get('release') ?? '',
    xenVersion: { major, minor, extra: values.get('xen_extra') ?? '' },
    xenCaps: words(values.get('xen_caps')),
    virtCaps: words(values.get('virt_caps')),
    hwCaps: values.get('hw_caps') ?? '',
    commandLine: values.get('xen_commandline') ?? '',
    scheduler: values.get('xen_scheduler') ?? '',
    pcpus,
    coresPerSocket: number(values.get('cores_per_socket')) ?? 0,
    threadsPerCore: number(values.get('threads_per_core')) ?? 0,
    cpuMhz: number(values.get('cpu_mhz')) ?? 0,
    totalMemoryMiB,
    freeMemoryMiB,
    numaNodes: parseNumaNodes(lines),
  });
}
