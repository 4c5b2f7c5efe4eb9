import type { HostOrder, Outcome } from '../carry/client-port.ts';
import { done, outcomeOf, refused, unknown } from '../xen/outcomes.ts';
import { type KeptAway, readAway, writeAway } from './away-record.ts';
import { lastWords, wasCancelled } from './evacuate-host.ts';
import { findXenHost, xenHostName } from './find-xen-host.ts';
import type { HostPorts } from './host-ports.ts';
import { workOn } from './host-work.ts';
import { planReturn } from './plan-return.ts';

const mostTries = 2;

/** Whether the host is there again for the console, and its toolstack answers. */
export async function checkHost(ports: HostPorts, { client }: HostOrder): Promise<Outcome> {
  const host = findXenHost(ports.stateOf(), xenHostName(client));
  if (typeof host === 'string') return refused(host);
  if (host.link.state !== 'online') return unknown(`${host.label} is not connected again yet.`);
  const read = await ports.refresh(host.id);
  if (!read.ok)
    return unknown(`${host.label} does not answer as a Xen host yet: ${read.error.message}`);
  const { toolstack, facts } = ports.stateOf().hosts[host.id] ?? host;
  if (toolstack === 'xl' && facts) return done;
  return unknown(`xl does not answer on ${host.label} yet.`);
}

/**
 * Moves back what was moved off a host, or leaves it where it is. The host is as it should be
 * already: a VM that does not come back runs where it is, and the text says why.
 */
export async function bringBack(
  ports: HostPorts,
  order: HostOrder,
  signal: AbortSignal,
): Promise<Outcome> {
  const host = findXenHost(ports.stateOf(), xenHostName(order.client));
  if (typeof host === 'string') return refused(host);
  const work = workOn(ports.stateOf(), host, 'bring-back');
  if (work.kind === 'undecided') return refused(work.text);
  if (work.kind === 'busy') return unknown(work.text);
  const kept = await readAway(ports.place, order.client.id, signal);
  if (!kept.ok) return outcomeOf(kept.error);
  const { record } = kept.value;
  if (!record || record.vms.length === 0) return done;
  if (order.plan.policy.afterwards === 'leave') {
    const names = record.vms.map(({ name, to }) => `${name} (${to})`).join(', ');
    return close(ports, order, kept.value, `Left where they are: ${names}.`);
  }
  if (host.link.state !== 'online') return unknown(`${host.label} is not connected.`);
  const read = await ports.refresh(host.id);
  if (!read.ok) return outcomeOf(read.error);
  const state = ports.stateOf();
  const now = state.hosts[host.id] ?? host;
  if (!now.facts || !now.usage || now.usage.cpu === null) {
    return unknown(`What ${host.label} has room for is still being read.`);
  }
  const { plan, stay } = planReturn(state, now, record.vms);
  const moves = plan.steps.length;
  if (moves === 0) return close(ports, order, kept.value, stay.join(' '));
  const tries = record.key === order.key ? record.tries + 1 : 1;
  if (tries > mostTries || (tries > 1 && wasCancelled(state, record.planId))) {
    const left = plan.steps.map(({ vm }) => vm).join(', ');
    return close(ports, order, kept.value, `Not back: ${left}. ${lastWords(state, host.id)}`);
  }
  const { sum } = kept.value;
  const planId = ports.newId();
  const written = await writeAway(
    ports.place,
    order,
    { record: { ...record, key: order.key, tries, planId }, sum },
    { by: ports.holder, what: 'vms brought back' },
  );
  if (!written.ok) return outcomeOf(written.error);
  ports.plans.keep(planId, plan);
  const begun = ports
    .jobs()
    .start([
      { kind: 'plan', planId, goal: 'bring-back', hostId: host.id, moves, onTrouble: 'leave-out' },
    ]);
  if (!begun.ok) return outcomeOf(begun.error);
  return unknown(`Moving ${moves} ${moves === 1 ? 'VM' : 'VMs'} back.`);
}

/** Nothing of it is to come back any more. */
async function close(
  ports: HostPorts,
  order: HostOrder,
  { sum }: KeptAway,
  text: string,
): Promise<Outcome> {
  const record = { client: order.client.id, key: order.key, tries: 0, planId: null, vms: [] };
  const audit = { by: ports.holder, what: 'xen host whole again' };
  const written = await writeAway(ports.place, order, { record, sum }, audit);
  return written.ok ? { outcome: 'done', text } : outcomeOf(written.error);
}
