import type { Client } from '../../../../shared/images/client.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Result } from '../../../../shared/result.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { Hypervisors, Outcome } from '../carry/client-port.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import { cycleClients } from './cycle-clients.ts';
import { findVm } from './find-vm.ts';
import { hostInUse } from './host-in-use.ts';
import { done, outcomeOf } from './outcomes.ts';
import { prepareBoot, switchBoot } from './switch-boot.ts';

/** What the clients' part of the core needs of the rest of it. */
export interface XenPorts {
  /** The image server whose clients they are. */
  place: ServerPlace;
  /** This console. Letters, digits, and `@._:-`. */
  holder: string;
  stateOf(): SiteState;
  linkOf(hostId: string): CommandRunner | undefined;
  /** Reads everything of a host anew. */
  refresh(hostId: string): Promise<Result<void>>;
  /** Where dom0 keeps what is for clients, and where its domains' configurations lie. */
  folder: string;
  configDir: string;
}

export type XenVmClient = Client & { place: Extract<Client['place'], { kind: 'xen-vm' }> };

function isXenVm(client: Client): client is XenVmClient {
  return client.place.kind === 'xen-vm';
}

/** Clients that are Xen VMs, by way of the host that runs each. Others need nothing of it. */
export function createXenClients(ports: XenPorts): Omit<Hypervisors, 'tendHosts'> {
  /** Each once, whatever it is asked for several at a time. */
  async function each<T extends { client: Client }>(
    orders: readonly T[],
    others: Outcome,
    act: (order: T & { client: XenVmClient }) => Promise<Outcome>,
  ): Promise<Map<string, Outcome>> {
    const outcomes = await Promise.all(
      orders.map(async (order): Promise<[string, Outcome]> => {
        const { client } = order;
        return [client.id, isXenVm(client) ? await act({ ...order, client }) : others];
      }),
    );
    return new Map(outcomes);
  }

  /** Hosts on which something runs: what a user runs does not go down for an image. */
  async function inUse(orders: readonly { client: Client }[]): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    for (const { client } of orders) {
      if (client.place.kind !== 'xen-host') continue;
      const why = await whyInUse(client);
      if (why) outcomes.set(client.id, why);
    }
    return outcomes;
  }

  /** What was known of it a moment ago may be no more. */
  async function whyInUse(client: Client): Promise<Outcome | null> {
    const known = hostInUse(ports.stateOf(), client);
    if (known.kind !== 'free') return known.why;
    const read = await ports.refresh(known.hostId);
    if (!read.ok) return outcomeOf(read.error);
    const now = hostInUse(ports.stateOf(), client);
    return now.kind === 'free' ? null : now.why;
  }

  return {
    mayNotReboot: inUse,
    async prepare(switches, signal) {
      const prepare = prepareBoot(ports, signal);
      const outcomes = await each(switches, done, prepare);
      return new Map([...outcomes, ...(await inUse(switches))]);
    },
    async switchBoot(switches, signal) {
      const change = switchBoot(ports, signal);
      return each(switches, done, change);
    },
    powerCycle: (orders, signal) => cycleClients(ports, orders, signal),
    off(places) {
      const off = new Map<string, string>();
      const state = ports.stateOf();
      for (const [id, place] of places) {
        if (place.kind !== 'xen-vm') continue;
        const found = findVm(state, place.uuid);
        if (found.kind === 'off') off.set(id, `It is off, on ${found.host.label}.`);
      }
      return off;
    },
  };
}
