import { appError } from '../../../shared/app-error.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import type { DomainSighting } from '../jobs/look-at-domains.ts';
import type { PlanSightings } from './look-at-plan.ts';
import { goalsOf, type PlanRecord, type PlanStep } from './plan-record.ts';
import type { StepState } from './step-state.ts';

type Findings = Job['findings'];

/** Everything that is known of a plan that begins no more moves. */
export interface PlanStory {
  plan: PlanRecord;
  states: readonly StepState[];
  seen: PlanSightings;
  /** Why it ended before its last move; null: it came to its end. */
  ended: { kind: 'cancelled' | 'stopped' | 'killed'; why: string } | null;
  labelOf(hostId: string): string;
  /** Names of VMs that are off and have their configuration on a host, as far as is known. */
  offOn(hostId: string): readonly string[];
}

/** More would be read by nobody; the count is told. */
const mostFindings = 200;

/** How a plan ended: by what was seen on the hosts, not by what the moves reported. */
export function tellPlan(story: PlanStory): JobEnd {
  const { plan, ended, labelOf } = story;
  const goals = [...goalsOf(plan).values()];
  const places = goals.map((goal) => ({ goal, at: placeOf(story, goal) }));
  const there = places.filter(
    ({ goal, at }) => at.kind === 'on' && at.hostId === goal.targetHostId,
  );
  const others = places.filter((each) => !there.includes(each));
  const hosts = plan.freed.map((hostId) => ({ hostId, left: leftOn(story, hostId) }));
  const free = hosts.filter(({ left }) => left?.length === 0).map(({ hostId }) => labelOf(hostId));
  const findings = [
    ...hosts.map((host) => hostFinding(host, story)),
    ...others.map(({ goal, at }) => vmFinding(story, goal, at)),
  ].slice(0, mostFindings);

  const all = there.length === goals.length;
  const count = all
    ? `${goals.length === 1 ? 'The VM is' : `All ${goals.length} VMs are`} where the plan wanted ${goals.length === 1 ? 'it' : 'them'}.`
    : `${there.length} of ${goals.length} VMs are where the plan wanted them.`;
  const summary = [ended && !all ? ended.why : '', count, freeText(plan, free)]
    .filter((part) => part !== '')
    .join(' ');

  const unseen =
    hosts.some(({ left }) => left === null) || others.some(({ at }) => at.kind === 'unseen');
  if (unseen) {
    const error = appError('undecided', 'Not every host of the plan could be looked at.', {
      hint: 'Bring these hosts back; they are then looked at again by themselves.',
    });
    return { state: 'undecided', summary, error, findings };
  }
  if (all) return { state: 'succeeded', summary, findings };
  if (ended?.kind === 'cancelled') return { state: 'cancelled', summary, findings };
  const error = appError('plan-incomplete', `${others.length} of its VMs were not moved.`, {
    hint: 'Make the plan again: it begins where the site is now.',
    details: others.map(({ goal, at }) => vmFinding(story, goal, at).text).join('\n'),
  });
  return { state: 'failed', summary, error, findings };
}

function freeText({ freed, goal }: PlanRecord, free: readonly string[]): string {
  if (freed.length === 0) return '';
  const which = goal === 'evacuate' ? 'The host' : 'None of the hosts that it should free';
  if (free.length === 0) return `${which} is${goal === 'evacuate' ? ' not' : ''} free yet.`;
  const shown = free.slice(0, 12).join(', ');
  const more = free.length > 12 ? ` and ${free.length - 12} more` : '';
  return `Free now: ${shown}${more}${free.length < freed.length ? `, ${free.length} of ${freed.length}` : ''}.`;
}

type Place = { kind: 'on'; hostId: string } | { kind: 'nowhere' } | { kind: 'unseen' };

/** Copies that are half made or were left behind are no place where it runs. */
function isWhole({ name, activity }: DomainSighting): boolean {
  return !/--(?:incoming|migratedaway)$/.test(name) && activity !== 'dying';
}

function placeOf({ seen }: PlanStory, { uuid, targetHostId }: PlanStep): Place {
  let found: string | null = null;
  let blind = false;
  for (const [hostId, domains] of seen) {
    if (!domains.ok) {
      blind = true;
      continue;
    }
    if (!domains.value.some((domain) => domain.uuid === uuid && isWhole(domain))) continue;
    if (hostId === targetHostId) return { kind: 'on', hostId };
    found = hostId;
  }
  if (found !== null) return { kind: 'on', hostId: found };
  return blind ? { kind: 'unseen' } : { kind: 'nowhere' };
}

/** Names of the domains besides dom0 that are on a host; null: it could not be looked at. */
function leftOn({ seen }: PlanStory, hostId: string): string[] | null {
  const domains = seen.get(hostId);
  if (!domains?.ok) return null;
  return domains.value.filter(({ domid }) => domid !== 0).map(({ name }) => name);
}

function hostFinding(
  { hostId, left }: { hostId: string; left: string[] | null },
  { labelOf, offOn, plan }: PlanStory,
): Findings[number] {
  const label = labelOf(hostId);
  if (left === null) return { hostId, text: `${label} could not be looked at.` };
  if (left.length === 0) {
    // Whoever switches it off for good wants to know what else would go with it.
    const off = offOn(hostId).filter((name) => plan.steps.every(({ vm }) => vm !== name));
    const more = off.length > 0 ? ` Off, with their configuration there: ${off.join(', ')}.` : '';
    return { hostId, text: `${label} is free: no VM runs on it.${more}` };
  }
  const shown = left.slice(0, 8).join(', ');
  const more = left.length > 8 ? ` and ${left.length - 8} more` : '';
  return { hostId, text: `${label} is not free: ${shown}${more} still there.` };
}

function vmFinding(story: PlanStory, goal: PlanStep, at: Place): Findings[number] {
  const { plan, states, ended, labelOf } = story;
  const where =
    at.kind === 'on'
      ? `${goal.vm} is on ${labelOf(at.hostId)}, not on ${labelOf(goal.targetHostId)}.`
      : at.kind === 'nowhere'
        ? `${goal.vm} runs on none of the hosts of the plan.`
        : `${goal.vm} was not seen.`;
  const troubles = plan.steps.flatMap(({ uuid }, step) => {
    const state = states[step];
    return uuid === goal.uuid && state && 'why' in state ? [state.why] : [];
  });
  const begun = plan.steps.some(
    ({ uuid }, step) => uuid === goal.uuid && states[step]?.kind !== 'waiting',
  );
  const why = troubles[0] ?? (!begun && ended ? 'Its move was not begun.' : '');
  const hostId = at.kind === 'on' ? at.hostId : goal.sourceHostId;
  return { hostId, text: why ? `${where} ${why}` : where };
}
