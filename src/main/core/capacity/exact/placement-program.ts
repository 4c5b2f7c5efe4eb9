import { mayBeOn, needOf, type PlanModel } from '../plan-model.ts';

/**
 * Placing a site's items as an integer program, in CPLEX's LP format. Variables: `xI_H` is 1 when
 * item I is on host H, `yH` when host H holds anything, `rH` when it gets something that was not
 * there. What a placement may be is what `Placement.fits` allows, for all items at once; in which
 * order it can be reached is another question.
 */
export interface PlacementProgram {
  text: string;
  /** The host of each item in a solution, by the values of the variables. */
  read(value: (name: string) => number): Int32Array;
}

export interface ProgramWish {
  /**
   * Fewest hosts, no fewer and no more than given; on at most `hosts` of them, the least weight
   * moved; or any placement at all on these hosts alone.
   */
  objective:
    | { kind: 'hosts'; atLeast: number; atMost: number }
    | { kind: 'moves'; hosts: number; weightOf(item: number): number }
    | { kind: 'any'; on: ReadonlySet<number> };
  /** What comes has room beside all that was there: such a placement has an order of moves for sure. */
  inOneStep?: boolean;
}

/** Null: an item may be nowhere, whatever the room. */
export function placementProgram(model: PlanModel, wish: ProgramWish): PlacementProgram | null {
  const { objective } = wish;
  const places = placesOf(model).map((hosts) =>
    objective.kind === 'any' ? hosts.filter((host) => objective.on.has(host)) : hosts,
  );
  if (places.some((hosts) => hosts.length === 0)) return null;
  const rows: string[] = [];
  const binaries = new Set<string>();
  const x = (item: number, host: number) => {
    const name = `x${item}_${host}`;
    binaries.add(name);
    return name;
  };
  const y = (host: number) => {
    const name = `y${host}`;
    binaries.add(name);
    return name;
  };
  /** `sum` is no more than this where the host is used, and nothing where it is not. */
  const within = (sum: string, most: number, host: number) =>
    objective.kind === 'any'
      ? `${sum} <= ${number(most)}`
      : `${sum} - ${number(most)} ${y(host)} <= 0`;
  for (const [item, hosts] of places.entries()) {
    rows.push(`${hosts.map((host) => x(item, host)).join(plus)} = 1`);
  }
  const itemsFor = model.hosts.map((_, host) =>
    [...model.items.keys()].filter((item) => places[item]?.includes(host)),
  );
  for (const [host, items] of itemsFor.entries()) {
    rows.push(...roomRows(host, items));
    // Without these the relaxation would use a tenth of a host, and prove nothing.
    if (objective.kind === 'any') continue;
    for (const item of items) rows.push(`${x(item, host)} - ${y(host)} <= 0`);
  }
  for (const [item, { apart }] of model.items.entries()) {
    for (const other of apart.filter((each) => each > item)) {
      for (const host of places[item] ?? []) {
        if (!places[other]?.includes(host)) continue;
        rows.push(within(`${x(item, host)} + ${x(other, host)}`, 1, host));
      }
    }
  }
  const goal = goalOf();
  const text = [
    'Minimize',
    ` obj: ${goal}`,
    'Subject To',
    ...rows.map((row, at) => ` c${at}: ${row}`),
    'Binary',
    ...[...binaries].map((name) => ` ${name}`),
    'End',
  ].join('\n');
  return {
    text,
    read: (value) =>
      Int32Array.from(
        places,
        (hosts, item) => hosts.find((host) => value(`x${item}_${host}`) > 0.5) ?? -1,
      ),
  };

  function isThere(item: number, host: number): boolean {
    return model.items[item]?.vms.every((at) => model.vms[at]?.host === host) ?? false;
  }

  /** The objective, with the rows that belong to it. */
  function goalOf(): string {
    if (objective.kind === 'any') return `0 ${[...binaries][0] ?? ''}`;
    const all = model.hosts.map((_, host) => y(host)).join(plus);
    if (objective.kind === 'moves') {
      rows.push(`${all} <= ${objective.hosts}`);
      return moved(objective.weightOf);
    }
    rows.push(`${all} <= ${objective.atMost}`, `${all} >= ${objective.atLeast}`);
    // Of hosts that are alike, the first ones: the others would be tried for nothing.
    for (const hosts of alikeHosts(model)) {
      for (const [at, host] of hosts.slice(1).entries()) {
        rows.push(`${y(hosts[at] ?? host)} - ${y(host)} >= 0`);
      }
    }
    return all;
  }

  function moved(weightOf: (item: number) => number): string {
    const terms = places.flatMap((hosts, item) =>
      hosts
        .filter((host) => !isThere(item, host))
        .map((host) => `${number(weightOf(item))} ${x(item, host)}`),
    );
    return terms.length > 0 ? terms.join(plus) : `0 ${y(0)}`;
  }

  /** Memory and CPU, each no more than the host has; a host above that already may stay so, untouched. */
  function roomRows(host: number, items: readonly number[]): string[] {
    const target = model.hosts[host];
    if (!target) return [];
    const here = model.vms.flatMap((vm, at) => (vm.host === host ? [at] : []));
    const now = needOf(model, here);
    const needs = items.map((item) => {
      const vms = model.items[item]?.vms ?? [];
      // Of an item that is spread, what is here already comes no more.
      const here = vms.filter((at) => model.vms[at]?.host === host);
      return { item, all: needOf(model, vms), here: needOf(model, here) };
    });
    const over = now.memoryMiB > target.memoryMiB || now.cpu > target.cpus;
    const found: string[] = [];
    if (over) {
      const name = `r${host}`;
      binaries.add(name);
      for (const item of items) {
        if (!isThere(item, host)) found.push(`${x(item, host)} - ${name} <= 0`);
      }
    }
    const dimensions = [
      { room: target.memoryMiB, taken: now.memoryMiB, key: 'memoryMiB' },
      { room: target.cpus, taken: now.cpu, key: 'cpu' },
    ] as const;
    for (const { room, taken, key } of dimensions) {
      const sum = sumOf(needs.map(({ item, all }) => [all[key], x(item, host)]));
      if (sum !== '') {
        found.push(within(sum, Math.max(room, taken), host));
        if (taken > room) {
          found.push(`${sum} + ${number(taken - room)} r${host} <= ${number(taken)}`);
        }
      }
      if (!wish.inOneStep) continue;
      const coming = sumOf(
        needs.map(({ item, all, here }) => [all[key] - here[key], x(item, host)]),
      );
      if (coming !== '') found.push(`${coming} <= ${number(Math.max(0, room - taken))}`);
    }
    return found;
  }
}

