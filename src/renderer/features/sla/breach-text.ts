import type { Breach, BreachCause } from '../../../shared/sla/sla-overview.ts';
import { formatDuration } from '../../ui/format/duration.ts';

const causes: Record<BreachCause, string> = {
  contention: 'its host was full',
  cap: 'its own cap held it',
  vcpus: 'it has too few vCPUs',
  off: 'it was off',
  crashed: 'it had crashed',
  paused: 'it was paused',
  unreachable: 'it did not answer',
  pause: 'a move stopped it for longer than promised',
};

export function causeText(cause: BreachCause): string {
  return causes[cause];
}

const two = (value: number) => value.toFixed(2).replace(/\.?0+$/, '');

/** Why, for how long, and with which numbers. */
export function breachText({ cause, since, until, cpu, promised }: Breach): string {
  const numbers =
    cpu === null || promised === null ? '' : `: ${two(cpu)} of ${two(promised)} promised pCPUs`;
  return `${causes[cause]}${numbers}, for ${formatDuration(until - since)}`;
}
