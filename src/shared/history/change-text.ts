import type { ObjectChange } from './diff-sites.ts';

export const changeKindText: Readonly<Record<ObjectChange['kind'], string>> = {
  host: 'host',
  vm: 'VM',
  config: 'configuration file',
  'image-server': 'image server',
  role: 'role',
  image: 'image',
  'packed-image': 'packed image',
  channel: 'channel',
  client: 'client',
  rollout: 'rollout',
};

/** Of a host, a VM or a configuration file; not of what an image server keeps. */
export function isOfSite({ kind }: Pick<ObjectChange, 'kind'>): boolean {
  return kind === 'host' || kind === 'vm' || kind === 'config';
}

/** `maxMemoryMiB` as words, units kept: max memory MiB. */
export function fieldText(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\b(?!Mi B|Mhz|Ms)[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/Mi B\b/, 'MiB');
}

/** A value as short text: lists one item per line, of an object each field with its name. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join('\n');
  return Object.entries(value)
    .map(([field, of]) => `${fieldText(field)} ${valueText(of).replaceAll('\n', ' ')}`)
    .join(', ');
}

/** What became of the object, in a few words; `hostName` gives a host's label. */
export function changeText(change: ObjectChange, hostName: (id: string) => string): string {
  const isMachine = change.kind === 'host' || change.kind === 'image-server';
  const on = isMachine ? '' : ` on ${hostName(change.hostId)}`;
  const what = isOfSite(change) ? '' : `${changeKindText[change.kind]} `;
  if (change.change !== 'moved' || !change.from) return `${what}${change.change}${on}`;
  return `moved from ${hostName(change.from.hostId)} to ${hostName(change.hostId)}`;
}
