import { Ban, CircleCheck, TriangleAlert } from 'lucide-react';
import { useAppState } from '../../state/app-context.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { Picker } from '../../ui/picker.tsx';
import type { Choices, RestartRow } from './use-restart-plan.ts';

/** Each VM with where it is to be started, or why it cannot be. */
export function RestartRows(props: {
  rows: readonly RestartRow[];
  choices: Choices;
  onChoose: (vm: string, targetHostId: string | null) => void;
}) {
  return (
    <ol className="restart-rows" aria-label="Where each VM is started">
      {props.rows.map((row) => (
        <Row key={row.vm.name} row={row} choices={props.choices} onChoose={props.onChoose} />
      ))}
    </ol>
  );
}

const stays = '';

function Row({
  row,
  choices,
  onChoose,
}: {
  row: RestartRow;
  choices: Choices;
  onChoose: (vm: string, targetHostId: string | null) => void;
}) {
  const hosts = useAppState((state) => state.site.hosts);
  const { name } = row.vm;
  const label = (id: string) => hosts[id]?.label ?? id;
  const chosen = choices[name];
  const value = row.targetHostId ?? (typeof chosen === 'string' ? chosen : stays);
  const ids = [...new Set([...row.options, ...(value === stays ? [] : [value])])];
  const options = [
    ...ids.map((id) => ({
      value: id,
      label: label(id),
      description: `${formatMemory(hosts[id]?.usage?.freeMemoryMiB ?? 0)} free now`,
    })),
    { value: stays, label: 'stays off', description: 'It can be started later' },
  ];
  const isOff = chosen === null;
  const answer = row.targetHostId === null ? (isOff ? 'off' : 'no') : answerOf(row);
  return (
    <li data-vm={name} data-answer={answer}>
      {answer === 'yes' ? <CircleCheck size={16} aria-label="Can be started" /> : null}
      {answer === 'warned' ? <TriangleAlert size={16} aria-label="With something to know" /> : null}
      {answer === 'no' || answer === 'off' ? <Ban size={16} aria-label="Stays off" /> : null}
      <b>{name}</b>
      <span className="restart-memory">{formatMemory(row.memoryMiB)}</span>
      {row.options.length > 0 ? (
        <Picker
          label={`Where ${name} is started`}
          inline
          value={value}
          options={options}
          onChange={(to) => onChoose(name, to === stays ? null : to)}
        />
      ) : (
        <span className="restart-nowhere">no host can take it</span>
      )}
      {isOff
        ? null
        : row.reasons.map((reason) => (
            <p
              key={reason.code + reason.message}
              className="restart-reason"
              data-severity={reason.severity}
            >
              {reason.message} <span className="restart-remedy">{reason.remedy}</span>
            </p>
          ))}
    </li>
  );
}

function answerOf({ reasons }: RestartRow): 'yes' | 'warned' {
  return reasons.length > 0 ? 'warned' : 'yes';
}
