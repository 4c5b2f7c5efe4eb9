import { endedJobStates, type Job } from '../../../../shared/model/job.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { HostOrder, Outcome } from '../carry/client-port.ts';
import { done, outcomeOf, refused, unknown } from '../xen/outcomes.ts';
import { readAway, writeAway } from './away-record.ts';
import { findXenHost, xenHostName } from './find-xen-host.ts';
import type { HostPorts } from './host-ports.ts';
import { runningOn, workOn } from './host-work.ts';
import { awayBy, isStillRead, mergedAway, staysText, withoutHosts } from './plan-evacuation.ts';
import { proposeEvacuation } from './propose-evacuation.ts';

/** A plan whose moves fall out is made anew, from where the site is then. */
const mostTries = 3;

/**
 * Moves every VM of a host away by an ordinary plan of ordinary moves; `done` once a look at the
 * host finds none. What is moved where is on the image server before the first move.
 */
export async function evacuateHost(
  ports: HostPorts,
  order: HostOrder,
  signal: AbortSignal,
): Promise<Outcome> {
  const host = findXenHost(ports.stateOf(), xenHostName(order.client));
  if (typeof host === 'string') return refused(host);
  if (host.link.state !== 'online') {
    return unknown(`${host.label} is not connected, so nobody knows what runs on it.`);
  }
  const work = workOn(ports.stateOf(), host, 'evacuate');
  if (work.kind === 'undecided') return refused(work.text);
  if (work.kind === 'busy') return unknown(work.text);
  const read = await ports.refresh(host.id);
  if (!read.ok) return outcomeOf(read.error);
  const state = ports.stateOf();
  const running = runningOn(state, host.id);
  if (running.length === 0) return done;
  const moving = running.find((vm) => isMovedElsewhere(state, vm));
  if (moving) return unknown(`${moving.name} is being moved by somebody else.`);

  const site = withoutHosts(state, order.ill);
  const proposed = await proposeEvacuation(ports, site, host, order.plan.policy.afterwards);
  if (!proposed.ok) return outcomeOf(proposed.error);
  const { plan, record, stays } = proposed.value;
  if (stays.length > 0) {
    const text = staysText(stays);
    return isStillRead(state) ? unknown(`${text} A host is still being read.`) : refused(text);
  }
  const kept = await readAway(ports.place, order.client.id, signal);
  if (!kept.ok) return outcomeOf(kept.error);
  const known = kept.value.record;
  const isRepeated = known?.key === order.key;
  if (isRepeated && wasCancelled(state, known.planId)) {
    return refused('Its moves were cancelled: retry it once it may be emptied.');
  }
  const tries = isRepeated ? known.tries + 1 : 1;
  if (tries > mostTries) return refused(`It could not be emptied. ${lastWords(state, host.id)}`);
  const vms = mergedAway(known, awayBy(state, host, plan));
  const { client, key } = order;
  const planId = ports.newId();
  const written = await writeAway(
    ports.place,
    order,
    { record: { client: client.id, key, tries, planId, vms }, sum: kept.value.sum },
    { by: ports.holder, what: 'xen host emptied' },
  );
  if (!written.ok) return outcomeOf(written.error);
  ports.plans.keep(planId, record);
  const moves = record.steps.length;
  const begun = ports
    .jobs()
    .start([{ kind: 'plan', planId, goal: 'evacuate', hostId: host.id, moves, onTrouble: 'stop' }]);
  if (!begun.ok) return outcomeOf(begun.error);
  return unknown(`Moving ${moves} ${moves === 1 ? 'VM' : 'VMs'} away.`);
}

/** Another console's move: its halves are there, and no job of this one. */
function isMovedElsewhere({ vms }: Pick<SiteState, 'vms'>, { name, state }: Vm): boolean {
  if (state === 'transit') return true;
  return Object.values(vms).some((ofHost) => ofHost[`${name}--incoming`]?.state === 'transit');
}

/** Whether somebody has cancelled a plan; one that a killed console left is no such. */
export function wasCancelled({ jobs }: Pick<SiteState, 'jobs'>, planId: string | null): boolean {
  return Object.values(jobs).some(
    ({ spec, state, summary }) =>
      spec.kind === 'plan' &&
      spec.planId === planId &&
      state === 'cancelled' &&
      summary?.startsWith('Cancelled') === true,
  );
}

/** What the last plan for this host ended with. */
export function lastWords({ jobs }: Pick<SiteState, 'jobs'>, hostId: string): string {
  const ended = Object.values(jobs)
    .filter(
      ({ spec, state }) =>
        spec.kind === 'plan' && spec.hostId === hostId && endedJobStates.includes(state),
    )
    .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const [last] = ended;
  return last ? wordsOf(last) : 'Its moves did not come to an end.';
}

function wordsOf({ summary, findings }: Job): string {
  const [first] = findings.filter(({ text }) => !/is (not )?free:/.test(text));
  return [summary, first?.text].filter(Boolean).join(' ');
}
