import { useEffect, useState } from 'react';
import { changeText, fieldText, valueText } from '../../../shared/history/change-text.ts';
import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { Result } from '../../../shared/result.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { machineName } from '../../state/machine-name.ts';
import type { ChangeScope } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { momentText } from '../../ui/format/moment.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { LineChanges } from './line-changes.tsx';
import './changes.css';

type Answer = Result<{ changes: ObjectChange[] }>;
const everything = 'everything';
/** Beyond this many the page would only get slow: the search finds the others. */
const mostShown = 500;

const day = 86_400_000;
/** How far back from the later moment; the last one is all that is kept. */
const spans = [
  { value: String(day / 24), label: 'the last hour' },
  { value: String(day), label: 'the last day' },
  { value: String(7 * day), label: 'the last week' },
  { value: String(31 * day), label: 'the last month' },
  { value: String(366 * day), label: 'the last year' },
  { value: 'all', label: 'all that is kept' },
] as const;

/** What differs between two moments, the earlier one first; null is now. */
export function ChangesDialog(props: {
  moments: readonly (number | null)[];
  scope: ChangeScope | null;
}) {
  const { scope } = props;
  const [span, setSpan] = useState<(typeof spans)[number]['value']>(spans[1].value);
  const { store, transport } = useApp();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const madeAt = useAppState(({ site }) => site.file?.madeAt ?? null);
  const [opened] = useState(() => madeAt ?? Date.now());
  const [first = 0, to = 0] = props.moments.map((at) => at ?? opened).sort((a, b) => a - b);
  const from = scope === null ? first : span === 'all' ? 0 : to - Number(span);
  const nameOf = (at: number) =>
    at === 0 ? 'the beginning' : at === opened && madeAt === null ? 'now' : momentText(at);
  useEffect(() => {
    let wanted = true;
    void transport.invoke('history.diff', { from, to }).then((found) => {
      if (wanted) setAnswer(found);
    });
    return () => {
      wanted = false;
    };
  }, [transport, from, to]);
  const choose = (next: typeof span) => {
    setSpan(next);
    setAnswer(null);
  };
  const close = () => openDialog(store, null);
  return (
    <ModalDialog
      title={`What changed: ${nameOf(from)} to ${nameOf(to)}`}
      width="l"
      onClose={close}
      actions={<Button onPress={close}>Close</Button>}
    >
      {scope ? (
        <div className="changes-scope">
          <Picker label="Over" value={span} options={spans} onChange={choose} />
        </div>
      ) : null}
      {answer === null ? (
        <p role="status">Comparing…</p>
      ) : answer.ok ? (
        <Changes changes={answer.value.changes} scope={scope} />
      ) : (
        <ErrorBox error={answer.error} />
      )}
    </ModalDialog>
  );
}

function Changes(props: { changes: readonly ObjectChange[]; scope: ChangeScope | null }) {
  const { changes, scope } = props;
  const hosts = useAppState(({ site }) => site.hosts);
  const imageServers = useAppState(({ site }) => site.imageServers);
  const [host, setHost] = useState(scope?.hostId ?? everything);
  const [query, setQuery] = useState(scope?.name ?? '');
  const hostName = (id: string) => machineName({ hosts, imageServers }, id);
  if (changes.length === 0) {
    return (
      <p role="status">
        Nothing: hosts, VMs, their configuration files and what image servers keep are the same at
        both moments.
      </p>
    );
  }
  const touched = [
    ...new Set(
      [scope?.hostId ?? [], ...changes.map((each) => [each.hostId, each.from?.hostId ?? []])].flat(
        2,
      ),
    ),
  ];
  const words = query.trim().toLowerCase();
  const shown = changes.filter(
    (each) =>
      (host === everything || each.hostId === host || each.from?.hostId === host) &&
      each.name.toLowerCase().includes(words),
  );
  return (
    <div className="changes">
      <div className="changes-scope">
        <Picker
          label="Of"
          value={host}
          options={[
            { value: everything, label: 'The whole site' },
            ...touched.map((id) => ({ value: id, label: hostName(id) })),
          ]}
          onChange={setHost}
        />
        <TextInput label="Named" value={query} onChange={setQuery} />
      </div>
      <p role="status">
        {plural(shown.length, 'change')}
        {shown.length > mostShown ? `; the first ${mostShown} are shown` : ''}
      </p>
      <ul aria-label="Changes">
        {shown.slice(0, mostShown).map((each) => (
          <li key={`${each.kind} ${each.hostId} ${each.name}`} data-change={each.change}>
            <h3>
              <bdi>{each.name}</bdi> <small>{changeText(each, hostName)}</small>
            </h3>
            <FieldTable change={each} />
            {each.hunks && <LineChanges hunks={each.hunks} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FieldTable({ change }: { change: ObjectChange }) {
  const rows = change.fields.filter(({ field }) => field !== 'hostId');
  if (rows.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{fieldText(field)}</th>
            <td>
              <bdi>{valueText(before)}</bdi>
            </td>
            <td>
              <bdi>{valueText(after)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