/** The hosts that each item may be on by the rules, whatever the room. */
export function placesOf(model: PlanModel): number[][] {
  return model.items.map(({ vms }) =>
    [...model.hosts.keys()].filter((host) =>
      vms.every((at) => {
        const vm = model.vms[at];
        return vm !== undefined && mayBeOn(model, vm, vm.host, host);
      }),
    ),
  );
}

/** Hosts in groups of one size that may take the same items; one above its room is alone. */
export function alikeHosts(model: PlanModel): number[][] {
  const itemsOn = model.hosts.map((): number[] => []);
  for (const [item, hosts] of placesOf(model).entries()) {
    for (const host of hosts) itemsOn[host]?.push(item);
  }
  const kinds = Map.groupBy(model.hosts.keys(), (host) => {
    const { memoryMiB, cpus } = model.hosts[host] ?? { memoryMiB: 0, cpus: 0 };
    const here = model.vms.flatMap((vm, at) => (vm.host === host ? [at] : []));
    const now = needOf(model, here);
    return now.memoryMiB > memoryMiB || now.cpu > cpus
      ? `${host}`
      : `${memoryMiB}/${cpus}/${itemsOn[host]?.join() ?? ''}`;
  });
  // Those with most on them first: what is there need not move.
  const load = (host: number) =>
    model.vms.reduce((sum, vm) => sum + (vm.host === host ? vm.memoryMiB : 0), 0);
  return [...kinds.values()].map((hosts) => hosts.toSorted((a, b) => load(b) - load(a) || a - b));
}

/** A term on a line: some readers of the format have a longest line. */
const plus = '\n + ';

function sumOf(terms: readonly (readonly [factor: number, name: string])[]): string {
  return terms
    .filter(([factor]) => factor > 0)
    .map(([factor, name]) => `${number(factor)} ${name}`)
    .join(plus);
}

/** Plain digits: the format's readers differ on exponents. */
function number(value: number): string {
  return value.toFixed(6);
}
