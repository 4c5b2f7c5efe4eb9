import { Ban, CircleCheck, TriangleAlert } from 'lucide-react';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { useAppState } from '../../state/app-context.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { Spinner } from '../../ui/spinner.tsx';
import type { Preflight } from './use-preflights.ts';
import './move-rows.css';

export interface MoveRow {
  vm: Vm;
  /** Null: it is not going to move. */
  mode: MoveMode | null;
  /** Null: the inventory alone forbids it, and the hosts are not asked. */
  preflight: Preflight | null;
  /** What the inventory says; the hosts' own reasons take its place when they have been asked. */
  reasons: readonly MoveReason[];
}

export const modeTexts: Record<MoveMode, string> = {
  live: 'live',
  'stop-and-copy': 'stop and copy',
};

/** Several VMs of one plan, in the order in which they move, each with how and with its verdict. */
export function MoveRows({ title, rows }: { title: string; rows: readonly MoveRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="move-rows" aria-label={title}>
      <h3>{title}</h3>
      <ol>
        {rows.map((row) => (
          <Row key={`${row.vm.hostId}/${row.vm.name}`} row={row} />
        ))}
      </ol>
    </section>
  );
}

function Row({ row }: { row: MoveRow }) {
  const { vm, mode, preflight } = row;
  const source = useAppState((state) => state.site.hosts[vm.hostId]?.label ?? vm.hostId);
  const reasons = preflight?.kind === 'answered' ? preflight.verdict.reasons : row.reasons;
  return (
    <li data-vm={vm.name} data-answer={answerOf(row)}>
      <Mark row={row} />
      <b>{vm.name}</b>
      <span className="move-row-from">from {source}</span>
      <span className="move-row-memory">{formatMemory(vm.memoryMiB)}</span>
      <span className="move-row-mode" data-mode={mode}>
        {mode ? modeTexts[mode] : 'stays'}
      </span>
      {preflight?.kind === 'failed' ? (
        <p data-severity="blocks">{preflight.error.message}</p>
      ) : null}
      {reasons.map((reason) => (
        <p key={reason.code + reason.message} data-severity={reason.severity}>
          {reason.message} <span>{reason.remedy}</span>
        </p>
      ))}
    </li>
  );
}

type Answer = 'asking' | 'yes' | 'warned' | 'no';

function answerOf({ preflight }: MoveRow): Answer {
  if (preflight?.kind === 'asking') return 'asking';
  if (preflight?.kind !== 'answered' || !preflight.verdict.possible) return 'no';
  return preflight.verdict.reasons.length > 0 ? 'warned' : 'yes';
}

function Mark({ row }: { row: MoveRow }) {
  switch (answerOf(row)) {
    case 'asking':
      return <Spinner />;
    case 'yes':
      return <CircleCheck size={16} aria-label="Can move" />;
    case 'warned':
      return <TriangleAlert size={16} aria-label="Can move, with something to know" />;
    case 'no':
      return <Ban size={16} aria-label="Cannot move" />;
  }
}
