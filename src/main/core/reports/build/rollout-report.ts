import type { RolloutRecord } from '../../../../shared/images/rollout-record.ts';
import type { Value } from '../../../../shared/reports/report.ts';
import type { ReportSource } from '../report-source.ts';
import { column, fact } from '../values.ts';

/** The record of a rollout on paper. `site`: the image server's name; times in ms since the epoch. */
export function rolloutReport(
  record: RolloutRecord,
  about: { site: string; madeAt: number; timeZone: string },
): ReportSource {
  const { plan, head, endedAt, events, clients, missing } = record;
  const from = plan.createdAt * 1000;
  return {
    head: {
      kind: 'rollout',
      title: `Rollout ${plan.id}`,
      period: { from, to: Math.max(from, endedAt ?? about.madeAt) },
      ...about,
    },
    sections: [
      {
        id: 'summary',
        title: 'Summary',
        blocks: [
          ...(missing > 0
            ? [
                {
                  kind: 'paragraph' as const,
                  tone: 'warning' as const,
                  text: `${missing} events cannot be read any more: this record has gaps.`,
                },
              ]
            : []),
          {
            kind: 'facts',
            title: 'What it was',
            facts: [
              fact('Role', plan.role),
              fact('Image', plan.digest),
              fact('Begun', from, 'time'),
              fact('By', plan.createdBy),
              fact('Ended', endedAt, 'time'),
              fact('How', head.status),
              fact('Why', head.reason),
            ],
          },
          {
            kind: 'table',
            title: 'Waves',
            columns: [column('Wave'), column('Clients', 'number')],
            rows: plan.waves.map((wave): Value[] => [wave.name, wave.clients.length]),
            whenEmpty: '',
          },
        ],
      },
      {
        id: 'clients',
        title: 'Clients',
        blocks: [
          {
            kind: 'table',
            title: 'How each client ended',
            columns: [column('Client'), column('State'), column('Why')],
            rows: clients.map(({ id, state, reason }): Value[] => [id, state, reason]),
            whenEmpty: 'It touched nobody.',
          },
        ],
      },
      {
        id: 'events',
        title: 'Events',
        blocks: [
          {
            kind: 'table',
            title: 'Everything that happened',
            columns: [
              column('When', 'time'),
              ...['By', 'Client', 'What', 'Why'].map((one) => column(one)),
            ],
            rows: eventRows(record),
            whenEmpty: events.length === 0 ? 'Nothing was put down.' : '',
          },
        ],
      },
    ],
  };
}

function* eventRows({ events }: RolloutRecord): Generator<Value[]> {
  let status = '';
  for (const { at, by, command, reason, clients, ...event } of events) {
    if (command !== null) yield [at, by, null, `ordered: ${command}`, null];
    if (event.status !== status || reason !== null) yield [at, by, null, event.status, reason];
    status = event.status;
    for (const { id, state, reason: why } of clients) yield [at, by, id, state, why];
  }
}
