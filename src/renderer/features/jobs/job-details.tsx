import type { Job } from '../../../shared/model/job.ts';
import { useAppState } from '../../state/app-context.ts';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { OwnWords } from '../../ui/own-words.tsx';
import { PhaseSteps } from './phase-steps.tsx';

/** All there is to a job: its phases, what was found at the hosts, and the toolstack's own text. */
export function JobDetails({ job }: { job: Job }) {
  const log = job.log.join('\n');
  // An error's details are the end of the same text: shown once.
  const error = job.error && job.error.details === log ? { ...job.error, details: '' } : job.error;
  return (
    <div className="job-details">
      {job.spec.kind === 'move' && job.state !== 'queued' ? <PhaseSteps job={job} /> : null}
      {job.findings.length > 0 ? <Findings job={job} /> : null}
      {error ? <ErrorBox error={error} /> : null}
      {job.pauseMs !== null ? (
        <p>The guest stood still for about {formatDuration(job.pauseMs)}.</p>
      ) : null}
      {log ? (
        <OwnWords
          text={log}
          label={job.plan ? 'What happened on the way' : 'What the toolstack said'}
          open={job.state !== 'succeeded'}
          follow
        />
      ) : job.plan ? null : (
        <p className="job-quiet">
          The toolstack has said nothing{job.endedAt === null ? ' yet' : ''}.
        </p>
      )}
    </div>
  );
}

function Findings({ job }: { job: Job }) {
  const hosts = useAppState((state) => state.site.hosts);
  return (
    <dl className="findings" aria-label="What was found at the hosts">
      {job.findings.map((finding) => (
        <div key={finding.hostId + finding.text}>
          <dt>{hosts[finding.hostId]?.label ?? finding.hostId}</dt>
          <dd>{finding.text}</dd>
        </div>
      ))}
    </dl>
  );
}
