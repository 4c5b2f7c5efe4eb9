import { isInHours } from '../../../shared/sla/hours.ts';
import { type Objective, slaPriorities } from '../../../shared/sla/objective.ts';
import type { Proposal, SlaStep, TunePart } from '../../../shared/sla/proposal.ts';
import type { Evaluated } from './evaluate-site.ts';
import type { Remedy, RemedyQuestion } from './propose.ts';
import { judgeTrial, newTrial, type Trial, watchTrial } from './trial.ts';

/** Against flapping. Readings are as far apart as the setting says, by default 15 s. */
export const damping = {
  /** So many readings in a row must be broken before anything is done. */
  readings: 3,
  /** Nothing is done twice to one VM within this time. */
  cooldownMs: 10 * 60_000,
  /** At most so many actions on one host within that time. */
  perHost: 4,
  /** At most so many moves are proposed within an hour, over the whole site. */
  movesPerHour: 4,
} as const;
const hourMs = 3_600_000;

/** What the controller remembers of one VM. */
export interface VmControl {
  actedAt: number | null;
  trial: Trial | null;
  /** What did not help, and on which host that was. */
  futile: { hostId: string; parts: readonly TunePart[] };
  /** Open, until it is taken up or the matter is over. */
  proposal: Proposal | null;
  /** Why nothing more can be done, as last said; null: something can, or nothing has to. */
  helpless: string | null;
}

export interface Control {
  readonly vms: ReadonlyMap<string, VmControl>;
  /** Newest last; those that count for a limit. */
  readonly recent: readonly { at: number; hostId: string; kind: SlaStep['kind'] | 'fence' }[];
}
export const noControl: Control = { vms: new Map(), recent: [] };

export type SlaEffect =
  | { kind: 'act'; proposal: Proposal }
  /** What did not help is put back to what it was before that step. */
  | { kind: 'undo'; uuid: string; part: TunePart; to: number; because: string }
  | { kind: 'say'; uuid: string; text: string };

export interface DecisionInput {
  control: Control;
  evaluated: readonly Evaluated[];
  propose: (
    question: Pick<RemedyQuestion, 'vm' | 'objective' | 'matter' | 'cpu' | 'futile'>,
  ) => Remedy;
  now: number;
}

const rank = ({ promise }: Objective) => slaPriorities.indexOf(promise.priority);

/**
 * What is to be done after an evaluation: highest priority first, within the limits. Pure: what it
 * remembers goes in and comes out. Steps that stop or start a guest by someone's will (start,
 * resume) and moves are always proposals; a crash is repaired in mode `act`.
 */
