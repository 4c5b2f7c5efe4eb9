import { hoursText } from '../../shared/sla/hours-text.ts';
import type { Objective, SlaMode, SlaPromise } from '../../shared/sla/objective.ts';
import { probeText } from '../../shared/sla/probe.ts';
import type { SlaStep, TunePart } from '../../shared/sla/proposal.ts';
import { formatDuration } from '../ui/format/duration.ts';
import { plural } from '../ui/format/plural.ts';

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 3 });

export const modeTexts: Record<SlaMode, { label: string; about: string }> = {
  watch: { label: 'Watch', about: 'Shows how it stands. Nothing is proposed and nothing is done.' },
  suggest: {
    label: 'Suggest',
    about: 'Proposes what would help; each proposal waits for your yes.',
  },
  act: {
    label: 'Act',
    about:
      'Sets weight, cap and vCPUs by itself, restarts the VM after a crash, and elsewhere once its dead host could be fenced. Moves wait for your yes.',
  },
};

const partNames: Record<TunePart, string> = { weight: 'weight', cap: 'cap', vcpus: 'vCPUs' };

export function partText(part: TunePart, value: number): string {
  if (part === 'cap') return value === 0 ? 'no cap' : `cap ${value} %`;
  return part === 'vcpus' ? `${value} ${partNames.vcpus}` : `weight ${value}`;
}

/** 99.9 %, 100 %. */
export function shareText(fraction: number): string {
  return share.format(fraction).replace('%', ' %');
}

/** Everything that is promised, in one line. */
export function promiseText(promise: SlaPromise): string {
  return [
    promise.cpus === null ? 'to run' : `${plural(promise.cpus, 'pCPU')} whenever it wants it`,
    `${shareText(promise.availability)} of each month`,
    ...(promise.longestPauseMs === null
      ? []
      : [`no move stops it for longer than ${formatDuration(promise.longestPauseMs)}`]),
    ...(promise.probe === null ? [] : [`answers ${probeText(promise.probe)}`]),
    hoursText(promise.hours),
    `priority ${promise.priority}`,
  ].join(' · ');
}

export function subjectText({ subject }: Objective): string {
  return subject.kind === 'vm' ? subject.name : `VMs tagged “${subject.tag}”`;
}

/** What a step does, as the name of a button: Set weight 256 → 768. */
export function stepText(step: SlaStep, labelOf: (hostId: string) => string): string {
  switch (step.kind) {
    case 'tune':
      return `Set ${partNames[step.part]} ${step.from} → ${step.to}`;
    case 'power':
      return { restart: 'Restart it', start: 'Start it', resume: 'Resume it' }[step.action];
    case 'move':
      return `Move it to ${labelOf(step.targetHostId)}`;
    case 'elsewhere':
      return `Start it on ${labelOf(step.targetHostId)}`;
  }
}
