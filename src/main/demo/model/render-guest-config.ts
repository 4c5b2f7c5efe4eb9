import type { GuestConfig, GuestDisk, GuestNic } from './guest-config.ts';

/** xl.cfg knows no escapes: a string is quoted with the quote that it does not hold. */
function quoted(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function list(items: readonly string[]): string {
  return items.length === 1
    ? `[ ${quoted(items[0] ?? '')} ]`
    : `[\n${items.map((item) => `  ${quoted(item)},\n`).join('')}]`;
}

function disk({ target, format, vdev, readonly, cdrom }: GuestDisk): string {
  const access = readonly ? 'r' : 'w';
  if (cdrom) return `${target ?? ''},${format},${vdev},r,cdrom`;
  return `${target ?? ''},${format},${vdev},${access}`;
}

function nic({ mac, bridge, model }: GuestNic): string {
  return `mac=${mac},bridge=${bridge}${model === null ? '' : `,model=${model}`}`;
}

/** The guest's xl.cfg; each note becomes a comment above it. */
export function renderGuestConfig(config: GuestConfig, notes: readonly string[] = []): string {
  const lines = notes.map((note) => `# ${note}`);
  const put = (key: string, value: string | number) => lines.push(`${key} = ${value}`);
  put('name', quoted(config.name));
  if (config.uuid !== null) put('uuid', quoted(config.uuid));
  put('type', quoted(config.type));
  if (config.kernel !== null) put('kernel', quoted(config.kernel));
  if (config.ramdisk !== null) put('ramdisk', quoted(config.ramdisk));
  if (config.cmdline !== null) put('extra', quoted(config.cmdline));
  if (config.bootloader !== null) put('bootloader', quoted(config.bootloader));
  put('memory', config.memoryMiB);
  if (config.maxMemoryMiB !== config.memoryMiB) put('maxmem', config.maxMemoryMiB);
  put('vcpus', config.vcpus);
  if (config.maxVcpus !== config.vcpus) put('maxvcpus', config.maxVcpus);
  if (config.weight !== 256) put('cpu_weight', config.weight);
  if (config.cap !== 0) put('cap', config.cap);
  if (config.pool !== null) put('pool', quoted(config.pool));
  if (config.disks.length > 0) put('disk', list(config.disks.map(disk)));
  if (config.nics.length > 0) put('vif', list(config.nics.map(nic)));
  if (config.pci.length > 0) put('pci', list(config.pci));
  if (config.viridian) put('viridian', 1);
  if (config.nestedHvm) put('nestedhvm', 1);
  if (config.noMigrate) put('nomigrate', 1);
  if (config.type === 'hvm') {
    put('vnc', 1);
    put('vnclisten', quoted('127.0.0.1'));
  }
  put('on_crash', quoted('restart'));
  return `${lines.join('\n')}\n`;
}
