import type { MoveMode } from '../../shared/model/job.ts';
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

/** Verdicts on one list of VMs, each made once and again only when its own host changed. */
const kept = new WeakMap<readonly VmRef[], Map<string, Kept>>();

/**
 * What a host says to a list of VMs, those aside that are on it already. The list has to be the
 * same object from call to call, as it is during a drag and while a dialog is open.
 * Null when there is no such host.
 */
export function groupVerdict(
  site: SiteState,
  vms: readonly VmRef[],
  targetHostId: string,
  mode: MoveMode = 'live',
): GroupVerdict | null {
  let ofList = kept.get(vms);
  if (!ofList) {
    ofList = new Map();
    kept.set(vms, ofList);
  }
  const now = {
    host: site.hosts[targetHostId],
    vms: site.vms[targetHostId],
    jobs: site.jobs,
    settings: site.settings,
  };
  const key = `${mode}/${targetHostId}`;
  const old = ofList.get(key);
  if (
    old &&
    old.host === now.host &&
    old.vms === now.vms &&
    old.jobs === now.jobs &&
    old.settings === now.settings
  ) {
    return old.verdict;
  }
  const elsewhere = vms.filter((vm) => vm.hostId !== targetHostId);
  const verdict = judgeGroup(site, elsewhere, targetHostId, mode);
  ofList.set(key, { ...now, verdict });
  return verdict;
}
