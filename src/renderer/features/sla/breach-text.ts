import { causeText } from '../../../shared/sla/cause-text.ts';
import type { Breach } from '../../../shared/sla/sla-overview.ts';
import { formatDuration } from '../../ui/format/duration.ts';

const two = (value: number) => value.toFixed(2).replace(/\.?0+$/, '');

/** Why, for how long, and with which numbers. */
export function breachText({ cause, since, until, cpu, promised }: Breach): string {
  const numbers =
    cpu === null || promised === null ? '' : `: ${two(cpu)} of ${two(promised)} promised pCPUs`;
  return `${causeText(cause)}${numbers}, for ${formatDuration(until - since)}`;
}
