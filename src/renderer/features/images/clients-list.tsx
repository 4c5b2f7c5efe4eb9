import { useState } from 'react';
import { type Drift, driftKinds, type ImagesOverview } from '../../../shared/images/overview.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { ActButton } from './act-button.tsx';
import { ClientRow } from './client-row.tsx';
import { ConvertDialog } from './convert-dialog.tsx';
import { HostClientDialog } from './host-client-dialog.tsx';
import { driftText } from './image-text.ts';
import { NewClientsDialog } from './new-clients-dialog.tsx';
import { type Repair, RepairDialog } from './repair-dialog.tsx';
import { SetAsideDialog } from './set-aside-dialog.tsx';
import { UndoConversionDialog } from './undo-conversion-dialog.tsx';

type Shown = 'all' | Drift;
type Asked = Repair | 'set-aside' | 'new' | 'convert' | 'host' | 'undo';

/** Each client: what it runs against what it should. Those that need somebody come first. */
export function ClientsList(props: {
  serverId: string;
  overview: ImagesOverview;
  /** What the list is filtered by at first. */
  first: string;
  onChanged: () => void;
}) {
  const { serverId, overview, onChanged } = props;
  const [drift, setDrift] = useState<Shown>('all');
  const [query, setQuery] = useState(props.first);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOf = (one: ImagesOverview['clients'][number], kind: Drift) =>
    kind === 'none' ? one.drifts.length === 0 : one.drifts.includes(kind);
  const count = (kind: Drift) => overview.clients.filter((one) => isOf(one, kind)).length;
  const options = [
    { value: 'all' as const, label: `All ${overview.clients.length}` },
    ...driftKinds
      .filter((kind) => count(kind) > 0)
      .map((kind) => ({ value: kind, label: `${driftText[kind]} (${count(kind)})` })),
  ];
  const rank = (kind: Drift) => (kind === 'none' ? driftKinds.length : driftKinds.indexOf(kind));
  const rows = overview.clients
    .filter((one) => drift === 'all' || isOf(one, drift))
    .filter(({ id, role, group }) =>
      `${id} ${role} ${group}`.toLowerCase().includes(query.trim().toLowerCase()),
    )
    .toSorted((a, b) => rank(a.drift) - rank(b.drift) || (a.id < b.id ? -1 : 1));
  const chosen = overview.clients.filter(({ id }) => picked.has(id));
  const convert = (
    <>
      <ActButton onPress={() => setAsked('new')}>New clients…</ActButton>
      <ActButton onPress={() => setAsked('convert')}>Let VMs boot from an image…</ActButton>
      <ActButton onPress={() => setAsked('host')}>Let a Xen host…</ActButton>
    </>
  );
  const converting =
    asked === 'new' ? (
      <NewClientsDialog
        serverId={serverId}
        overview={overview}
        onClose={() => setAsked(null)}
        onBegun={onChanged}
      />
    ) : asked === 'convert' ? (
      <ConvertDialog
        serverId={serverId}
        overview={overview}
        onClose={() => setAsked(null)}
        onBegun={onChanged}
      />
    ) : asked === 'host' ? (
      <HostClientDialog
        serverId={serverId}
        overview={overview}
        onClose={() => setAsked(null)}
        onAdded={onChanged}
      />
    ) : null;
  if (overview.clients.length === 0) {
    return (
      <section aria-label="Clients">
        <p className="images-none">
          No client yet. A client is a file in <code>clients/</code> on the server: its role, its
          group, its drive, and what it shall run.
        </p>
        <div className="images-choices">{convert}</div>
        {converting}
      </section>
    );
  }
  const vms = chosen.filter(({ kind }) => kind === 'xen-vm');
  const all = rows.length > 0 && rows.every(({ id }) => picked.has(id));
  function pick(id: string, isPicked: boolean): void {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    setPicked(next);
  }
  return (
    <section aria-label="Clients">
      <div className="images-filter">
        <TextInput label="Name, role or group" value={query} onChange={setQuery} />
        <Picker label="Shown" value={drift} options={options} onChange={setDrift} />
        <Button onPress={() => setAsked('set-aside')}>Drives that were set aside…</Button>
        {convert}
      </div>
      <table className="images-table images-clients">
        <thead>
          <tr>
            <th>
              <input
                type="checkbox"
                aria-label="All that are shown"
                checked={all}
                onChange={() => setPicked(all ? new Set() : new Set(rows.map(({ id }) => id)))}
              />
            </th>
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
            <ClientRow
              key={client.id}
              client={client}
              picked={picked.has(client.id)}
              onPick={(isPicked) => pick(client.id, isPicked)}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="images-none">No client is like that.</p> : null}
      {chosen.length > 0 ? (
        <div className="images-picked" role="toolbar" aria-label="Chosen clients">
          <p role="status">{plural(chosen.length, 'client')} chosen</p>
          <ActButton look="primary" onPress={() => setAsked('reboot')}>
            Reboot into the right image…
          </ActButton>
          <ActButton onPress={() => setAsked('reset')}>Reset the state…</ActButton>
          <ActButton
            blocked={
              vms.length === chosen.length ? null : 'Only VMs had a system of their own here.'
            }
            onPress={() => setAsked('undo')}
          >
            Boot as before…
          </ActButton>
          <Button look="quiet" onPress={() => setPicked(new Set())}>
            Choose none
          </Button>
        </div>
      ) : null}
      {converting}
      {asked === 'undo' ? (
        <UndoConversionDialog
          serverId={serverId}
          clients={vms.map(({ id }) => id)}
          onClose={() => setAsked(null)}
          onBegun={() => {
            setPicked(new Set());
            onChanged();
          }}
        />
      ) : null}
      {asked === 'set-aside' ? (
        <SetAsideDialog
          serverId={serverId}
          overview={overview}
          onClose={() => setAsked(null)}
          onChanged={onChanged}
        />
      ) : asked === 'reboot' || asked === 'reset' ? (
        <RepairDialog
          serverId={serverId}
          repair={asked}
          clients={chosen}
          onClose={() => setAsked(null)}
          onDone={() => {
            setPicked(new Set());
            onChanged();
          }}
        />
      ) : null}
    </section>
  );
}
