import { dom0Idle, dom0PerGuest } from './dom0-load.ts';
import { pcpusOf } from './host-kinds.ts';
import { loadCurve, peakOverMean } from './load-curve.ts';
import { type PlacedGuest, planGuests } from './plan-guests.ts';
import { hostRows, planHosts } from './plan-hosts.ts';
import type { HostPlan, SitePlan } from './site-plan.ts';

/** Data centres run at about 15 % of their CPU; so does the demo, on average over the day. */
const meanUse = 0.15;
/** pCPUs that all guests together should use on average. */
function guestDemand(hosts: readonly HostPlan[]): number {
  const pcpus = hosts.reduce((sum, host) => sum + pcpusOf(host.kind), 0);
  return Math.max(0, (meanUse * pcpus - dom0Idle * hosts.length) / (1 + dom0PerGuest));
}

/**
 * Shares out `total` by weight with a ceiling for each. What a ceiling cuts off goes to the rest.
 * `weights` and `ceilings` are of one length; the result sums to `total` unless all are at theirs.
 */
function shareOut(
  total: number,
  weights: readonly number[],
  ceilings: readonly number[],
): number[] {
  const shares = weights.map(() => 0);
  let left = total;
  for (let round = 0; round < 6 && left > 1e-9; round++) {
    const open = weights.map((weight, at) =>
      (shares[at] ?? 0) < (ceilings[at] ?? 0) ? weight : 0,
    );
    const sum = open.reduce((all, weight) => all + weight, 0);
    if (sum === 0) break;
    const perWeight = left / sum;
    open.forEach((weight, at) => {
      const before = shares[at] ?? 0;
      const after = Math.min(ceilings[at] ?? 0, before + weight * perWeight);
      shares[at] = after;
      left -= after - before;
    });
  }
  return shares;
}

/** The pCPUs that each guest of these hosts uses on average. */
function meansOn(
  hosts: readonly HostPlan[],
  placed: readonly PlacedGuest[],
): (readonly [PlacedGuest, number])[] {
  const here = new Set(hosts.map(({ index }) => index));
  const guests = placed.filter(({ host }) => here.has(host));
  const means = shareOut(
    guestDemand(hosts),
    guests.map(({ demand }) => demand),
    guests.map(({ demand, config }) => (demand > 0 ? config.vcpus / peakOverMean : 0)),
  );
  return guests.map((guest, at) => [guest, means[at] ?? 0] as const);
}

/** The whole demo site, made up from its size and a seed. Pure: the same site every time. */
export function planSite(size: { hosts: number; vms: number; seed: number }): SitePlan {
  const hosts = planHosts(size.hosts, size.seed);
  const placed = planGuests(hosts, size.vms, size.seed);
  const means = new Map(hostRows(hosts).flatMap((row) => meansOn(row, placed)));
  const guests = placed.map((planned) => {
    const { demand: _demand, ...guest } = planned;
    // What is off today was as busy as its kind when it ran, and is again once it is started.
    const mean = means.get(planned) || 0.1 * guest.config.vcpus;
    return { ...guest, load: loadCurve(size.seed, guest.config.uuid ?? guest.config.name, mean) };
  });
  return { seed: size.seed, hosts, guests };
}
