import type { SiteState } from '../../shared/model/site.ts';
import { byNaturalName } from '../../shared/natural-key.ts';
import type { RestartedVm } from '../../shared/outage/outage.ts';
import { answerOf } from '../../shared/outage/proof-problem.ts';
import type { AppState } from './app-state.ts';
import { shownBlock } from './travel.ts';

/** A VM that was started elsewhere while its host was down, and what of it is still there. */
export interface LeftBehind {
  vm: RestartedVm;
  /** It is on that host again, beside the one that was started elsewhere. */
  isTwice: boolean;
}

type Site = Pick<SiteState, 'hosts' | 'vms' | 'outages'>;

export function leftBehind(site: Site, hostId: string): LeftBehind[] {
  const outage = Object.hasOwn(site.outages, hostId) ? site.outages[hostId] : undefined;
  if (!outage) return [];
  const isSeen = site.hosts[hostId]?.link.state === 'online';
  const inOrder = outage.vms.toSorted((a, b) => byNaturalName(a.name, b.name));
  return inOrder.map((vm) => ({
    vm,
    isTwice: isSeen && hasDomain(site, hostId, vm.uuid) && isElsewhere(site, hostId, vm.uuid),
  }));
}

function hasDomain({ vms }: Site, hostId: string, uuid: string): boolean {
  return Object.values(vms[hostId] ?? {}).some((vm) => vm.uuid === uuid && vm.domid !== null);
}

function isElsewhere(site: Site, hostId: string, uuid: string): boolean {
  return Object.keys(site.vms).some((id) => id !== hostId && hasDomain(site, id, uuid));
}

/** What came back with a host and has to be looked after, over the whole site. */
export interface Unsettled {
  hostId: string;
  label: string;
  left: LeftBehind[];
}

/** Only of hosts that answer: of a dead one nothing can be done yet. */
export function unsettled(site: Site): Unsettled[] {
  return Object.keys(site.outages).flatMap((hostId) => {
    const host = site.hosts[hostId];
    const left = leftBehind(site, hostId);
    if (host?.link.state !== 'online' || left.length === 0) return [];
    return [{ hostId, label: host.label, left }];
  });
}

/** Why the VMs of a host cannot be started elsewhere now; null: it can be asked for. */
export function elsewhereBlock(
  state: Pick<AppState, 'site' | 'travel'>,
  hostId: string,
): string | null {
  const past = shownBlock(state);
  if (past) return past;
  const { hosts, vms } = state.site;
  const host = hosts[hostId];
  if (!host) return 'It is not in the site any more.';
  const answers = answerOf(host);
  if (answers !== null) return answers;
  if (host.link.lastSeen === null) return 'It has never been seen, so nothing of it is known.';
  const ran = Object.values(vms[hostId] ?? {}).some((vm) => vm.domid !== null);
  if (!ran) return 'None of its VMs ran when it was last seen.';
  return Object.keys(hosts).length < 2 ? 'There is no other host.' : null;
}
