import type { Job, JobSpec } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import type { Result } from '../../../shared/result.ts';
import type { JournalEntry } from '../store/job-journal.ts';
import type { JobEnd, JobEvent } from './job-machine.ts';

/** What a running job needs for itself alone. */
export interface JobClaims {
  /** No other job may act on these meanwhile. */
  vms: readonly VmRef[];
  /** A move takes a host's one outgoing and another's one incoming slot, and counts as a move. */
  move: { sourceHostId: string; targetHostId: string } | null;
  /** Starts a VM on this host: one at a time. */
  startsOn?: string;
  /** Any host may tell what became of it, not only those of its VMs. */
  anyHost?: true;
  /** The image server that may tell, too. */
  serverId?: string;
}

/** What the kernel gives a definition to work with. */
export interface JobContext<S extends JobSpec> {
  readonly id: string;
  readonly spec: S;
  job(): Job;
  /** Aborted when the user cancels; the definition then ends what it began, and looks. */
  readonly cancelled: AbortSignal;
  /** Aborted when the console closes: leave everything as it is, the next start goes on. */
  readonly closing: AbortSignal;
  now(): number;
  /**
   * Puts down, durably, what is about to be done or was just seen.
   * On an error nothing may be done that depends on it being found again.
   */
  journal(step: string, data?: Record<string, unknown>): Result<void>;
  /** Everything put down so far, this and earlier runs of the console. */
  entries(): readonly JournalEntry[];
  tell(
    event: Exclude<JobEvent, { type: 'check' | 'run' | 'end' | 'reopen' | 'verify' | 'pause' }>,
  ): void;
}

/**
 * One kind of job. The kernel drives it: `validate` (state checking), then its journal says that
 * the job begins, then `run` (running), then `verify` (verifying), which alone says how it ended.
 *
 * What `run` reports is a hint; `verify` looks at the hosts. After a crash the kernel calls
 * `rejoin` instead of `run`: it finds what still goes on, stays with it until it is over, and
 * reports the same. It must not begin anything anew.
 */
export interface JobDefinition<S extends JobSpec, Plan, Report> {
  readonly kind: S['kind'];
  claims(spec: S): JobClaims;
  validate(context: JobContext<S>): Promise<Result<Plan>>;
  run(context: JobContext<S>, plan: Plan): Promise<Report>;
  rejoin(context: JobContext<S>): Promise<Report>;
  verify(context: JobContext<S>, report: Report): Promise<JobEnd>;
}

/** A definition with its own types closed over, as the kernel drives it. */
export interface DefinedJob {
  readonly kind: JobSpec['kind'];
  claims(spec: JobSpec): JobClaims;
  /** `begin` puts the beginning into the journal and moves the job on; the rest as its name says. */
  drive(
    context: JobContext<JobSpec>,
    steps: { begin(): Result<void>; verifying(): void },
  ): Promise<JobEnd>;
  recover(context: JobContext<JobSpec>, steps: { verifying(): void }): Promise<JobEnd>;
}

export function defineJob<S extends JobSpec, Plan, Report>(
  definition: JobDefinition<S, Plan, Report>,
): DefinedJob {
  // The kernel looks definitions up by kind, so the spec it hands over is always of this kind.
  const own = (context: JobContext<JobSpec>) => context as unknown as JobContext<S>;
  return {
    kind: definition.kind,
    claims: (spec) => definition.claims(spec as S),
    async drive(context, { begin, verifying }) {
      const plan = await definition.validate(own(context));
      if (context.cancelled.aborted) return cancelledBeforeBegin;
      if (!plan.ok) return { state: 'failed', summary: plan.error.message, error: plan.error };
      const begun = begin();
      if (!begun.ok) return { state: 'failed', summary: begun.error.message, error: begun.error };
      const report = await definition.run(own(context), plan.value);
      verifying();
      return definition.verify(own(context), report);
    },
    async recover(context, { verifying }) {
      const report = await definition.rejoin(own(context));
      verifying();
      return definition.verify(own(context), report);
    },
  };
}

export const cancelledBeforeBegin: JobEnd = {
  state: 'cancelled',
  summary: 'Cancelled before anything was done.',
};
