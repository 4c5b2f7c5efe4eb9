import { changeText, fieldText, valueText } from '../../../shared/history/change-text.ts';
import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import { nameList } from '../../../shared/images/name-list.ts';
import type { NewMachine } from '../../../shared/images/new-clients.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import { jobStepText, jobTitle } from '../../state/job-text.ts';
import { plural } from '../../ui/format/plural.ts';

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

/** The first line that went and the first that came: `− memory = 2048, + memory = 4096`. */
function linesText({ change, hunks }: ObjectChange): string {
  const lines = change === 'changed' ? (hunks?.[0]?.lines ?? []) : [];
  const first = (sign: string) => lines.find((line) => line.startsWith(sign));
  const told = [first('-'), first('+')].flatMap((line) =>
    line === undefined ? [] : [`${line.startsWith('-') ? '−' : '+'} ${line.slice(1).trim()}`],
  );
  return told.length > 0 ? `: ${told.join(', ')}` : '';
}

/** A past event as a title and what happened. */
export function eventText(
  event: PastEvent,
  hostName: (id: string) => string,
): { title: string; text: string } {
  if (event.kind === 'change') {
    const { change } = event;
    return {
      title: change.name,
      text: `${changeText(change, hostName)}${fieldsText(change)}${linesText(change)}`,
    };
  }
  const { spec } = event.job;
  return {
    title: jobTitle(event.job),
    text: `${jobStepText(event.job)}, ${whereText(spec, hostName)}`,
  };
}

function whereText(spec: JobSpec, hostName: (id: string) => string): string {
  switch (spec.kind) {
    case 'power':
    case 'tune':
    case 'convert':
    case 'fence':
    case 'retire-config':
      return `on ${hostName(spec.hostId)}`;
    case 'move':
      return `${hostName(spec.sourceHostId)} to ${hostName(spec.targetHostId)}`;
    case 'restart-elsewhere':
      return `${hostName(spec.hostId)} to ${hostName(spec.targetHostId)}`;
    case 'create-clients':
      return machinesPlace(spec.machines, hostName);
    case 'plan':
      return spec.hostId === null ? plural(spec.moves, 'move') : hostName(spec.hostId);
  }
}

function machinesPlace(machines: readonly NewMachine[], hostName: (id: string) => string): string {
  const hosts = [...new Set(machines.flatMap(({ vm }) => (vm ? hostName(vm.hostId) : [])))];
  return hosts.length === 0 ? plural(machines.length, 'machine') : `on ${nameList(hosts)}`;
}
