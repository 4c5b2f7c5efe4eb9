import type { Vm } from '../../model/vm.ts';
import { blocks, warns } from '../blocks.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Is the VM's name or uuid in use at the other host? Two running copies destroy a file system. */
export function identityReasons({ vm, target, targetVms }: MoveQuestion): MoveReason[] {
  if (vm.hostId === target.id) return [];
  const reasons: MoveReason[] = [];
  for (const other of targetVms) {
    if (other.name === `${vm.name}--incoming`) {
      reasons.push(
        blocks(
          'name-taken',
          `${other.name} is on ${target.label}: the half of an earlier move of a VM of this name.`,
          `Make sure on both hosts that no move is running, then \`xl destroy\` it on ${target.label}.`,
        ),
      );
    } else if (other.name === vm.name) {
      reasons.push(sameName(vm, other, target.label));
    } else if (vm.uuid !== null && other.uuid === vm.uuid) {
      const is = other.state === 'halted' ? 'has' : 'runs with';
      reasons.push(
        blocks(
          'uuid-taken',
          `${other.name} on ${target.label} ${is} the same uuid.`,
          'One is a copy of the other: give the copy a uuid of its own in its configuration.',
        ),
      );
    }
  }
  return reasons;
}

function sameName(vm: Vm, other: Vm, label: string): MoveReason {
  if (other.state !== 'halted') {
    return blocks(
      'name-taken',
      `A VM named ${vm.name} is on ${label} already.`,
      'Rename one of the two; a name is unique on a host.',
    );
  }
  if (vm.uuid !== null && other.uuid !== null && vm.uuid !== other.uuid) {
    return blocks(
      'name-taken',
      `Another VM named ${vm.name}, not running, is configured on ${label}.`,
      'Rename one of the two; a name is unique on a host.',
    );
  }
  return warns(
    'name-taken',
    `${label} has a configuration of ${vm.name} already (${other.configPath ?? 'not running'}).`,
    'If it differs from the one that moves along, it is set aside there with its date.',
  );
}
