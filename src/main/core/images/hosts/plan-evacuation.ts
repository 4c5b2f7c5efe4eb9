import type { CapacityPlan, PlanInput } from '../../../../shared/capacity/capacity-plan.ts';
import { placesOf, rulesNow } from '../../../../shared/capacity/rules-now.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { AwayRecord, AwayVm } from './away-record.ts';
import { runningOn } from './host-work.ts';

/** The site without hosts to which no VM shall be moved. */
export function withoutHosts(state: SiteState, hostnames: readonly string[]): SiteState {
  const isIll = ({ facts }: Host) => facts !== null && hostnames.includes(facts.hostname);
  const hosts = Object.entries(state.hosts).filter(([, host]) => !isIll(host));
  return { ...state, hosts: Object.fromEntries(hosts) };
}

/** How a host is emptied: live alone, by the rules and within the limits of the user's own plans. */
export function evacuationInput(state: SiteState, hostId: string): PlanInput {
  const { cpuTarget, rules } = state.settings.capacity;
  return {
    goal: 'evacuate',
    hostId,
    cpuTarget,
    spareHosts: 0,
    mostMovesPerHost: null,
    minGain: 0.05,
    stopAndCopy: false,
    rules: rulesNow(rules, placesOf(state.vms), state.hosts),
  };
}

export interface Stay {
  vm: string;
  reason: string;
}

/** VMs that such a plan leaves on the host, each with why. None: it is empty after it. Pure. */
export function staysOf(state: SiteState, host: Host, plan: CapacityPlan): Stay[] {
  const leave = new Set(
    plan.moves.filter(({ vm }) => vm.hostId === host.id).map(({ uuid }) => uuid),
  );
  const why = new Map(
    plan.stays.filter(({ vm }) => vm.hostId === host.id).map(({ vm, reason }) => [vm.name, reason]),
  );
  const out = plan.leftOut.find(({ hostId }) => hostId === host.id)?.reason;
  const general = out ?? plan.problems[0] ?? 'No other host has room for it.';
  return runningOn(state, host.id)
    .filter(({ uuid }) => uuid === null || !leave.has(uuid))
    .map(({ name }) => ({ vm: name, reason: why.get(name) ?? general }));
}

/** Whether a host is only not known well enough yet for a plan, as after its own reboot. */
export function isStillRead({ hosts }: Pick<SiteState, 'hosts'>): boolean {
  return Object.values(hosts).some(
    ({ link, toolstack, facts, usage }) =>
      link.state === 'online' && toolstack === 'xl' && (!facts || !usage || usage.cpu === null),
  );
}

/** Where each VM of the host comes to by the plan, by what its new host calls itself. */
export function awayBy(state: SiteState, host: Host, plan: CapacityPlan): AwayVm[] {
  return plan.moves
    .filter(({ vm }) => vm.hostId === host.id)
    .map(({ vm, uuid, targetHostId }) => ({
      uuid,
      name: vm.name,
      to: state.hosts[targetHostId]?.facts?.hostname ?? '',
    }));
}

/** What was moved away before stays known; a VM that goes once more is where it goes now. */
export function mergedAway(known: AwayRecord | null, vms: readonly AwayVm[]): AwayVm[] {
  const now = new Set(vms.map(({ uuid }) => uuid));
  return [...(known?.vms.filter(({ uuid }) => !now.has(uuid)) ?? []), ...vms];
}

const mostNames = 4;

export function staysText(stays: readonly Stay[]): string {
  const shown = stays.slice(0, mostNames).map(({ vm, reason }) => `${vm}: ${reason}`);
  const more = stays.length > mostNames ? ` And ${stays.length - mostNames} more.` : '';
  return `It cannot be emptied. ${shown.join(' ')}${more}`;
}
