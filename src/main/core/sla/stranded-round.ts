import type { SiteState } from '../../../shared/model/site.ts';
import { type Assignment, assignTargets } from '../../../shared/outage/assign-targets.ts';
import { proofProblem } from '../../../shared/outage/proof-problem.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import type { Control, SlaEffect } from './decide.ts';
import { decideStranded, strandedIn } from './decide-stranded.ts';
import type { Prober } from './probe/prober.ts';

/**
 * Looks after VMs whose host is silent: asks their probes once more, and decides by what they said
 * before. Null: there are none.
 */
export function strandedRound(options: {
  site: SiteState;
  objectiveOf: (uuid: string) => Objective | null;
  isBusy: (uuid: string) => boolean;
  prober: Pick<Prober, 'ask' | 'stateOf'>;
  control: Control;
  /** How long a host has to be silent, and how old the answer of a probe may be. */
  patienceMs: number;
  now: number;
}): { control: Control; effects: SlaEffect[] } | null {
  const { site, objectiveOf, isBusy, prober, control, patienceMs, now } = options;
  const all = strandedIn({ state: site, objectiveOf, patienceMs, now });
  const stranded = all.filter(({ uuid }) => !isBusy(uuid));
  if (stranded.length === 0) return null;
  for (const { uuid, vm, objective } of stranded) {
    const { probe } = objective.promise;
    if (probe) prober.ask({ uuid, name: vm.name }, probe);
  }
  const assigned = new Map<string, readonly Assignment[]>();
  return decideStranded({
    control,
    stranded,
    assignmentOf({ host, uuid }) {
      const known = assigned.get(host.id) ?? assignTargets(host.id, site);
      assigned.set(host.id, known);
      return known.find(({ vm }) => vm.uuid === uuid);
    },
    proofOf: (hostId) => proofOf(site, hostId, now),
    probeOf: ({ uuid, objective: { promise } }) =>
      promise.probe === null ? 'none' : prober.stateOf(uuid, promise.probe, patienceMs).state,
    now,
  });
}

/** What can prove that a silent host is down: a proof that is there, or a command that would be one. */
function proofOf(
  { hosts, outages, fencing }: SiteState,
  hostId: string,
  now: number,
): 'proved' | 'fencing' | 'none' {
  const host = hosts[hostId];
  if (!host) return 'none';
  if (proofProblem(host, outages[hostId], now) === null) return 'proved';
  const via = hosts[fencing[hostId]?.viaHostId ?? ''];
  return via?.link.state === 'online' ? 'fencing' : 'none';
}
