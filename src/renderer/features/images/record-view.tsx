import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { RecordedEvent, RolloutRecord } from '../../../shared/images/rollout-record.ts';
import { reportFormats } from '../../../shared/reports/report-question.ts';
import { saveFile } from '../../state/actions/save-file.ts';
import { useApp } from '../../state/app-context.ts';
import { statusText } from '../../state/rollout-text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { momentText } from '../../ui/format/moment.ts';
import { plural } from '../../ui/format/plural.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { clientStateText } from './image-text.ts';

/** As many names as a line holds. */
const mostNames = 12;

/** The record of a rollout: who, when, which, and everything that happened. */
export function RecordView(props: { serverId: string; rolloutId: string; onClose: () => void }) {
  const { serverId, rolloutId } = props;
  const services = useApp();
  const { transport } = services;
  const [record, setRecord] = useState<RolloutRecord | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let stopped = false;
    void transport.invoke('rollouts.record', { serverId, rolloutId }).then((answer) => {
      if (stopped) return;
      if (answer.ok) setRecord(answer.value);
      else setError(answer.error);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, rolloutId]);

  async function save(format: (typeof reportFormats)[number]): Promise<void> {
    setBusy(true);
    const made = await transport.invoke('rollouts.export', { serverId, rolloutId, format });
    setBusy(false);
    if (made.ok) saveFile(services, made.value);
    else setError(made.error);
  }
  return (
    <section className="record" aria-label={`Record of ${rolloutId}`}>
      <div className="images-orders">
        <Button onPress={props.onClose}>All rollouts</Button>
        <span className="page-gap" />
        {reportFormats.map((format) => (
          <Button
            key={format}
            size="s"
            look="quiet"
            busy={busy}
            label={`Save the record as ${format.toUpperCase()}`}
            onPress={() => void save(format)}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </div>
      <h2>Rollout {rolloutId}</h2>
      {error ? <ErrorBox error={error} title="The record cannot be had" /> : null}
      {record === null && !error ? (
        <p role="status">
          <Spinner /> Reading every event…
        </p>
      ) : null}
      {record ? <Record record={record} /> : null}
    </section>
  );
}

function Record({ record }: { record: RolloutRecord }) {
  const { plan, head, endedAt, missing, events } = record;
  return (
    <>
      <dl className="images-facts">
        <dt>Role and image</dt>
        <dd>
          {plan.role} <code>{plan.digest}</code>
        </dd>
        <dt>Begun</dt>
        <dd>
          {momentText(plan.createdAt * 1000)} by {plan.createdBy}
        </dd>
        <dt>Ended</dt>
        <dd>{endedAt === null ? 'not yet' : momentText(endedAt)}</dd>
        <dt>How</dt>
        <dd>
          {statusText[head.status]}
          {head.reason ? `. ${head.reason}` : null}
        </dd>
        <dt>Waves</dt>
        <dd>
          {plan.waves.map(({ name, clients }) => `${name} (${clients.length})`).join(', ')}
          {plan.leftOut.length > 0 ? `; ${plural(plan.leftOut.length, 'client')} left out` : null}
        </dd>
      </dl>
      {missing > 0 ? (
        <p className="images-sub">{plural(missing, 'event')} cannot be read any more.</p>
      ) : null}
      <table className="images-table images-events" aria-label="Events">
        <thead>
          <tr>
            <th>When</th>
            <th>What</th>
            <th>By</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a record never changes its order.
            <tr key={index}>
              <td>{momentText(event.at)}</td>
              <td>
                {event.command ? <strong>Ordered: {event.command}. </strong> : null}
                {event.reason ? `${statusText[event.status]}: ${event.reason} ` : null}
                {clientsText(event)}
              </td>
              <td>{event.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** “web-01, web-02 rebooting; web-03 failed (nginx is down)”. */
function clientsText({ clients, command, reason, status }: RecordedEvent): string {
  const states = [...new Set(clients.map(({ state }) => state))];
  if (states.length === 0 && command === null && reason === null) return statusText[status];
  return states
    .map((state) => {
      const those = clients.filter((one) => one.state === state);
      const names = those
        .slice(0, mostNames)
        .map(({ id, reason: why }) => (why ? `${id} (${why})` : id));
      const more = those.length > mostNames ? ` and ${those.length - mostNames} more` : '';
      return `${names.join(', ')}${more} ${clientStateText[state]}`;
    })
    .join('; ');
}
