import { minuteText } from '../../../shared/sla/hours-text.ts';
import type { SlaMode, SlaPriority, SlaPromise } from '../../../shared/sla/objective.ts';
import { promiseSchema } from '../../../shared/sla/objective.ts';
import { type ProbeDraft, probeDraftOf, probeIn } from './probe-draft.ts';

/** A promise as it stands in its form. */
export interface Draft {
  cpus: string;
  /** A fraction, as written in the list of choices. */
  availability: string;
  /** Seconds. */
  pause: string;
  priority: SlaPriority;
  mode: SlaMode;
  probe: ProbeDraft;
  hasHours: boolean;
  days: readonly number[];
  from: string;
  to: string;
}

export function draftOf(promise: SlaPromise | null): Draft {
  const hours = promise?.hours ?? null;
  return {
    cpus: promise?.cpus == null ? '' : String(promise.cpus),
    availability: String(promise?.availability ?? 0.99),
    pause: promise?.longestPauseMs == null ? '' : String(promise.longestPauseMs / 1000),
    priority: promise?.priority ?? 'normal',
    mode: promise?.mode ?? 'watch',
    probe: probeDraftOf(promise?.probe ?? null),
    hasHours: hours !== null,
    days: hours?.days ?? [1, 2, 3, 4, 5],
    from: minuteText(hours?.from ?? 480),
    to: minuteText(hours?.to ?? 1080),
  };
}

type DraftPromise =
  | { value: SlaPromise; problem: null; field: null }
  | { value: null; problem: string; field: DraftField };
type DraftField = 'cpus' | 'pause' | 'probe' | 'hours';

/** Null for nothing written, NaN for what is no number. A comma is a point, too. */
function numberOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? null : Number(trimmed);
}

/** `24:00` is the end of a day. */
function minuteOf(text: string): number {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return Number.NaN;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  const all = hour * 60 + minute;
  return minute < 60 && all <= 1440 ? all : Number.NaN;
}

/** What the form promises, or what is wrong with it. */
export function promiseOf(draft: Draft): DraftPromise {
  const wrong = (field: DraftField, problem: string): DraftPromise => ({
    value: null,
    problem,
    field,
  });
  const cpus = numberOf(draft.cpus);
  if (cpus !== null && !(cpus >= 0.05 && cpus <= 1024)) {
    return wrong('cpus', 'A number of pCPUs from 0.05 on, or nothing.');
  }
  const pause = numberOf(draft.pause);
  if (pause !== null && !(pause > 0 && pause <= 3600)) {
    return wrong('pause', 'A number of seconds up to 3600, or nothing.');
  }
  const probe = probeIn(draft.probe);
  if (probe.problem !== null) return wrong('probe', probe.problem);
  const [from, to] = [minuteOf(draft.from), minuteOf(draft.to)];
  const hours = draft.hasHours ? { days: [...draft.days], from, to } : null;
  const parsed = promiseSchema.safeParse({
    cpus,
    availability: Number(draft.availability),
    longestPauseMs: pause === null ? null : Math.round(pause * 1000),
    priority: draft.priority,
    probe: probe.value,
    hours,
    mode: draft.mode,
  });
  if (parsed.success) return { value: parsed.data, problem: null, field: null };
  return wrong('hours', 'Hours need a day, and two different times such as 08:00 and 18:00.');
}
