import { type HostDoor, typeAt } from './host-door.ts';
import { until } from './until.ts';

/** Any command may take an emulated host a minute. */
export const patienceMs = 8 * 60_000;

/** A domain as `xl list` shows it. */
export interface Row {
  domid: number;
  memoryMiB: number;
  /** Six letters. */
  state: string;
}

/** What `xl list` tells somebody who types it, by name. */
export async function listed(door: HostDoor): Promise<Map<string, Row>> {
  const { stdout, stderr, code } = await typeAt(door, ['xl', 'list']);
  if (code !== 0) throw new Error(`xl list on ${door.label}: ${stderr}`);
  const rows = new Map<string, Row>();
  for (const line of stdout.split('\n').slice(1)) {
    const row = /^(.+?) +(\d+) +(\d+) +\d+ +(\S{6}) +[\d.]+$/.exec(line);
    if (!row) continue;
    const [, name = '', domid, memory, state = ''] = row;
    rows.set(name, { domid: Number(domid), memoryMiB: Number(memory), state });
  }
  return rows;
}

/** Waits until a typed `xl list` shows it so; null: not at all. */
export async function untilListed(
  door: HostDoor,
  name: string,
  isSo: (row: Row | null) => boolean,
): Promise<Row | null> {
  const found = await until(
    async () => {
      const row = (await listed(door)).get(name) ?? null;
      return isSo(row) ? { row } : null;
    },
    `${name} on ${door.label} as it should be`,
    patienceMs,
  );
  return found.row;
}
