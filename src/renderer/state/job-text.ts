import type { CarriedGoal } from '../../shared/capacity/plan-goal.ts';
import { nameList } from '../../shared/images/name-list.ts';
import type { Job, JobSpec, MovePhase, PowerAction } from '../../shared/model/job.ts';
import { formatPercent } from '../ui/format/percent.ts';
import { plural } from '../ui/format/plural.ts';

type TuneSpec = Extract<JobSpec, { kind: 'tune' }>;

/** Of the kinds of job that each do one thing: while it is done, and when it is. */
const oneThing: Record<
  Exclude<JobSpec['kind'], 'move' | 'power' | 'plan' | 'create-clients'>,
  { doing: string; done: string }
> = {
  tune: { doing: 'setting', done: 'set' },
  convert: { doing: 'switching', done: 'switched' },
  fence: { doing: 'cutting its power', done: 'is off' },
  'restart-elsewhere': { doing: 'starting it there', done: 'started' },
  'retire-config': { doing: 'taking it out of use', done: 'out of use' },
};

function thingOf({ spec }: Job): { doing: string; done: string } {
  if (spec.kind === 'power') return actions[spec.action];
  if (spec.kind === 'create-clients') return createWords[spec.act];
  if (spec.kind === 'move' || spec.kind === 'plan') return { doing: 'moving', done: 'moved' };
  return oneThing[spec.kind];
}

const actions: Record<PowerAction, { doing: string; done: string; name: string }> = {
  start: { doing: 'starting', done: 'started', name: 'Start' },
  shutdown: { doing: 'shutting down', done: 'shut down', name: 'Shut down' },
  reboot: { doing: 'rebooting', done: 'rebooted', name: 'Reboot' },
  'force-off': { doing: 'forcing off', done: 'forced off', name: 'Force off' },
  pause: { doing: 'pausing', done: 'paused', name: 'Pause' },
  resume: { doing: 'resuming', done: 'resumed', name: 'Resume' },
};

export function powerActionName(action: PowerAction): string {
  return actions[action].name;
}

const phases: Record<MovePhase, string> = {
  connect: 'connecting the hosts',
  'copy-memory': 'copying memory',
  'pause-and-copy': 'paused, copying the rest',
  handover: 'handing over',
  'move-config': 'moving its configuration',
  done: 'done',
};

export function movePhaseText(phase: MovePhase): string {
  return phases[phase];
}

const createWords = {
  create: { doing: 'making', done: 'made' },
  undo: { doing: 'deleting', done: 'deleted' },
};

const planTitles: Record<CarriedGoal, string> = {
  consolidate: 'Free hosts as planned',
  balance: 'Even out the load',
  evacuate: 'Empty a host',
  'bring-back': 'Bring VMs back to a host',
};

function planStepText(job: Job): string {
  switch (job.state) {
    case 'checking':
      return 'checking the plan';
    case 'verifying':
      return 'looking at the hosts';
    case 'running':
      if (!job.cancellable) return 'letting the moves under way finish';
      if (job.plan?.paused) return job.plan.running > 0 ? 'pausing' : 'paused';
      return 'moving';
    case 'succeeded':
      return 'carried out';
    case 'failed':
      return 'not carried out whole';
    default:
      return job.state === 'queued' ? 'waiting in the queue' : job.state;
  }
}

/** What is set of a VM: `weight 512, 2 vCPUs`. */
export function tuneText({ weight, cap, vcpus }: TuneSpec['to']): string {
  return [
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(cap === undefined ? [] : [cap === 0 ? 'no cap' : `cap ${cap} %`]),
    ...(vcpus === undefined ? [] : [plural(vcpus, 'vCPU')]),
  ].join(', ');
}

/** What the job is at, without a number. */
export function jobStepText(job: Job): string {
  if (job.spec.kind === 'plan') return planStepText(job);
  switch (job.state) {
    case 'queued':
      return 'waiting in the queue';
    case 'checking':
      return job.spec.kind === 'create-clients' ? 'checking' : 'checking both hosts';
    case 'verifying':
      return job.spec.kind === 'move' ||
        job.spec.kind === 'power' ||
        job.spec.kind === 'restart-elsewhere'
        ? 'looking that it runs there'
        : 'looking at it';
    case 'running':
      return job.phase ? phases[job.phase] : thingOf(job).doing;
    case 'succeeded':
      return thingOf(job).done;
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'undecided':
      return 'undecided: look at it';
  }
}

/** The step with its progress, if it has one. */
export function jobProgressText(job: Job): string {
  const step = jobStepText(job);
  if (job.state === 'running' && job.plan) {
    const { moves, moved, round, rounds } = job.plan;
    const which = rounds > 1 ? `, round ${round} of ${rounds}` : '';
    return `${step}, ${moved} of ${moves} made${which}`;
  }
  return job.state === 'running' && job.progress
    ? `${step}, ${formatPercent(job.progress.fraction)}`
    : step;
}

/** A few characters for a chip: 42 %, queued, undecided. */
export function jobChipText(job: Job): string {
  if (job.state === 'running' && job.progress) return formatPercent(job.progress.fraction);
  if (job.state === 'queued') return 'queued';
  if (job.state === 'checking') return 'checking';
  if (job.state === 'undecided') return 'look!';
  if (job.spec.kind === 'restart-elsewhere') return 'starting';
  if (job.spec.kind === 'retire-config') return 'cleaning up';
  return thingOf(job).doing;
}

/** What a job does, as a title: `Move web1`, `Shut down db`. */
export function jobTitle(job: Job): string {
  if (job.spec.kind === 'power') return `${actions[job.spec.action].name} ${job.spec.vm}`;
  if (job.spec.kind === 'plan') return planTitles[job.spec.goal];
  if (job.spec.kind === 'tune') return `Set ${tuneText(job.spec.to)} of ${job.spec.vm}`;
  if (job.spec.kind === 'convert') {
    const { act, client, vm } = job.spec;
    return act === 'convert' ? `Boot ${vm} from ${client.role}` : `Boot ${vm} from its own disk`;
  }
  if (job.spec.kind === 'fence') return 'Fence a silent host';
  if (job.spec.kind === 'restart-elsewhere') return `Start ${job.spec.vm} elsewhere`;
  if (job.spec.kind === 'retire-config') return `Retire the old configuration of ${job.spec.vm}`;
  if (job.spec.kind === 'create-clients') {
    const { act, machines } = job.spec;
    const names = nameList(machines.map(({ client }) => client.id));
    return act === 'create' ? `Make ${names}` : `Delete ${names}`;
  }
  return job.spec.mode === 'live' ? `Move ${job.spec.vm}` : `Stop and copy ${job.spec.vm}`;
}
