import type { SiteState } from '../../shared/model/site.ts';
import type { VmRef } from '../../shared/model/vm.ts';
import { type GroupVerdict, judgeGroup } from './judge-group.ts';

interface Kept {
  host: unknown;
  vms: unknown;
  jobs: unknown;
  settings: unknown;
  verdict: GroupVerdict | null;
}

/** Verdicts of one drag, each made once and again only when its own host changed. */
const kept = new WeakMap<readonly VmRef[], Map<string, Kept>>();

/** What a host says to the VMs in the air. The list of VMs is the same object during a drag. */
export function dragVerdict(
  site: SiteState,
  vms: readonly VmRef[],
  targetHostId: string,
): GroupVerdict | null {
  let ofDrag = kept.get(vms);
  if (!ofDrag) {
    ofDrag = new Map();
    kept.set(vms, ofDrag);
  }
  const now = {
    host: site.hosts[targetHostId],
    vms: site.vms[targetHostId],
    jobs: site.jobs,
    settings: site.settings,
  };
  const old = ofDrag.get(targetHostId);
  if (
    old &&
    old.host === now.host &&
    old.vms === now.vms &&
    old.jobs === now.jobs &&
    old.settings === now.settings
  ) {
    return old.verdict;
  }
  const verdict = judgeGroup(site, vms, targetHostId, 'live');
  ofDrag.set(targetHostId, { ...now, verdict });
  return verdict;
}
