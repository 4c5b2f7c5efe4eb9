import { useEffect, useState } from 'react';
import type { Host } from '../../../shared/model/host.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { useApp } from '../../state/app-context.ts';
import { groupVerdict } from '../../state/group-verdict.ts';
import type { GroupVerdict } from '../../state/judge-group.ts';

export interface HostVerdict {
  host: Host;
  verdict: GroupVerdict;
}

/** Judging many VMs for a thousand hosts takes a while: so much of it at a stretch, in ms. */
const budgetMs = 8;
const rank = { yes: 0, some: 1, no: 2 };

function inOrder(a: HostVerdict, b: HostVerdict): number {
  return (
    rank[a.verdict.answer] - rank[b.verdict.answer] || byNaturalName(a.host.label, b.host.label)
  );
}

/**
 * What every host but their own says to these VMs, those that take them first. Looked at once,
 * when asked: a list that reorders itself under the user's hand is no list. Null until done.
 */
export function useHostVerdicts(vms: readonly VmRef[]): readonly HostVerdict[] | null {
  const { store } = useApp();
  const [verdicts, setVerdicts] = useState<readonly HostVerdict[] | null>(null);
  useEffect(() => {
    const { site } = store.getState();
    const open = Object.values(site.hosts).filter(
      (host) => !vms.every((vm) => vm.hostId === host.id),
    );
    const found: HostVerdict[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stretch = () => {
      const end = performance.now() + budgetMs;
      for (let host = open.pop(); host; host = open.pop()) {
        const verdict = groupVerdict(site, vms, host.id);
        if (verdict) found.push({ host, verdict });
        if (performance.now() >= end) break;
      }
      if (open.length > 0) timer = setTimeout(stretch, 0);
      else setVerdicts(found.sort(inOrder));
    };
    stretch();
    return () => clearTimeout(timer);
  }, [store, vms]);
  return verdicts;
}
