import { holds, needOf, type PlanModel } from '../plan-model.ts';
import { placesOf } from './placement-program.ts';
import type { Values } from './solver.ts';

/** Items of one memory that may be on the same hosts: only how many of them are where matters. */
interface Group {
  items: number[];
  hosts: number[];
  memoryMiB: number;
  leastCpu: number;
}

/**
 * How many items of each memory go to which of these hosts, with the CPU of the least busy: a few
 * whole numbers instead of a yes or no for each item and host. Firms give VMs a handful of sizes.
 * That it has no solution proves that there is no placement. A solution need not be one: `place`
 * gives each item its host by CPU, or null.
 */
export interface GroupedProgram {
  text: string;
  place(value: Values): Int32Array | null;
}

export function groupedProgram(
  model: PlanModel,
  on: ReadonlySet<number>,
  roomOf: (host: number) => { memoryMiB: number; cpus: number },
): GroupedProgram {
  const groups = groupsOf(model, on);
  const rows: string[] = [];
  const whole: string[] = [];
  const name = (group: number, host: number) => `n${group}_${host}`;
  for (const [at, { items, hosts }] of groups.entries()) {
    for (const host of hosts) whole.push(name(at, host));
    rows.push(`${hosts.map((host) => name(at, host)).join('\n + ')} = ${items.length}`);
  }
  for (const host of on) {
    const here = [...groups.entries()].filter(([, { hosts }]) => hosts.includes(host));
    const sum = (of: (group: Group) => number) =>
      here
        .filter(([, group]) => of(group) > 0)
        .map(([at, group]) => `${of(group).toFixed(6)} ${name(at, host)}`)
        .join('\n + ');
    const room = roomOf(host);
    const memory = sum((group) => group.memoryMiB);
    const cpu = sum((group) => group.leastCpu);
    if (memory !== '') rows.push(`${memory} <= ${room.memoryMiB.toFixed(6)}`);
    if (cpu !== '') rows.push(`${cpu} <= ${room.cpus.toFixed(6)}`);
  }
  const text = [
    'Minimize',
    ` obj: 0 ${whole[0] ?? 'n0_0'}`,
    'Subject To',
    ...rows.map((row, at) => ` c${at}: ${row}`),
    'Bounds',
    ...groups.flatMap(({ items, hosts }, at) =>
      hosts.map((host) => ` 0 <= ${name(at, host)} <= ${items.length}`),
    ),
    'General',
    ...whole.map((each) => ` ${each}`),
    'End',
  ].join('\n');
  return {
    text,
    place: (value) =>
      placeByCpu(model, groups, on, (group, host) => Math.round(value(name(group, host)))),
  };
}

function groupsOf(model: PlanModel, on: ReadonlySet<number>): Group[] {
  const places = placesOf(model).map((hosts) => hosts.filter((host) => on.has(host)));
  const groups = new Map<string, Group>();
  for (const [item, { vms }] of model.items.entries()) {
    const { memoryMiB, cpu } = needOf(model, vms);
    const hosts = places[item] ?? [];
    const key = `${memoryMiB}/${hosts.join()}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { items: [item], hosts, memoryMiB, leastCpu: cpu });
    else {
      group.items.push(item);
      group.leastCpu = Math.min(group.leastCpu, cpu);
    }
  }
  return [...groups.values()];
}

/** The busiest items first, each where most CPU is left of the hosts that take another of its group. */
function placeByCpu(
  model: PlanModel,
  groups: readonly Group[],
  on: ReadonlySet<number>,
  countOf: (group: number, host: number) => number,
): Int32Array | null {
  const used = new Map([...on].map((host) => [host, { memoryMiB: 0, cpu: 0 }]));
  const left = groups.map(
    ({ hosts }, group) => new Map(hosts.map((host) => [host, countOf(group, host)])),
  );
  const cpuOf = (item: number) => needOf(model, model.items[item]?.vms ?? []).cpu;
  const order = groups
    .flatMap(({ items }, group) => items.map((item) => ({ item, group, cpu: cpuOf(item) })))
    .sort((a, b) => b.cpu - a.cpu || a.item - b.item);
  const hostOf = new Int32Array(model.items.length).fill(-1);
  const cpuLeft = (host: number) => (model.hosts[host]?.cpus ?? 0) - (used.get(host)?.cpu ?? 0);
  for (const { item, group } of order) {
    const open = [...(left[group] ?? [])].filter(([, count]) => count > 0).map(([host]) => host);
    const apart = model.items[item]?.apart ?? [];
    const host = open
      .filter((each) => apart.every((other) => hostOf[other] !== each))
      .sort((a, b) => cpuLeft(b) - cpuLeft(a) || a - b)[0];
    const taken = host === undefined ? undefined : used.get(host);
    if (host === undefined || !taken) return null;
    const need = needOf(model, model.items[item]?.vms ?? []);
    taken.memoryMiB += need.memoryMiB;
    taken.cpu += need.cpu;
    hostOf[item] = host;
    left[group]?.set(host, (left[group]?.get(host) ?? 0) - 1);
  }
  for (const [host, { memoryMiB, cpu }] of used) {
    const room = model.hosts[host];
    if (!room || !holds(room, memoryMiB, cpu)) return null;
  }
  const goal = new Int32Array(model.vms.length);
  for (const [item, { vms }] of model.items.entries()) {
    for (const at of vms) goal[at] = hostOf[item] ?? -1;
  }
  return goal;
}
