import type { MovePhase } from '../../../shared/model/job.ts';

/** A line of the toolstack's stderr, and the source's uptime in seconds when it was seen. */
export interface TranscriptLine {
  at: number;
  text: string;
}

/**
 * What the lines of a move have told so far, whatever version of Xen wrote them. Lines of both
 * hosts come mixed, since the target's arrive through the same pipe.
 */
export interface Transcript {
  phase: MovePhase;
  /** The target's toolstack answered: ssh has logged in, the forwarded agent is not needed again. */
  ready: boolean;
  /** From here on the guest may run at the target: the point of no return. */
  permissionGiven: boolean;
  /** The target said that the guest runs there. */
  started: boolean;
  /** The toolstack's own last word. */
  successful: boolean;
  /** Uptime of the source when the guest stood still, and when it went on at the target. */
  suspendedAt: number | null;
  resumedAt: number | null;
  /** The toolstack's words without its debug lines, oldest first. */
  spoken: string[];
}

export const emptyTranscript: Transcript = {
  phase: 'connect',
  ready: false,
  permissionGiven: false,
  started: false,
  successful: false,
  suspendedAt: null,
  resumedAt: null,
  spoken: [],
};

/** Adds a line. Words of xl's migrate_domain and migrate_receive, and of libxl's suspend code. */
export function readLine(before: Transcript, { at, text }: TranscriptLine): Transcript {
  const next = { ...before };
  if (!isDebug(text)) next.spoken = [...before.spoken, text];

  if (/Ready to receive domain/i.test(text)) {
    next.ready = true;
    next.phase = later(next.phase, 'copy-memory');
  } else if (/issuing .*suspend request/i.test(text)) {
    next.phase = later(next.phase, 'pause-and-copy');
  } else if (/guest has suspended/i.test(text)) {
    next.suspendedAt ??= at;
    next.phase = later(next.phase, 'pause-and-copy');
  } else if (/requesting permission to start|has acknowledged transfer/i.test(text)) {
    next.phase = later(next.phase, 'pause-and-copy');
  } else if (/Giving target permission to start|Got permission, starting domain/i.test(text)) {
    next.permissionGiven = true;
    next.phase = later(next.phase, 'handover');
  } else if (/Target reports successful startup|Domain started succ/i.test(text)) {
    next.started = true;
    next.permissionGiven = true;
    next.resumedAt ??= at;
    next.phase = later(next.phase, 'handover');
  } else if (/^Migration successful/i.test(text)) {
    next.successful = true;
  }
  return next;
}

/** Lines that came in one look, as where tail cannot be woken and looks once a second. */
const oneLookMs = 20;
const likelyMs = 500;

/** How long the guest stood still, in ms and more or less, when both ends of it were seen. */
export function pauseOf({ suspendedAt, resumedAt }: Transcript): number | null {
  if (suspendedAt === null || resumedAt === null || resumedAt < suspendedAt) return null;
  const ms = Math.round((resumedAt - suspendedAt) * 1000);
  return ms < oneLookMs ? likelyMs : ms;
}

const order: readonly MovePhase[] = ['connect', 'copy-memory', 'pause-and-copy', 'handover'];

function later(a: MovePhase, b: MovePhase): MovePhase {
  return order.indexOf(b) > order.indexOf(a) ? b : a;
}

/** xl is run with -vvv to learn when the guest is suspended; the rest of that is for developers. */
export function isDebug(text: string): boolean {
  return /^(?:libxl(?:-save-helper)?|xc|xencall(?::\w+)?|xenforeignmemory(?::\w+)?|xengnttab(?::\w+)?|xenevtchn(?::\w+)?): (?:debug|detail): /.test(
    text,
  );
}
