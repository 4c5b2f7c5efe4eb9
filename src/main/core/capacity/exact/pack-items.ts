import { needOf, type PlanModel } from '../plan-model.ts';
import { placesOf } from './placement-program.ts';

/** Orders that are tried before a solver is asked: with what is on the hosts kept there, and anew. */
const triesKeeping = 60;
const triesAnew = 240;

/**
 * Looks for a placement of all items on these hosts alone by putting them one by one where they
 * leave least, in many orders. First those that leave in place what is there: they take the fewest
 * moves, and can always be reached. Null: none of the orders did; there may be one all the same.
 */
export function packItems(model: PlanModel, on: ReadonlySet<number>): Int32Array | null {
  const places = placesOf(model).map((hosts) => hosts.filter((host) => on.has(host)));
  if (places.some((hosts) => hosts.length === 0)) return null;
  const needs = model.items.map(({ vms }) => needOf(model, vms));
  const room = roomOn(model, on);
  const sizes = needs.map((need) =>
    Math.max(need.memoryMiB / Math.max(1, room.memoryMiB), need.cpu / Math.max(0.01, room.cpu)),
  );
  const random = randomNumbers();
  for (let at = 0; at < triesKeeping + triesAnew; at += 1) {
    // The first of each kind is plainly the largest first.
    const spread = at === 0 || at === triesKeeping ? 0 : 0.1 + 0.9 * random();
    const keys = sizes.map((size) => size * (1 + spread * (random() - 0.5)));
    const order = [...sizes.keys()].sort(
      (a, b) =>
        (places[a]?.length === 1 ? 0 : 1) - (places[b]?.length === 1 ? 0 : 1) ||
        (keys[b] ?? 0) - (keys[a] ?? 0),
    );
    const goal = packIn(model, { places, needs, order, room, keep: at < triesKeeping });
    if (goal) return goal;
  }
  return null;
}

function packIn(
  model: PlanModel,
  how: {
    places: readonly (readonly number[])[];
    needs: readonly { memoryMiB: number; cpu: number }[];
    order: readonly number[];
    room: { memoryMiB: number; cpu: number };
    keep: boolean;
  },
): Int32Array | null {
  const { places, needs, room } = how;
  const left = model.hosts.map(({ memoryMiB, cpus }) => ({ memoryMiB, cpu: cpus }));
  const hostOf = new Int32Array(model.items.length).fill(-1);
  const put = (item: number, host: number) => {
    const free = left[host];
    const need = needs[item];
    if (!free || !need) return;
    free.memoryMiB -= need.memoryMiB;
    free.cpu -= need.cpu;
    hostOf[item] = host;
  };
  if (how.keep) {
    for (const [item, { vms }] of model.items.entries()) {
      const host = model.vms[vms[0] ?? -1]?.host ?? -1;
      const whole = vms.every((at) => model.vms[at]?.host === host);
      if (whole && places[item]?.includes(host)) put(item, host);
    }
  }
  for (const item of how.order) {
    if (hostOf[item] !== -1) continue;
    const need = needs[item] ?? { memoryMiB: 0, cpu: 0 };
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const host of places[item] ?? []) {
      const free = left[host] ?? { memoryMiB: 0, cpu: 0 };
      if (need.memoryMiB > free.memoryMiB || need.cpu > free.cpu) continue;
      if (model.items[item]?.apart.some((other) => hostOf[other] === host)) continue;
      const after =
        (free.memoryMiB - need.memoryMiB) / Math.max(1, room.memoryMiB) +
        (free.cpu - need.cpu) / Math.max(0.01, room.cpu);
      if (after < least) {
        best = host;
        least = after;
      }
    }
    if (best < 0) return null;
    put(item, best);
  }
  // A host that holds more than it has, untouched, is for the solver to judge.
  if (left.some(({ memoryMiB, cpu }) => memoryMiB < 0 || cpu < 0)) return null;
  const goal = new Int32Array(model.vms.length);
  for (const [item, { vms, apart }] of model.items.entries()) {
    if (apart.some((other) => hostOf[other] === hostOf[item])) return null;
    for (const at of vms) goal[at] = hostOf[item] ?? -1;
  }
  return goal;
}

function roomOn(model: PlanModel, on: ReadonlySet<number>): { memoryMiB: number; cpu: number } {
  const room = { memoryMiB: 0, cpu: 0 };
  for (const host of on) {
    room.memoryMiB += model.hosts[host]?.memoryMiB ?? 0;
    room.cpu += model.hosts[host]?.cpus ?? 0;
  }
  return room;
}

/** From 0 to 1, the same row every time: a plan must not change by looking at it again. */
function randomNumbers(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
