import { endedJobStates, type Job } from '../../model/job.ts';
import type { Vm } from '../../model/vm.ts';
import { isJobOn } from '../../model/vms-of-job.ts';
import { blocks } from '../blocks.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Is the VM itself in a state to be moved, and allowed to? */
export function vmReasons({ vm, source, jobs, ownJobId }: MoveQuestion): MoveReason[] {
  const reasons: MoveReason[] = [];
  if (vm.state === 'transit') {
    reasons.push(
      blocks(
        'vm-in-transit',
        `${vm.name} is one half of another move, under way or left behind.`,
        'Wait for that move to end. If none is running, compare `xl list` on both hosts.',
      ),
    );
  } else if (vm.state !== 'running') {
    reasons.push(blocks('vm-not-running', `${vm.name} is ${stateWords[vm.state]}.`, remedyFor(vm)));
  }
  const holder = jobs.find((job) => job.id !== ownJobId && holds(job, vm));
  if (holder) {
    reasons.push(
      holder.state === 'undecided'
        ? blocks(
            'vm-busy',
            `What became of the last move of ${vm.name} is not known.`,
            'Check that move again, or dismiss it once you have looked at both hosts.',
          )
        : blocks('vm-busy', `Another job works on ${vm.name}.`, 'Wait for it, or cancel it.'),
    );
  }
  if (vm.noMigrate) {
    reasons.push(
      blocks(
        'no-migrate',
        `${vm.name} has nomigrate=1 in its configuration.`,
        `Take it out of ${vm.configPath ?? 'its configuration'} on ${source.label} and restart the VM.`,
      ),
    );
  }
  return reasons;
}

/** An undecided move holds its VM too: until somebody has looked, it may run at either host. */
export function holds(job: Job, vm: Pick<Vm, 'hostId' | 'name'>): boolean {
  if (endedJobStates.includes(job.state) && job.state !== 'undecided') return false;
  // A plan holds a VM only while one of its moves does.
  return isJobOn(job.spec, vm);
}

const stateWords: Record<Vm['state'], string> = {
  running: 'running',
  paused: 'paused',
  'shutting-down': 'shutting down',
  crashed: 'crashed',
  dying: 'dying',
  halted: 'not running',
  transit: 'in transit',
};

function remedyFor(vm: Vm): string {
  if (vm.state === 'paused') return 'Resume it: a paused guest cannot answer the request to move.';
  if (vm.state === 'halted')
    return 'Start it, or start it on the other host from its configuration.';
  if (vm.state === 'crashed') return 'Force it off and start it again.';
  return 'Wait until it is off.';
}