export function decide(input: DecisionInput): { control: Control; effects: SlaEffect[] } {
  const { now } = input;
  const vms = new Map(input.control.vms);
  let recent = input.control.recent.filter(({ at }) => Math.abs(now - at) < hourMs);
  const effects: SlaEffect[] = [];
  const ordered = input.evaluated.toSorted((a, b) => rank(b.objective) - rank(a.objective));
  for (const one of ordered) {
    const { uuid } = one;
    const before = vms.get(uuid) ?? freshControl(one.ledger.hostId);
    const watched = afterTrial(before, one, effects);
    const next = takeUp(watched, one);
    if (next !== null) vms.set(uuid, next);
    else vms.delete(uuid);
  }
  return { control: { vms, recent }, effects };

  function takeUp(control: VmControl, one: Evaluated): VmControl | null {
    const matter = matterOf(one);
    if (matter === null) return settled(control, one, now);
    const { vm, objective } = one;
    if (!vm || control.trial || objective.promise.mode === 'watch') return control;
    if (control.actedAt !== null && Math.abs(now - control.actedAt) < damping.cooldownMs) {
      return control;
    }
    const cpu = one.ledger.cpu ?? 0;
    const futile = control.futile.parts;
    const remedy = input.propose({ vm, objective, matter, cpu, futile });
    const { step, because } = remedy;
    if (step === null) {
      return matter === 'rest' ? control : saidHelpless(control, one.uuid, because);
    }
    const proposal = {
      uuid: one.uuid,
      vm: { hostId: vm.hostId, name: vm.name },
      step,
      because,
    };
    if (isOverLimit(step, vm.hostId, control)) return control;
    const byItself =
      objective.promise.mode === 'act' && (step.kind === 'tune' || matter === 'crashed');
    if (!byItself) {
      // What is left over is nothing to bother anybody with.
      if (matter === 'rest') return control;
      if (step.kind === 'move' && control.proposal?.step.kind !== 'move') count(step, vm.hostId);
      return { ...control, proposal, helpless: null };
    }
    count(step, vm.hostId);
    effects.push({ kind: 'act', proposal });
    const trial =
      step.kind === 'tune'
        ? newTrial(step, cpu, matter === 'rest' ? null : objective.promise.cpus)
        : null;
    return { ...control, actedAt: now, trial, proposal: null, helpless: null };
  }

  function isOverLimit(step: SlaStep, hostId: string, control: VmControl): boolean {
    if (step.kind === 'move') {
      if (control.proposal?.step.kind === 'move') return false;
      return recent.filter(({ kind }) => kind === 'move').length >= damping.movesPerHour;
    }
    const here = recent.filter(
      (one) =>
        (one.kind === 'tune' || one.kind === 'power') &&
        one.hostId === hostId &&
        Math.abs(now - one.at) < damping.cooldownMs,
    );
    return here.length >= damping.perHost;
  }

  function count(step: SlaStep, hostId: string): void {
    recent = [...recent, { at: now, hostId, kind: step.kind }];
  }

  function saidHelpless(control: VmControl, uuid: string, because: string): VmControl {
    // The numbers change with every reading; that nothing helps is said once.
    if (control.helpless === null) effects.push({ kind: 'say', uuid, text: because });
    return { ...control, proposal: null, helpless: because };
  }
}

export function freshControl(hostId: string): VmControl {
  return {
    actedAt: null,
    trial: null,
    futile: { hostId, parts: [] },
    proposal: null,
    helpless: null,
  };
}

/** What has gone on for long enough to do something about it; null: nothing. */
function matterOf({ verdict, ledger }: Evaluated): RemedyQuestion['matter'] | null {
  if (verdict.kind === 'broken') {
    return ledger.broken >= damping.readings ? verdict.cause : null;
  }
  return ledger.wanting >= damping.readings ? 'rest' : null;
}

/** A proposal is over when the promise is kept again; what is forgotten need not be kept. */
function settled(control: VmControl, one: Evaluated, now: number): VmControl | null {
  const isKept = one.verdict.kind === 'kept' || !isInHours(one.objective.promise.hours, now);
  const next = isKept ? { ...control, proposal: null, helpless: null } : control;
  const cool = next.actedAt === null || Math.abs(now - next.actedAt) >= damping.cooldownMs;
  const isEmpty = next.trial === null && next.futile.parts.length === 0 && next.proposal === null;
  return cool && isEmpty && isKept ? null : next;
}

/** Watches what an action brings. One that does not help is taken back, and not tried there again. */
function afterTrial(control: VmControl, one: Evaluated, effects: SlaEffect[]): VmControl {
  const { hostId } = one.ledger;
  const moved = control.futile.hostId !== hostId;
  const current: VmControl = moved
    ? { ...control, futile: { hostId, parts: [] }, trial: null, proposal: null, helpless: null }
    : control;
  if (current.trial === null) return current;
  const trial = watchTrial(current.trial, one);
  const outcome = judgeTrial(trial);
  if (outcome === 'open') return { ...current, trial };
  if (outcome.helped) return { ...current, trial: null };
  const { part, from } = trial;
  effects.push({ kind: 'undo', uuid: one.uuid, part, to: from, because: outcome.because });
  const parts = [...new Set([...current.futile.parts, part])];
  return { ...current, trial: null, futile: { hostId, parts } };
}
