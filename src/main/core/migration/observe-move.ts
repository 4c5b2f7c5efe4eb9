import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type DomainSighting, lookAtDomains } from '../jobs/look-at-domains.ts';
import { readyWithin } from '../jobs/ready-within.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { Attendance, MoveSpec } from './attend-move.ts';
import type { HostSight, MoveObservations } from './decide-outcome.ts';
import { lookAtTargetScript } from './scripts/look-at-target.ts';

/** What the target knows of a job by itself; see `lookAtTargetScript`. */
interface TargetRecord {
  receiver: 'running' | 'gone';
  record: 'went' | 'unstarted' | 'none';
}

/** How long a host that is away is waited for before it counts as not seen. */
const patienceMs = 90_000;

/**
 * Looks at both hosts at once and puts together all that is known about a begun move.
 * Fails never: a host that cannot be seen is part of the answer.
 */
export async function observeMove(options: {
  spec: MoveSpec;
  jobId: string;
  directory: string;
  source: HostLink | undefined;
  target: HostLink | undefined;
  attendance: Attendance;
  signal: AbortSignal;
}): Promise<MoveObservations> {
  const { spec, jobId, directory, attendance, signal } = options;
  const { end, transcript } = attendance.following;
  // After a clean end the target's own record has nothing to add.
  const clean = end?.kind === 'status' && end.status === 0 && transcript.started;
  const [source, target, record] = await Promise.all([
    see(options.source, signal),
    see(options.target, signal),
    clean ? null : readRecord(options.target, jobId, directory, signal),
  ]);
  return {
    name: spec.vm,
    source: sightOf(source, spec.uuid),
    target: sightOf(target, spec.uuid),
    worker: end ? 'ended' : 'unknown',
    receiver: clean ? 'gone' : (record?.receiver ?? 'unknown'),
    permission: permissionOf(attendance, spec, record),
  };
}

/**
 * The source's complete record proves that no permission was given; where it says that it was
 * given, or is lost, only a target that keeps a record (stop-and-copy) can prove the contrary.
 */
function permissionOf(
  { following: { end, transcript } }: Attendance,
  spec: MoveSpec,
  record: TargetRecord | null,
): MoveObservations['permission'] {
  if (record?.record === 'went' || transcript.started) return 'given';
  const refusedByTarget =
    spec.mode === 'stop-and-copy' && record?.record === 'unstarted' && record.receiver === 'gone';
  if (refusedByTarget) return 'no';
  if (transcript.permissionGiven) return 'given';
  return end && end.kind !== 'gone' ? 'no' : 'unknown';
}

function sightOf(seen: Result<DomainSighting[]>, uuid: string): HostSight {
  if (!seen.ok) return { seen: false, why: seen.error.message };
  return { seen: true, copies: seen.value.filter((domain) => domain.uuid === uuid) };
}

async function see(
  link: HostLink | undefined,
  signal: AbortSignal,
): Promise<Result<DomainSighting[]>> {
  if (!link) {
    return err(appError('host-not-found', 'It is not among the console’s hosts any more.'));
  }
  const ready = await readyWithin(link, patienceMs, signal);
  return ready.ok ? lookAtDomains(link, signal) : ready;
}

async function readRecord(
  link: HostLink | undefined,
  jobId: string,
  directory: string,
  signal: AbortSignal,
): Promise<TargetRecord | null> {
  if (!link) return null;
  const ready = await readyWithin(link, patienceMs, signal);
  if (!ready.ok) return null;
  const ran = await link.exec(scriptLine(lookAtTargetScript, [jobId, directory]), { signal });
  if (!ran.ok) return null;
  const parsed = parseRecord(ran.value.stdout);
  return parsed.ok ? parsed.value : null;
}

function parseRecord(text: string): Result<TargetRecord> {
  const receiver = /^receiver (running|gone)$/m.exec(text)?.[1];
  const record = /^record (went|unstarted|none)$/m.exec(text)?.[1];
  if (!receiver || !record) {
    return err(
      appError('parse-failed', 'The target’s record is not understood.', { details: text }),
    );
  }
  return ok({ receiver, record } as TargetRecord);
}
