import type { Client } from '../../../../shared/images/client.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type { OrderedAct, RolloutInput } from '../rollout/rollout-input.ts';

type Heard = Extract<RolloutInput, { type: 'acted' }>['results'][number];

/** How an order went. `unknown`: it may have arrived, and nobody knows, or it goes on. */
export type Outcome = Pick<Heard, 'outcome' | 'text'>;

/** By the client's id; one that is missing is `unknown`. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** A reboot or power-cycle of one client. */
export interface RebootOrder {
  client: Client;
  act: Pick<OrderedAct, 'kind' | 'key' | 'bootId'>;
}

/** What is done for a client that is a Xen host, with the VMs that run on it. */
export interface HostOrder {
  client: Client;
  kind: 'evacuate' | 'check-host' | 'bring-back';
  /** With it a new attempt is told from a repeated order. */
  key: string;
  plan: RolloutPlan;
  /** Names of hosts that the rollout left in a bad state: no VM is moved to them. */
  ill: readonly string[];
}

/** A client that is to boot this image from its next boot on. */
export interface BootSwitch {
  client: Client;
  digest: string;
}

/** What whoever runs clients can do for them. */
export interface Hypervisors {
  /**
   * Brings what a client needs to boot an image to where it boots, and looks whether it can be
   * switched; what boots stays as it is. `unknown`: ask again, it is on its way.
   */
  prepare(switches: readonly BootSwitch[], signal: AbortSignal): Promise<Outcomes>;
  /** Lets its next boot, whoever begins it, be of that image. To do it twice is to do it once. */
  switchBoot(switches: readonly BootSwitch[], signal: AbortSignal): Promise<Outcomes>;
  /**
   * Xen hosts: moves their VMs away, looks whether their toolstack answers, or moves those VMs back.
   * `unknown`: it goes on, and the text says how far it is; `refused`: the host is as it was, but
   * for VMs that have moved. To ask twice is to ask once.
   */
  tendHosts(orders: readonly HostOrder[], signal: AbortSignal): Promise<Outcomes>;
  /** Clients that must not be rebooted, as of a look at them now, and why; the others may. */
  mayNotReboot(orders: readonly RebootOrder[]): Promise<Outcomes>;
  /** Promises what `ClientPort` does. */
  powerCycle(orders: readonly RebootOrder[], signal: AbortSignal): Promise<Outcomes>;
  /** Clients that are known to be off, and by what. */
  off(places: ReadonlyMap<string, Client['place']>): ReadonlyMap<string, string>;
}

/**
 * What is done to clients themselves. An order names a boot and a key, and whoever sees to it
 * promises: it is followed only while the client runs that boot, and only once for a key, however
 * often and by however many consoles it is given.
 */
export interface ClientPort
  extends Pick<Hypervisors, 'prepare' | 'switchBoot' | 'off' | 'tendHosts'> {
  reboot(orders: readonly RebootOrder[], signal: AbortSignal): Promise<Outcomes>;
}
