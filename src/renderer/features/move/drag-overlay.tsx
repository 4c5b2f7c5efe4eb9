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
        <b>Here now</b>
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
      <FirstReason verdict={verdict} />
    </div>
  );
}

function headline(verdict: GroupVerdict): string {
  if (verdict.answer === 'no') return verdict.each.length > 1 ? 'None of them' : 'No';
  if (verdict.answer === 'yes') return verdict.each.length > 1 ? 'Yes, all of them' : 'Yes';
  const possible = verdict.each.filter((one) => one.verdict.possible).length;
  return `${possible} of ${verdict.each.length}`;
}

function FirstReason({ verdict }: { verdict: GroupVerdict }) {
  const [first, ...rest] = verdict.reasons;
  if (!first) return null;
  const prefix = verdict.each.length > 1 ? `${plural(first.count, 'VM')}: ` : '';
  return (
    <p>
      {prefix}
      {first.message}
      {rest.length > 0 ? <em> and {plural(rest.length, 'more reason')}</em> : null}
    </p>
  );
}
