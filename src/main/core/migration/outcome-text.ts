import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import type { DomainSighting } from '../jobs/look-at-domains.ts';
import type { Attendance, MoveSpec } from './attend-move.ts';
import type { HostSight, MoveObservations, UndecidedWhy } from './decide-outcome.ts';
import { failureCause } from './failure-cause.ts';

/** Names for the user: the two hosts of a move. */
export interface HostNames {
  source: string;
  target: string;
}

/** How a move that arrived is told. `notes`: what else the user should know of it. */
export function movedEnd(
  spec: MoveSpec,
  names: HostNames,
  pauseMs: number | null,
  notes: readonly string[],
): JobEnd {
  const pause =
    pauseMs === null ? '' : ` It stood still for about ${(pauseMs / 1_000).toFixed(1)} s.`;
  return {
    state: 'succeeded',
    summary: [`${spec.vm} runs on ${names.target}.${pause}`, ...notes].join(' '),
  };
}

/** How a move that did not happen is told: the VM runs where it was. */
export function notMovedEnd(
  spec: MoveSpec,
  names: HostNames,
  attendance: Attendance,
  cancelled: boolean,
): JobEnd {
  const stays = `${spec.vm} runs on ${names.source}, as before.`;
  if (cancelled) return { state: 'cancelled', summary: `Cancelled. ${stays}` };
  const { end, transcript } = attendance.following;
  const cause = failureCause(transcript.spoken);
  const why =
    end?.kind === 'refused'
      ? `${names.source} did not begin it: ${end.why}.`
      : (cause?.cause ?? attendance.error?.message ?? 'The toolstack ended it.');
  const error = appError('command-failed', `${why} ${stays}`, {
    hint: cause?.hint ?? 'Its own words are below.',
    ...(transcript.spoken.length > 0 ? { details: transcript.spoken.join('\n') } : {}),
  });
  return { state: 'failed', summary: error.message, error };
}

const undecidedWords: Record<UndecidedWhy, { what: string; hint: string }> = {
  unseen: {
    what: 'not both hosts could be looked at',
    hint: 'This is looked at again by itself once they are back. Start the VM nowhere before that.',
  },
  'two-copies': {
    what: 'it runs on both hosts',
    hint: 'Find out which copy is the good one, and destroy the other at once: both write to the same disks.',
  },
  nowhere: {
    what: 'it runs on neither host',
    hint: 'It may have shut down meanwhile. If it should run, start it on one host.',
  },
  stopped: {
    what: 'it stands still, and what the other host did with it is not proven',
    hint: 'Compare `xl list` on both hosts. Let go on only the copy that ran last, and destroy the other.',
  },
  ambiguous: {
    what: 'what was seen does not fit together',
    hint: 'Compare `xl list` on both hosts; look again when one of the two copies is gone.',
  },
};

/** How a move is told that cannot be decided: what was seen, host by host, and what to do. */
export function undecidedEnd(
  spec: MoveSpec,
  why: UndecidedWhy,
  seen: MoveObservations,
  problem: AppError | null,
): JobEnd {
  const { what, hint } = undecidedWords[why];
  const summary = `What became of ${spec.vm} is not certain: ${what}.`;
  return {
    state: 'undecided',
    summary,
    error: appError('undecided', summary, {
      hint,
      ...(problem
        ? { details: [problem.message, problem.details].filter(Boolean).join('\n') }
        : {}),
    }),
    findings: findingsOf(spec, seen),
  };
}

function findingsOf(spec: MoveSpec, seen: MoveObservations): Job['findings'] {
  return [
    { hostId: spec.sourceHostId, text: sightText(spec.vm, seen.source) },
    { hostId: spec.targetHostId, text: sightText(spec.vm, seen.target) },
  ];
}

function sightText(vm: string, sight: HostSight): string {
  if (!sight.seen) return `Could not be looked at: ${sight.why}`;
  if (sight.copies.length === 0) return `${vm} is not there.`;
  return sight.copies.map(copyText).join(' ');
}

const activityWords: Record<DomainSighting['activity'], string> = {
  runs: 'runs',
  paused: 'is paused',
  suspended: 'is suspended',
  'shut-down': 'has shut down',
  crashed: 'has crashed',
  dying: 'is being taken down',
};

function copyText({ name, domid, activity }: DomainSighting): string {
  return `${name} (domain ${domid}) ${activityWords[activity]}.`;
}
