import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';

/** So many VMs from one host to another, by the hosts' rows. */
export interface Stream {
  from: number;
  to: number;
  vms: number;
}

/** More lines than these are a grey field. */
const mostStreams = 300;

/**
 * From where each VM is to where it will be, a stay on a third host left out; the largest first.
 * `left`: smaller ones that are too many to draw.
 */
export function streamsOf(
  moves: CapacityPlan['moves'],
  hostIds: readonly string[],
): { streams: Stream[]; left: number } {
  const rowOf = new Map(hostIds.map((id, row) => [id, row]));
  const ways = new Map<string, { from: string; to: string }>();
  for (const { uuid, vm, targetHostId } of moves) {
    const before = ways.get(uuid);
    ways.set(uuid, { from: before?.from ?? vm.hostId, to: targetHostId });
  }
  const streams = new Map<string, Stream>();
  for (const { from: fromId, to: toId } of ways.values()) {
    const [from, to] = [rowOf.get(fromId), rowOf.get(toId)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from}-${to}`;
    streams.set(key, { from, to, vms: (streams.get(key)?.vms ?? 0) + 1 });
  }
  const all = [...streams.values()].sort((a, b) => b.vms - a.vms || a.from - b.from || a.to - b.to);
  return { streams: all.slice(0, mostStreams), left: Math.max(0, all.length - mostStreams) };
}
