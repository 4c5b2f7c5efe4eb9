import type { HostFacts } from '../../../../shared/model/host.ts';

/** One CPU of /proc/cpuinfo, as dom0 sees it. */
export interface Cpuinfo {
  cpu: HostFacts['cpu'];
  flags: string[];
}

const vendors: Record<string, HostFacts['cpu']['vendor']> = {
  GenuineIntel: 'intel',
  AuthenticAMD: 'amd',
};

/** What a kernel or an architecture does not print is null or empty. Any text is an answer. */
export function parseCpuinfo(text: string): Cpuinfo {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(colon, 0)).trim();
    if (key !== '' && !values.has(key)) values.set(key, line.slice(colon + 1).trim());
  }
  const number = (key: string) => {
    const value = values.get(key) ?? '';
    return /^\d{1,9}$/.test(value) ? Number(value) : null;
  };
  const vendor = values.get('vendor_id') ?? '';
  return {
    cpu: {
      vendor: Object.hasOwn(vendors, vendor) ? (vendors[vendor] ?? 'other') : 'other',
      family: number('cpu family'),
      model: number('model'),
      name: (values.get('model name') ?? '').replaceAll(/\s+/g, ' '),
    },
    flags: (values.get('flags') ?? '').split(' ').filter((flag) => flag !== ''),
  };
}
