import { ArrowRight, ChevronDown, Pause, Play } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { nameList } from '../../../shared/images/name-list.ts';
import type { Job } from '../../../shared/model/job.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { isEnded } from '../../state/active-jobs.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { jobProgressText, jobStepText, jobTitle } from '../../state/job-text.ts';
import { Button } from '../../ui/button.tsx';
import { formatAgo } from '../../ui/format/ago.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatBytes } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CreatedButtons } from './created-buttons.tsx';
import { JobDetails } from './job-details.tsx';
import { jobPart } from './job-order.ts';
import { elapsedMs, remainingMs } from './job-times.ts';

/** One job of the tray. `waitsFor` is what a queued one waits for; a plan has its moves as children. */
export const JobRow = memo(function JobRow({
  job,
  waitsFor,
  children,
}: {
  job: Job;
  waitsFor: string;
  children?: ReactNode;
}) {
  // What is undecided needs its findings read; everything else only when it is asked for.
  const [opened, setOpened] = useState<boolean | null>(null);
  const open = opened ?? (job.state === 'undecided' || (job.plan !== undefined && !isEnded(job)));
  const title = jobTitle(job);
  return (
    <li className="job" data-state={job.state} data-job-id={job.id} aria-label={title}>
      <div className="job-line">
        <i className="job-mark" aria-hidden />
        <div className="job-name">
          <b>{title}</b>
          <JobRoute job={job} />
        </div>
        <JobMiddle job={job} waitsFor={waitsFor} />
        <JobTimes job={job} />
        <JobButtons job={job} />
        <Button
          look="quiet"
          size="s"
          className="icon-only job-toggle"
          label={`${open ? 'Less' : 'More'} about: ${title}`}
          expanded={open}
          onPress={() => setOpened(!open)}
        >
          <ChevronDown size={16} aria-hidden />
        </Button>
      </div>
      {open ? children : null}
      {open ? <JobDetails job={job} /> : null}
    </li>
  );
});

function JobRoute({ job }: { job: Job }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (hostId: string) => hosts[hostId]?.label ?? hostId;
  const { spec } = job;
  if (spec.kind === 'plan') {
    const moves = plural(spec.moves, 'move');
    return (
      <span className="job-route">
        {spec.hostId === null ? moves : `${label(spec.hostId)}, ${moves}`}
      </span>
    );
  }
  if (spec.kind === 'create-clients') {
    const all = new Set(spec.machines.flatMap(({ vm }) => (vm ? label(vm.hostId) : [])));
    return <span className="job-route">{all.size > 0 ? `on ${nameList([...all])}` : null}</span>;
  }
  if (spec.kind !== 'move' && spec.kind !== 'restart-elsewhere') {
    return <span className="job-route">on {label(spec.hostId)}</span>;
  }
  return (
    <span className="job-route">
      {label(spec.kind === 'move' ? spec.sourceHostId : spec.hostId)}
      <ArrowRight size={12} aria-label="to" />
      {label(spec.targetHostId)}
    </span>
  );
}

/** Phase and bar while it is under way, and afterwards what happened. */
function JobMiddle({ job, waitsFor }: { job: Job; waitsFor: string }) {
  const part = jobPart(job);
  if (part === 'ended' || part === 'undecided') {
    return (
      <p className="job-end">
        <strong>{endText(job)}</strong>
        {job.summary ?? job.error?.message ?? ''}
      </p>
    );
  }
  if (part === 'queued') return <p className="job-wait">{waitsFor}</p>;
  const { progress } = job;
  return (
    <div className="job-progress">
      <span className="job-step">
        <span>{capital(jobProgressText(job))}</span>
        {progress && progress.totalBytes > 0 ? (
          <small>
            {formatBytes(progress.bytes)} of {formatBytes(progress.totalBytes)}
            {progress.bytesPerSecond > 0 ? `, ${formatBytes(progress.bytesPerSecond)}/s` : ''}
          </small>
        ) : null}
      </span>
      <ProgressBar
        label={jobTitle(job)}
        fraction={job.state === 'running' && progress ? progress.fraction : null}
        text={jobProgressText(job)}
      />
    </div>
  );
}

