import type { ObjectChange } from './diff-sites.ts';

/** `maxMemoryMiB` as words, units kept: max memory MiB. */
export function fieldText(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\b(?!Mi B|Mhz|Ms)[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/Mi B\b/, 'MiB');
}

/** A value as short text: lists one item per line, objects in JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join('\n');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What became of the object, in a few words; `hostName` gives a host's label. */
export function changeText(change: ObjectChange, hostName: (id: string) => string): string {
  const on = change.kind !== 'host' ? ` on ${hostName(change.hostId)}` : '';
  if (change.change !== 'moved' || !change.from) return `${change.change}${on}`;
  return `moved from ${hostName(change.from.hostId)} to ${hostName(change.hostId)}`;
}
