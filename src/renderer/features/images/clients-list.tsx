import { useState } from 'react';
import { type Drift, driftKinds, type ImagesOverview } from '../../../shared/images/overview.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { driftText, shortDigest } from './image-text.ts';

type Shown = 'all' | Drift;

/** Each client: what it runs against what it should. Those that need somebody come first. */
export function ClientsList({ overview }: { overview: ImagesOverview }) {
  const [drift, setDrift] = useState<Shown>('all');
  const [query, setQuery] = useState('');
  const count = (kind: Drift) => overview.clients.filter((one) => one.drift === kind).length;
  const options = [
    { value: 'all' as const, label: `All ${overview.clients.length}` },
    ...driftKinds
      .filter((kind) => count(kind) > 0)
      .map((kind) => ({ value: kind, label: `${driftText[kind]} (${count(kind)})` })),
  ];
  const rank = (kind: Drift) => (kind === 'none' ? driftKinds.length : driftKinds.indexOf(kind));
  const rows = overview.clients
    .filter((one) => drift === 'all' || one.drift === drift)
    .filter(({ id, role, group }) => `${id} ${role} ${group}`.includes(query.trim().toLowerCase()))
    .toSorted((a, b) => rank(a.drift) - rank(b.drift) || (a.id < b.id ? -1 : 1));
  if (overview.clients.length === 0) {
    return (
      <p className="images-none">
        No client yet. A client is a file in <code>clients/</code> on the server: its role, its
        group, its drive, and what it shall run.
      </p>
    );
  }
  return (
    <section aria-label="Clients">
      <div className="images-filter">
        <TextInput label="Name, role or group" value={query} onChange={setQuery} />
        <Picker label="Shown" value={drift} options={options} onChange={setDrift} />
      </div>
      <table className="images-table images-clients">
        <thead>
          <tr>
            <th>Client</th>
            <th>Role and group</th>
            <th>Follows</th>
            <th>Shall run</th>
            <th>Runs</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((client) => (
            <tr key={client.id} data-drift={client.drift}>
              <td>{client.id}</td>
              <td>
                {client.role}, {client.group}
              </td>
              <td>{client.channel ?? 'one version'}</td>
              <td>
                <code>{shortDigest(client.desired)}</code>
              </td>
              <td>
                <code>{shortDigest(client.running)}</code>
              </td>
              <td>
                <span className="images-state">{driftText[client.drift]}</span>
                <div className="images-sub">
                  {client.drift === 'unhealthy'
                    ? client.healthText
                    : client.reportedAt === null
                      ? 'has never reported'
                      : `reported ${formatAgo(client.reportedAt * 1000, overview.at)}`}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="images-none">No client is like that.</p> : null}
    </section>
  );
}
