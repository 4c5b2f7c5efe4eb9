import type { CarriedGoal } from '../../../../shared/capacity/plan-goal.ts';
import type { Host } from '../../../../shared/model/host.ts';
import { endedJobStates, type Job } from '../../../../shared/model/job.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import { vmsOfJob } from '../../../../shared/model/vms-of-job.ts';

/** What is under way on the site that has to do with a host. */
export type HostWork =
  | { kind: 'none' }
  /** It is over by itself, and the text says what it is. `own`: it is what was ordered. */
  | { kind: 'busy'; own: boolean; text: string }
  /** Nobody knows what became of one of its VMs: somebody has to look. */
  | { kind: 'undecided'; text: string };

const mostNames = 3;

export function runningOn({ vms }: Pick<SiteState, 'vms'>, hostId: string): Vm[] {
  return Object.values(vms[hostId] ?? {}).filter(({ domid }) => domid !== null);
}

/**
 * Jobs that keep a host from being emptied, switched or filled again. While any plan is carried
 * out no other is begun, since each counts on the room that it saw. Pure.
 */
export function workOn(
  state: Pick<SiteState, 'jobs' | 'hosts'>,
  host: Host,
  goal: CarriedGoal,
): HostWork {
  const jobs = Object.values(state.jobs);
  const lost = jobs.find((job) => job.state === 'undecided' && touches(job, host.id));
  if (lost) {
    const text = `What became of the last job on ${nameIn(lost, host.id)} is not known: look at it, and settle it.`;
    return { kind: 'undecided', text };
  }
  const open = jobs.filter((job) => !endedJobStates.includes(job.state));
  const plan = open.find(({ spec }) => spec.kind === 'plan');
  if (plan?.spec.kind === 'plan') {
    const own = plan.spec.hostId === host.id && plan.spec.goal === goal;
    const text = own
      ? movesText(state, plan, goal)
      : 'Another plan is being carried out; this goes on after it.';
    return { kind: 'busy', own, text };
  }
  const [other] = open.filter((job) => touches(job, host.id));
  if (!other) return { kind: 'none' };
  return { kind: 'busy', own: false, text: `Another job works on ${nameIn(other, host.id)}.` };
}

function touches({ spec }: Job, hostId: string): boolean {
  return vmsOfJob(spec).some((vm) => vm.hostId === hostId);
}

function nameIn({ spec }: Job, hostId: string): string {
  return vmsOfJob(spec).find((vm) => vm.hostId === hostId)?.name ?? '';
}

/** How far a plan's moves are: `Moving 3 VMs away: db-1 → xen-2, 40 %; 1 is there.` */
function movesText(
  { jobs, hosts }: Pick<SiteState, 'jobs' | 'hosts'>,
  plan: Job,
  goal: CarriedGoal,
): string {
  const moves = plan.spec.kind === 'plan' ? plan.spec.moves : 0;
  const under = Object.values(jobs).flatMap(({ spec, state, progress }) => {
    if (spec.kind !== 'move' || spec.plan !== plan.id || state === 'queued') return [];
    if (endedJobStates.includes(state)) return [];
    const to = hosts[spec.targetHostId]?.label ?? spec.targetHostId;
    // Tens of percent: each word is put down on the image server.
    const percent = progress ? `, ${Math.floor(progress.fraction * 10) * 10} %` : '';
    return [`${spec.vm} → ${to}${percent}`];
  });
  const what = goal === 'evacuate' ? 'away' : 'back';
  const more = under.length > mostNames ? `; and ${under.length - mostNames} more` : '';
  const now = under.length > 0 ? `: ${under.slice(0, mostNames).join('; ')}${more}` : '';
  const moved = plan.plan?.moved ?? 0;
  const there = moved > 0 ? ` ${moved} ${moved === 1 ? 'is' : 'are'} there.` : '';
  return `Moving ${moves} ${moves === 1 ? 'VM' : 'VMs'} ${what}${now}.${there}`;
}
