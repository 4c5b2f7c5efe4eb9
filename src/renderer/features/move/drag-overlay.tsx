import { memo, useMemo } from 'react';
import type { VmRef } from '../../../shared/model/vm.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { groupVerdict } from '../../state/group-verdict.ts';
import type { GroupVerdict } from '../../state/judge-group.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { useTurn } from '../../ui/use-turn.ts';
import './drag-overlay.css';

/** What lies over a host's card while VMs are in the air; nothing at other times. */
export const DragOverlay = memo(function DragOverlay({ hostId }: { hostId: string }) {
  const vms = useAppState((state) => state.drag?.vms ?? null);
  return vms ? <Turn hostId={hostId} vms={vms} /> : null;
});

/** Cards get their verdicts a few per frame: a group of VMs takes a while to judge. */
function Turn(props: { hostId: string; vms: readonly VmRef[] }) {
  return useTurn(true) ? <Verdict {...props} /> : null;
}

function Verdict({ hostId, vms }: { hostId: string; vms: readonly VmRef[] }) {
  const { store } = useApp();
  const host = useAppState((state) => state.site.hosts[hostId]);
  const over = useAppState((state) => state.drag?.over === hostId);
  // The host's own entry stands for all that a verdict hangs on: it changes with every look at it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const verdict = useMemo(
    () => groupVerdict(store.getState().site, vms, hostId),
    [store, vms, hostId, host],
  );
  if (!verdict || !host) return null;
  const isHome = vms.every((vm) => vm.hostId === hostId);
  if (isHome) {
    return (
      <div className="verdict" data-answer="home" data-over={over || undefined}>
        <span className="verdict-home">Here now</span>
      </div>
    );
  }
  const { facts, usage } = host;
  const before = facts && usage ? 1 - usage.freeMemoryMiB / facts.totalMemoryMiB : null;
  const after = facts && before !== null ? before + verdict.memoryMiB / facts.totalMemoryMiB : null;
  return (
    <div className="verdict" data-answer={verdict.answer} data-over={over || undefined}>
      <b>
        <i className="verdict-mark" aria-hidden />
        {headline(verdict)}
      </b>
      {verdict.answer !== 'no' && before !== null && after !== null ? (
        <span className="verdict-memory">
          memory {formatPercent(before)} → {formatPercent(after)}
        </span>
      ) : null}
      <VerdictReasons verdict={verdict} />
    </div>
  );
}

function headline(verdict: GroupVerdict): string {
  const all = verdict.each.length;
  if (verdict.answer === 'no') {
    const count = verdict.reasons.filter(({ severity }) => severity === 'blocks').length;
    return `${all > 1 ? 'None of them' : 'No'}${count > 1 ? `, for ${count} reasons` : ''}`;
  }
  if (verdict.answer === 'yes') return all > 1 ? 'Yes, all of them' : 'Yes';
  return `${verdict.each.filter((one) => one.verdict.possible).length} of ${all}`;
}

/** A refusal covers the card and has room for all reasons; a yes leaves room for the first. */
function VerdictReasons({ verdict }: { verdict: GroupVerdict }) {
  const { reasons, answer } = verdict;
  const shown = answer === 'no' ? reasons : reasons.slice(0, 1);
  const more = reasons.length - shown.length;
  const several = verdict.each.length > 1;
  return shown.map((reason) => (
    <p key={reason.code + reason.message}>
      {several ? `${plural(reason.count, 'VM')}: ` : ''}
      {reason.message}
      {more > 0 ? <em> and {plural(more, 'more reason')}</em> : null}
    </p>
  ));
}
