import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import type { RolloutGlance } from '../../../shared/images/rollout-glance.ts';
import { endedStatuses } from '../../../shared/images/rollout-state.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import type { Job } from '../../../shared/model/job.ts';
import { call } from '../../state/actions/call.ts';
import { patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { jobProgressText, jobTitle } from '../../state/job-text.ts';
import { rolloutStatusText, rolloutTitle } from '../../state/rollout-text.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { countJobs, hasOwnRow, type JobFilter, jobPart, orderJobs, passes } from './job-order.ts';
import { JobRow } from './job-row.tsx';
import { PlanDetails } from './plan-details.tsx';
import { queueText } from './queue-text.ts';
import { RolloutRow } from './rollout-row.tsx';
import './job-tray.css';
import './job-row.css';

interface Shown {
  server: ImageServer;
  rollout: RolloutGlance;
  part: Exclude<JobFilter, 'all'>;
}

/** Rollouts of all image servers; those that need somebody first. */
function rolloutsOf(servers: Readonly<Record<string, ImageServer>>): Shown[] {
  const parts = ['attention', 'active', 'ended'];
  return Object.values(servers)
    .flatMap((server) =>
      server.rollouts.map((rollout): Shown => {
        const isOver = endedStatuses.includes(rollout.status);
        const part = isOver ? 'ended' : rollout.status === 'halted' ? 'attention' : 'active';
        return { server, rollout, part };
      }),
    )
    .toSorted((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part));
}

/** Everything that is done to the site, docked below the board; one line when it is closed. */
export function JobTray() {
  const { store } = useApp();
  const jobs = useAppState((state) => state.site.jobs);
  const open = useAppState((state) => state.view.trayOpen);
  const [filter, setFilter] = useState<JobFilter>('all');
  const servers = useAppState((state) => state.site.imageServers);
  const rollouts = rolloutsOf(servers);
  const ordered = orderJobs(jobs).filter((job) => hasOwnRow(job, jobs));
  if (ordered.length + rollouts.length === 0) return null;
  return (
    <section className="tray" aria-label="Jobs" data-open={open || undefined}>
      <header className="tray-head">
        <button
          type="button"
          className="tray-toggle"
          aria-expanded={open}
          onClick={() => patchView(store, { trayOpen: !open })}
        >
          {open ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          Jobs
        </button>
        <Counts jobs={ordered} rollouts={rollouts} />
        <span className="tray-gap" />
        {open ? (
          <TrayTools filter={filter} onFilter={setFilter} jobs={ordered} rollouts={rollouts} />
        ) : null}
      </header>
      {open ? <JobList jobs={ordered} filter={filter} rollouts={rollouts} /> : null}
    </section>
  );
}

function Counts({ jobs, rollouts }: { jobs: readonly Job[]; rollouts: readonly Shown[] }) {
  const open = useAppState((state) => state.view.trayOpen);
  const counts = countJobs(jobs);
  const first = jobs.find((job) => jobPart(job) === 'running');
  const [rollout] = rollouts.filter(({ part }) => part !== 'ended');
  return (
    <p className="tray-counts">
      {counts.undecided > 0 ? <span data-tone="bad">{counts.undecided} undecided</span> : null}
      {counts.failed > 0 ? <span data-tone="warn">{counts.failed} failed</span> : null}
      {rollouts.length > 0 ? <span>{plural(rollouts.length, 'rollout')}</span> : null}
      {counts.running > 0 ? <span data-tone="moving">{counts.running} running</span> : null}
      {counts.queued > 0 ? <span>{counts.queued} waiting</span> : null}
      {counts.ended - counts.failed > 0 ? <span>{counts.ended - counts.failed} done</span> : null}
      {!open && first ? (
        <em>
          {jobTitle(first)}: {jobProgressText(first)}
        </em>
      ) : !open && rollout ? (
        <em>
          {rolloutTitle(rollout.rollout)}: {rolloutStatusText(rollout.rollout)}
        </em>
      ) : null}
    </p>
  );
}

const filters: readonly { value: JobFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Under way' },
  { value: 'attention', label: 'Need a look' },
  { value: 'ended', label: 'Ended' },
];

const choices = [1, 2, 3, 4, 6, 8, 12, 16];

function TrayTools(props: {
  filter: JobFilter;
  onFilter: (filter: JobFilter) => void;
  jobs: readonly Job[];
  rollouts: readonly Shown[];
}) {
  const services = useApp();
  const concurrency = useAppState((state) => state.site.settings.moveConcurrency);
  const ended = props.jobs.filter((job) => jobPart(job) === 'ended');
  const over = props.rollouts.filter(({ part }) => part === 'ended');
  const numbers = [...new Set([...choices, concurrency])].sort((a, b) => a - b);
  const clear = async () => {
    for (const { id } of ended) {
      const done = await call(services, 'Could not clear the jobs', 'jobs.dismiss', { jobId: id });
      if (!done) return;
    }
    for (const { server, rollout } of over) {
      const of = { serverId: server.id, rolloutId: rollout.id };
      const done = await call(services, 'Could not clear the rollouts', 'rollouts.dismiss', of);
      if (!done) return;
    }
  };
  return (
    <>
      <Picker
        inline
        label="Moves at once"
        value={String(concurrency)}
        options={numbers.map((count) => ({ value: String(count), label: String(count) }))}
        onChange={(value) =>
          void call(services, 'Could not change the setting', 'settings.update', {
            moveConcurrency: Number(value),
          })
        }
      />
      <Segmented
        label="Which jobs are shown"
        value={props.filter}
        options={filters}
        onChange={props.onFilter}
      />
      <Button
        size="s"
        look="quiet"
        blocked={ended.length + over.length === 0 ? 'Nothing has ended.' : null}
        onPress={() => void clear()}
      >
        Clear ended
      </Button>
    </>
  );
}

const nothing: Record<JobFilter, string> = {
  all: 'No jobs.',
  active: 'Nothing is under way.',
  attention: 'Nothing needs you.',
  ended: 'Nothing has ended yet.',
};

function JobList(props: { jobs: readonly Job[]; filter: JobFilter; rollouts: readonly Shown[] }) {
  const { jobs, filter } = props;
  const concurrency = useAppState((state) => state.site.settings.moveConcurrency);
  const all = useAppState((state) => state.site.jobs);
  const shown = jobs.filter((job) => passes(job, filter));
  const rollouts = props.rollouts.filter(({ part }) => filter === 'all' || filter === part);
  if (shown.length + rollouts.length === 0) return <p className="tray-none">{nothing[filter]}</p>;
  return (
    <ul className="tray-list">
      {rollouts.map(({ server, rollout }) => (
        <RolloutRow
          key={`${server.id} ${rollout.id}`}
          serverId={server.id}
          serverLabel={server.label}
          rollout={rollout}
        />
      ))}
      {shown.map((job) => (
        <JobRow
          key={job.id}
          job={job}
          waitsFor={jobPart(job) === 'queued' ? queueText(job, orderJobs(all), concurrency) : ''}
        >
          {job.plan ? <PlanDetails job={job} /> : null}
        </JobRow>
      ))}
    </ul>
  );
}
