import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { judgeGroup } from '../../state/judge-group.ts';

export interface Refusal {
  hostLabel: string;
  reason: MoveReason;
}

/** Where a VM may go, from what the inventory tells. */
export interface MoveOptions {
  /** Labels of the hosts that say yes, in order. */
  willing: string[];
  /** What every other host says: it is the VM's own, or its host's. */
  everywhere: MoveReason[];
  /** The first reason of each host that says no for a reason of its own. */
  refusals: Refusal[];
}

/** Judges a live move to each of the other hosts. */
export function moveOptions(site: SiteState, ref: VmRef): MoveOptions {
  const options: MoveOptions = { willing: [], everywhere: [], refusals: [] };
  const answers = Object.values(site.hosts)
    .filter((host) => host.id !== ref.hostId)
    .sort((a, b) => byNaturalName(a.label, b.label))
    .flatMap((host) => {
      const judged = judgeGroup(site, [ref], host.id, 'live')?.each[0];
      return judged ? [{ label: host.label, verdict: judged.verdict }] : [];
    });
  const blocking = answers.map(({ label, verdict }) => ({
    label,
    reasons: verdict.reasons.filter(({ severity }) => severity === 'blocks'),
  }));
  const [first, ...rest] = blocking;
  options.everywhere = (first?.reasons ?? []).filter((reason) =>
    rest.every(({ reasons }) =>
      reasons.some(({ code, message }) => code === reason.code && message === reason.message),
    ),
  );
  const shared = new Set(options.everywhere.map(({ code }) => code));
  for (const { label, reasons } of blocking) {
    const own = reasons.find(({ code }) => !shared.has(code));
    if (reasons.length === 0) options.willing.push(label);
    else if (own) options.refusals.push({ hostLabel: label, reason: own });
  }
  return options;
}
