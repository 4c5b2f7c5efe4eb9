import type { VmRef } from '../../../../shared/model/vm.ts';
import type { BoardMap } from './move-focus.ts';

/** Every VM between two, in the board's reading order, both included. */
export function vmRange(map: BoardMap, from: VmRef, to: VmRef): VmRef[] {
  const { order } = map.layout;
  const start = order.indexOf(from.hostId);
  const end = order.indexOf(to.hostId);
  if (start < 0 || end < 0) return [to];
  const hosts = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  const all = hosts.flatMap((hostId) =>
    map
      .chipsOf(hostId)
      .filter((chip) => chip.item.kind === 'vm')
      .map((chip) => ({ hostId, name: chip.item.name })),
  );
  const indexOf = (ref: VmRef) =>
    all.findIndex((vm) => vm.hostId === ref.hostId && vm.name === ref.name);
  const a = indexOf(from);
  const b = indexOf(to);
  if (a < 0 || b < 0) return [to];
  return all.slice(Math.min(a, b), Math.max(a, b) + 1);
}
