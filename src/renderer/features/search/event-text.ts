import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import { changeText, fieldText, valueText } from '../../state/change-text.ts';
import { jobStepText, jobTitle } from '../../state/job-text.ts';

const mostFields = 2;
const longestValue = 24;

function short(value: unknown): string {
  const text = valueText(value).replaceAll('\n', ', ');
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** The first of the fields that changed: `state: running → paused, and 2 more`. */
function fieldsText({ change, fields }: ObjectChange): string {
  if (change === 'added' || change === 'removed' || fields.length === 0) return '';
  const shown = fields
    .slice(0, mostFields)
    .map(({ field, before, after }) => `${fieldText(field)}: ${short(before)} → ${short(after)}`);
  const more = fields.length - shown.length;
  return `: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** A past event as a title and what happened. */
export function eventText(
  event: PastEvent,
  hostName: (id: string) => string,
): { title: string; text: string } {
  if (event.kind === 'change') {
    const { change } = event;
    return { title: change.name, text: `${changeText(change, hostName)}${fieldsText(change)}` };
  }
  const { spec } = event.job;
  const where =
    spec.kind === 'move'
      ? `${hostName(spec.sourceHostId)} to ${hostName(spec.targetHostId)}`
      : `on ${hostName(spec.hostId)}`;
  return { title: jobTitle(event.job), text: `${jobStepText(event.job)}, ${where}` };
}