function endText(job: Job): string {
  return job.state === 'undecided' ? 'Undecided' : capital(jobStepText(job));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function JobTimes({ job }: { job: Job }) {
  const now = useNow(1000);
  const elapsed = elapsedMs(job, now);
  if (job.endedAt !== null) {
    return (
      <span className="job-times">
        <span>{formatAgo(job.endedAt, now)}</span>
        {elapsed === null ? null : <small>took {formatDuration(elapsed)}</small>}
      </span>
    );
  }
  if (elapsed === null) {
    return (
      <span className="job-times">
        <small>asked for {formatAgo(job.createdAt, now)}</small>
      </span>
    );
  }
  const rest = remainingMs(job, now);
  return (
    <span className="job-times">
      <span>{formatDuration(wholeSeconds(elapsed))}</span>
      {rest === null ? null : <small>{formatDuration(wholeSeconds(rest) || 1000)} left</small>}
    </span>
  );
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

function JobButtons({ job }: { job: Job }) {
  const services = useApp();
  const [busy, setBusy] = useState(false);
  const jobId = job.id;
  const label = jobTitle(job);
  const ask = async (tried: string, method: 'jobs.cancel' | 'jobs.dismiss' | 'jobs.recheck') => {
    setBusy(true);
    const done = await call(services, tried, method, { jobId });
    // A job that is being cancelled stays so until its end comes.
    if (method !== 'jobs.cancel' || done === null) setBusy(false);
  };
  switch (jobPart(job)) {
    case 'running':
    case 'queued':
      return (
        <span className="job-buttons">
          {job.plan ? <PauseButton job={job} paused={job.plan.paused} /> : null}
          <Button
            size="s"
            label={`Cancel: ${label}`}
            blocked={job.cancellable ? null : tooLateText(job)}
            busy={busy && job.cancellable}
            onPress={() => void ask('Could not cancel', 'jobs.cancel')}
          >
            {busy && job.cancellable ? 'Cancelling…' : 'Cancel'}
          </Button>
        </span>
      );
    case 'undecided':
      return (
        <span className="job-buttons">
          <Button
            size="s"
            look="primary"
            busy={busy}
            label={`Look again: ${label}`}
            onPress={() => void ask('Could not look again', 'jobs.recheck')}
          >
            {busy ? 'Looking…' : 'Look again'}
          </Button>
          <Button
            size="s"
            label={`Dismiss: ${label}`}
            onPress={() =>
              // An undecided plan holds no VM: nothing is let go with it.
              !('vm' in job.spec)
                ? void ask('Could not dismiss the job', 'jobs.dismiss')
                : openDialog(services.store, { kind: 'dismiss-undecided', jobId })
            }
          >
            {'vm' in job.spec ? 'Dismiss…' : 'Dismiss'}
          </Button>
        </span>
      );
    case 'ended':
      return (
        <span className="job-buttons">
          <CreatedButtons job={job} />
          <Button
            size="s"
            look="quiet"
            busy={busy}
            label={`Dismiss: ${label}`}
            onPress={() => void ask('Could not dismiss the job', 'jobs.dismiss')}
          >
            Dismiss
          </Button>
        </span>
      );
  }
}

/** Pausing begins no more moves; those under way go on. */
function PauseButton({ job, paused }: { job: Job; paused: boolean }) {
  const services = useApp();
  const name = paused ? 'Resume' : 'Pause';
  return (
    <Button
      size="s"
      label={`${name}: ${jobTitle(job)}`}
      tip={paused ? 'Go on with the moves to come' : 'Begin no more moves; those under way go on'}
      blocked={job.cancellable ? null : tooLateText(job)}
      onPress={() =>
        void call(
          services,
          paused ? 'Could not resume' : 'Could not pause',
          paused ? 'jobs.resume' : 'jobs.pause',
          { jobId: job.id },
        )
      }
    >
      {paused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
      {name}
    </Button>
  );
}

function tooLateText(job: Job): string {
  if (job.spec.kind === 'plan') {
    return job.state === 'verifying'
      ? 'It is over: the hosts are being looked at.'
      : 'It begins no more moves, and waits for those under way.';
  }
  if (job.spec.kind !== 'move') return 'The host has been asked for it already.';
  return job.state === 'verifying'
    ? 'It is over: both hosts are being looked at.'
    : 'Past the point of no return: the other host has been told to start the VM.';
}
