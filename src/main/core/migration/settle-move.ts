import type { AppError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { updateConfigScript } from '../images/xen/scripts/switch-config.ts';
import type { JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import type { DomainSighting } from '../jobs/look-at-domains.ts';
import { pauseFor } from '../jobs/pause-for.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { Attendance, MoveSpec } from './attend-move.ts';
import { carryConfig, readSourceConfig, type SourceConfig } from './carry-config.ts';
import { decideOutcome, type MoveOutcome } from './decide-outcome.ts';
import { autostartFolder, hostLabel, type MovePorts, moveDirectory } from './move-ports.ts';
import { observeMove } from './observe-move.ts';
import { movedEnd, notMovedEnd, undecidedEnd } from './outcome-text.ts';
import { cleanUpScript } from './scripts/end-move.ts';
import { endReceiver, settleDomain } from './settle-domain.ts';
import { pauseOf } from './transcript.ts';

/** What a move's run tells its verification. */
export interface MoveReport {
  attendance: Attendance;
  config: SourceConfig | null;
}

/** After a copy was settled, one more look tells; a third would only repeat a failing act. */
const looks = 2;
/** A guest that reboots is nowhere for a moment: so often it is looked for again, so far apart. */
const searches = 8;
const searchEveryMs = 4_000;

/**
 * Looks at both hosts, says what became of the VM, and tidies up after it: never starts anything,
 * and lets go on or destroys only what `decideOutcome` has proven to be safe.
 */
export async function settleMove(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
  report: MoveReport,
): Promise<JobEnd> {
  const { spec, id } = context;
  const { attendance } = report;
  const directory = moveDirectory(ports, id);
  const source = ports.linkOf(spec.sourceHostId);
  const target = ports.linkOf(spec.targetHostId);
  const names = {
    source: hostLabel(ports, spec.sourceHostId),
    target: hostLabel(ports, spec.targetHostId),
  };
  const look = { spec, jobId: id, directory, source, target, attendance, signal: context.closing };
  let problem: AppError | null = attendance.error;

  for (let settled = 0, searched = 1; ; ) {
    const seen = await observeMove(look);
    const outcome = decideOutcome(seen);
    if (outcome.kind === 'undecided') {
      if (outcome.why === 'nowhere' && searched < searches && !context.closing.aborted) {
        searched += 1;
        await pauseFor(ports.searchEveryMs ?? searchEveryMs, context.closing);
        continue;
      }
      return undecidedEnd(spec, outcome.why, seen, problem);
    }
    if (outcome.kind === 'under-way' || context.closing.aborted || settled >= looks) {
      return undecidedEnd(spec, 'unseen', seen, problem);
    }
    settled += 1;
    const tidied = await tidy(outcome, id, source, target);
    if (!tidied.ok) problem = tidied.error;
    // What was let go on has to be seen to run before anything is said of it.
    if (outcome.kind === 'held-at-source') continue;
    if (outcome.kind === 'moved') {
      const arrived = await arrive(ports, context, report, { source, target });
      await cleanUp(directory, source, target);
      return withProblem(
        movedEnd(spec, names, pauseOf(attendance.following.transcript), arrived.notes),
        tidied.ok ? arrived.problem : tidied.error,
      );
    }
    await cleanUp(directory, source, target);
    const asked = context.entries().some((entry) => entry.step === 'cancel-requested');
    const told = notMovedEnd(spec, names, attendance, asked);
    return tidied.ok ? told : withProblem(told, tidied.error);
  }
}

/** Takes care of the copy that is left over, where there is one. */
async function tidy(
  outcome: MoveOutcome,
  jobId: string,
  source: HostLink | undefined,
  target: HostLink | undefined,
): Promise<Result<void>> {
  if (outcome.kind === 'moved') {
    return outcome.leftover && source
      ? settleDomain(source, 'destroy', outcome.leftover)
      : ok(undefined);
  }
  if (outcome.kind !== 'not-moved' && outcome.kind !== 'held-at-source') return ok(undefined);
  const dropped = await dropAtTarget(jobId, target, outcome.leftover);
  if (!dropped.ok) return dropped;
  if (outcome.kind === 'not-moved') return ok(undefined);
  return source ? settleDomain(source, 'unpause', outcome.held) : ok(undefined);
}

/** First what could still start the copy, then the copy. */
async function dropAtTarget(
  jobId: string,
  target: HostLink | undefined,
  leftover: DomainSighting | null,
): Promise<Result<void>> {
  if (target?.link.state !== 'online') return ok(undefined);
  const ended = await endReceiver(target, jobId);
  if (!ended.ok || !leftover) return ended;
  const dropped = await settleDomain(target, 'destroy', leftover);
  // A receiver that was ended takes its half-built copy down by itself.
  return dropped.ok || /is not that guest/.test(dropped.error.details ?? '')
    ? ok(undefined)
    : dropped;
}

/** The VM has arrived: its configuration follows, and the next estimate learns from this move. */
async function arrive(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
  report: MoveReport,
  links: { source: HostLink | undefined; target: HostLink | undefined },
): Promise<{ notes: string[]; problem: AppError | null }> {
  const { spec } = context;
  const { following } = report.attendance;
  context.tell({ type: 'phase', phase: 'move-config' });
  const startedAt = context.job().startedAt;
  if (startedAt !== null && following.bytes > 0) {
    const kept = ports.history.record(context.id, {
      at: context.now(),
      sourceHostId: spec.sourceHostId,
      targetHostId: spec.targetHostId,
      mode: spec.mode,
      memoryMiB: spec.memoryMiB,
      bytes: following.bytes,
      durationMs: context.now() - startedAt,
      pauseMs: pauseOf(following.transcript),
    });
    if (!kept.ok) ports.log.warn({ error: kept.error }, 'the move was not kept for estimates');
  }
  const carried = await carry(ports, context, report.config, links);
  return carried.ok
    ? { notes: carried.value, problem: null }
    : { notes: ['Its configuration was not moved along.'], problem: carried.error };
}

async function carry(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
  read: SourceConfig | null,
  { source, target }: { source: HostLink | undefined; target: HostLink | undefined },
): Promise<Result<string[]>> {
  const begun = context.entries().findLast((entry) => entry.step === 'moving')?.data;
  const path = begun?.configPath;
  if (typeof path !== 'string') {
    return ok(['It has no configuration file: once shut down, it cannot be started again.']);
  }
  if (!source || !target) return ok([]);
  const folder = autostartFolder(ports);
  const config = read ? ok(read) : await readSourceConfig(source, path, folder);
  if (!config.ok) return err(config.error);
  const tell = async (notes: string[]) =>
    begun?.isSwitched === true
      ? [...notes, ...(await tellOfSwitch(target, context.spec.uuid, path))]
      : notes;
  // Absent: an earlier run of the console has moved it already.
  if (!config.value) return ok(await tell([]));
  const stamp = new Date(context.now()).toISOString().replace(/[:.]/g, '-');
  const carried = await carryConfig({
    source,
    target,
    config: config.value,
    autostartFolder: folder,
    stamp,
  });
  return carried.ok ? ok(await tell(carried.value.notes)) : carried;
}

/** The image that it was switched to is what it boots when it reboots by itself, here as there. */
async function tellOfSwitch(target: HostLink, uuid: string, path: string): Promise<string[]> {
  const ran = await target.exec(scriptLine(updateConfigScript, [uuid, path]));
  if (ran.ok && ran.value.code === 0) return [];
  const why = ran.ok ? ran.value.stderr.trim() : ran.error.message;
  return [`xl was not told of the image that it boots next (${why}): start it anew to have it.`];
}

/** Leftover directories harm nobody, so that a failure here is no failure of the move. */
async function cleanUp(
  directory: string,
  ...links: readonly (HostLink | undefined)[]
): Promise<void> {
  const line = scriptLine(cleanUpScript, [directory]);
  await Promise.all(links.map((link) => (link?.link.state === 'online' ? link.exec(line) : null)));
}

function withProblem(end: JobEnd, problem: AppError | null): JobEnd {
  return problem ? { ...end, error: end.error ?? problem } : end;
}
