import type { Consolidation } from '../consolidate.ts';
import { brokenItems } from '../mend-rules.ts';
import { orderMoves } from '../order-moves.ts';
import { createPlacement } from '../placement.ts';
import { needOf, type PlanModel } from '../plan-model.ts';
import { groupedProgram } from './grouped-program.ts';
import { hostChoices } from './host-choices.ts';
import { packItems } from './pack-items.ts';
import { type PlacementProgram, placementProgram } from './placement-program.ts';
import type { Solve, Values } from './solver.ts';

/** Sites up to this size are worth a proof; above, it would take longer than anybody waits. */
const mostHosts = 24;
const mostVms = 300;

/** Seconds for the proof, and for each try to find a placement that can be reached. */
const proofSeconds = 20;
const trySeconds = 3;
/** Weights of moves that are tried, one after another, until a placement can be reached. */
const weightings: readonly ((memoryMiB: number, item: number) => number)[] = [
  (memoryMiB) => 1 + memoryMiB / 65_536,
  () => 1,
  (memoryMiB) => memoryMiB,
  (_memory, item) => 1 + ((item * 7919) % 13) / 13,
];

export function isSmall(model: PlanModel): boolean {
  return model.hosts.length <= mostHosts && model.vms.length <= mostVms;
}

/**
 * Looks for the fewest hosts that any placement needs, and for one with as many that can be
 * reached by moves. Gives what was found before where it is no worse; its bound is the proven one.
 */
export function fewestHosts(model: PlanModel, found: Consolidation, solve: Solve): Consolidation {
  if (found.used <= found.bound) return found;
  // What was found is a solution itself unless it breaks a rule; then only fewer are asked for.
  const keepsRules = brokenItems(createPlacement(model, found.goal)).length === 0;
  let { bound } = found;
  // Choosing the hosts first leaves programs of a few hosts, which are solved in a moment.
  for (; keepsRules && bound < found.used; bound += 1) {
    const on = placedOn(model, bound, solve);
    if (on === 'too-many') break;
    if (on === 'unproven') return { ...found, bound };
    if (on !== 'impossible') {
      const proven = { ...found, bound };
      return reached(model, on, solve, proven) ?? proven;
    }
  }
  if (bound >= found.used) return { ...found, bound: found.used };
  return byTheSolver(model, { ...found, bound }, keepsRules, solve);
}

/** A placement on exactly so many hosts, whichever. */
function placedOn(
  model: PlanModel,
  hosts: number,
  solve: Solve,
): Int32Array | 'impossible' | 'unproven' | 'too-many' {
  const choices = hostChoices(model, hosts);
  if (choices === null) return 'too-many';
  // What is found by trying needs no proof.
  for (const on of choices) {
    const packed = packItems(model, on);
    if (packed) return packed;
  }
  let proven = true;
  const until = performance.now() + 1000 * proofSeconds;
  const ask = (text: string) => {
    const left = (until - performance.now()) / 1000;
    return left > 0 ? solve(text, left) : null;
  };
  for (const on of choices) {
    const grouped = groupedProgram(model, on, (host) => mostOn(model, host));
    const counts = ask(grouped.text);
    if (counts?.kind === 'infeasible') continue;
    const placed = counts?.value ? grouped.place(counts.value) : null;
    if (placed) return placed;
    const program = placementProgram(model, { objective: { kind: 'any', on } });
    if (!program) continue;
    const answer = ask(program.text);
    if (answer && answer.kind !== 'infeasible' && answer.value) {
      return goalOf(model, program, answer.value);
    }
    if (answer?.kind !== 'infeasible') proven = false;
  }
  return proven ? 'impossible' : 'unproven';
}

/** What a host may hold at most: one above its room keeps what it has. */
function mostOn(model: PlanModel, host: number): { memoryMiB: number; cpus: number } {
  const here = model.vms.flatMap((vm, at) => (vm.host === host ? [at] : []));
  const now = needOf(model, here);
  const { memoryMiB, cpus } = model.hosts[host] ?? { memoryMiB: 0, cpus: 0 };
  return { memoryMiB: Math.max(memoryMiB, now.memoryMiB), cpus: Math.max(cpus, now.cpu) };
}

/** Hosts and placement in one program, where there are too many ways to choose hosts. */
function byTheSolver(
  model: PlanModel,
  found: Consolidation,
  keepsRules: boolean,
  solve: Solve,
): Consolidation {
  const program = placementProgram(model, {
    objective: {
      kind: 'hosts',
      atLeast: found.bound,
      atMost: keepsRules ? found.used - 1 : model.hosts.length,
    },
  });
  if (!program) return found;
  const answer = solve(program.text, proofSeconds);
  if (answer.kind === 'infeasible') return keepsRules ? { ...found, bound: found.used } : found;
  const best = answer.value ? goalOf(model, program, answer.value) : null;
  const bound =
    answer.kind === 'unproven' ? Math.ceil(answer.bound - 1e-6) : new Set(best ?? []).size;
  const proven = { ...found, bound: Math.max(found.bound, bound) };
  if (!best || found.used <= new Set(best).size) return proven;
  return reached(model, best, solve, proven) ?? proven;
}

/** A placement on as many hosts as this one, with an order of moves that leads there. */
function reached(
  model: PlanModel,
  best: Int32Array,
  solve: Solve,
  found: Consolidation,
): Consolidation | null {
  const plain = ordered(model, best, found);
  if (plain) return plain;
  const hosts = new Set(best).size;
  const memoryOf = (item: number) => needOf(model, model.items[item]?.vms ?? []).memoryMiB;
  const tries = weightings.flatMap((weigh, at) =>
    // What comes in one step has an order for sure, but may not be there at all.
    (at === 0 ? [false, true] : [false]).map((inOneStep) => ({ weigh, inOneStep })),
  );
  for (const { weigh, inOneStep } of tries) {
    const program = placementProgram(model, {
      objective: { kind: 'moves', hosts, weightOf: (item) => weigh(memoryOf(item), item) },
      inOneStep,
    });
    const answer = program && solve(program.text, trySeconds);
    if (!program || !answer || answer.kind === 'infeasible' || !answer.value) continue;
    const plan = ordered(model, goalOf(model, program, answer.value), found);
    if (plan) return plan;
  }
  return null;
}

function ordered(model: PlanModel, goal: Int32Array, found: Consolidation): Consolidation | null {
  const moves = orderMoves(model, goal);
  return moves && { ...found, goal, moves, used: new Set(goal).size, stuck: new Map() };
}

/** The host of each VM in a solution. */
function goalOf(model: PlanModel, program: PlacementProgram, value: Values): Int32Array {
  const byItem = program.read(value);
  const goal = new Int32Array(model.vms.length);
  for (const [item, { vms }] of model.items.entries()) {
    for (const at of vms) goal[at] = byItem[item] ?? -1;
  }
  return goal;
}
