import { Search } from 'lucide-react';
import { useMemo } from 'react';
import {
  Autocomplete,
  Input,
  ListBox,
  ListBoxItem,
  ListLayout,
  SearchField,
  useFilter,
  Virtualizer,
} from 'react-aria-components';
import type { VmRef } from '../../../shared/model/vm.ts';
import { askMove } from '../../state/actions/ask-move.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { Dialog } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { formatMemory } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { type HostVerdict, useHostVerdicts } from './use-host-verdicts.ts';
import './move-to.css';

/** The way of keyboard and menu: every host with its answer, and one of them is chosen. */
export function MoveToDialog({ dialog }: { dialog: Dialog & { kind: 'move-to' } }) {
  const { store } = useApp();
  const { vms } = dialog;
  const { contains } = useFilter({ sensitivity: 'base' });
  const verdicts = useHostVerdicts(vms);
  const first = vms[0];
  const from = useAppState((state) => (first ? state.site.hosts[first.hostId]?.label : undefined));
  const hostCount = new Set(vms.map((vm) => vm.hostId)).size;
  const close = () => openDialog(store, null);
  return (
    <ModalDialog
      title={`Move ${vms.length === 1 ? (first?.name ?? '') : plural(vms.length, 'VM')} to…`}
      onClose={close}
      actions={
        <>
          <span className="grow dialog-hint">
            Now on {hostCount === 1 ? from : plural(hostCount, 'host')}
          </span>
          <Button onPress={close}>Cancel</Button>
        </>
      }
    >
      <Autocomplete filter={contains}>
        <SearchField className="move-to-search" aria-label="Find a host" autoFocus>
          <Search size={15} aria-hidden />
          <Input placeholder="Find a host" spellCheck={false} />
        </SearchField>
        {verdicts === null ? (
          <p className="move-to-wait" role="status">
            <Spinner /> Looking at every host…
          </p>
        ) : (
          <HostList vms={vms} verdicts={verdicts} />
        )}
      </Autocomplete>
    </ModalDialog>
  );
}

/** From so many hosts on only the rows in view are made. */
const many = 40;

function HostList(props: { vms: readonly VmRef[]; verdicts: readonly HostVerdict[] }) {
  const { store } = useApp();
  const { vms, verdicts } = props;
  const items = useMemo(() => verdicts.map((one) => ({ ...one, id: one.host.id })), [verdicts]);
  const list = (
    <ListBox
      className="move-to-list"
      data-many={verdicts.length > many || undefined}
      aria-label="Hosts"
      selectionMode="none"
      items={items}
      onAction={(hostId) => askMove(store, vms, String(hostId))}
      renderEmptyState={() => (
        <p className="move-to-wait">
          {verdicts.length === 0 ? 'There is no other host.' : 'No host of that name.'}
        </p>
      )}
    >
      {(one) => (
        <ListBoxItem id={one.id} className="move-to-host" textValue={one.host.label}>
          <HostRow one={one} several={vms.length > 1} />
        </ListBoxItem>
      )}
    </ListBox>
  );
  if (verdicts.length <= many) return list;
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowHeight: 62 }}>
      {list}
    </Virtualizer>
  );
}

function HostRow({ one, several }: { one: HostVerdict; several: boolean }) {
  const { host, verdict } = one;
  return (
    <>
      <span className="move-to-head">
        <i className="move-to-mark" data-answer={verdict.answer} aria-hidden />
        <b>{host.label}</b>
        <em data-answer={verdict.answer}>{answerText(one)}</em>
        <span className="move-to-memory">{memoryText(one)}</span>
      </span>
      {verdict.reasons.map((reason) => (
        <span
          key={reason.code + reason.message}
          className="move-to-reason"
          data-severity={reason.severity}
        >
          {several ? `${plural(reason.count, 'VM')}: ` : ''}
          {reason.message}
        </span>
      ))}
    </>
  );
}

function answerText({ verdict }: HostVerdict): string {
  const all = verdict.each.length;
  if (verdict.answer === 'yes') return 'yes';
  if (verdict.answer === 'some') {
    const possible = verdict.each.filter((one) => one.verdict.possible).length;
    return `${possible} of ${all}`;
  }
  return verdict.reasons.some(({ offer }) => offer === 'stop-and-copy')
    ? 'no, or by stop and copy'
    : 'no';
}

function memoryText({ host, verdict }: HostVerdict): string {
  const { facts, usage } = host;
  if (!facts || !usage) return '';
  if (verdict.answer === 'no') return `${formatMemory(usage.freeMemoryMiB)} free`;
  const before = 1 - usage.freeMemoryMiB / facts.totalMemoryMiB;
  const after = before + verdict.memoryMiB / facts.totalMemoryMiB;
  return `memory ${formatPercent(before)} → ${formatPercent(after)}`;
}
