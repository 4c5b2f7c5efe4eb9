import type { Client } from '../../../shared/images/client.ts';
import type { DemoFiles } from './demo-files.ts';
import { createGuestClient, type GuestClient } from './guest-clients.ts';
import type { GuestMachine } from './guest-machines.ts';

/** How a simulated client takes to the images it boots. */
export type ClientQuirk =
  | 'none'
  | 'off'
  | 'slow'
  /** Its drive was not mounted at its first boot. */
  | 'driveless'
  /** It missed an update: it runs what it ran before. */
  | 'behind'
  /** Its own clock is an hour behind. */
  | 'clock';

interface Machine {
  readonly id: string;
  boots: number;
  /** The image of the running boot; null: none was desired. */
  runs: string | null;
  /** The one before: what it says of itself while it is down. */
  ran: string | null;
  /** When it was up, or will be; and since when it is down for a reboot. */
  upAt: number;
  downAt: number | null;
  /** The order it has read, and when it will follow it. */
  order: { key: string; at: number } | null;
  quirk: ClientQuirk;
}

/** Seconds that a client takes to look for orders, and to boot. */
const pollSeconds = 8;
const bootSeconds = 35;
const slowBootSeconds = 140;
const reportSeconds = 30;

/**
 * The machines that boot from the demo's image server. What each does is worked out when somebody
 * looks: a thousand of them cost nothing while nobody does. Times in ms of the server's clock.
 */
export interface DemoClients {
  add(id: string, quirk: ClientQuirk, runs: string | null): void;
  /** One that is a guest of the simulated site. */
  addGuest(id: string, machine: GuestMachine): void;
  /** The report of a client as it lies on the server now; null: it has never reported. */
  report(id: string): { text: string; at: number } | null;
  /** Somebody has left an order for it. */
  ordered(id: string, text: string): void;
  /** The next boot of a guest comes to nothing. */
  hangNextBoot(id: string): void;
  /** How often it has booted since the demo began. */
  bootsOf(id: string): number;
}

export function createDemoClients(options: {
  now: () => number;
  speed: number;
  files: () => DemoFiles;
  /** Images whose health command fails on whoever boots them. */
  broken: ReadonlySet<string>;
}): DemoClients {
  const { now, speed, broken } = options;
  const machines = new Map<string, Machine>();
  const guests = new Map<string, GuestClient>();
  const begun = now();
  const ms = (seconds: number) => (seconds * 1000) / speed;

  function fileOf(id: string): Client | null {
    const text = options.files().text(`clients/${id}.json`);
    return text === null ? null : JSON.parse(text);
  }

  /** Lets it do what it has done by now. */
  function catchUp(machine: Machine): void {
    const { order } = machine;
    if (order === null || now() < order.at) return;
    machine.order = null;
    machine.boots++;
    machine.ran = machine.runs;
    machine.runs = fileOf(machine.id)?.desired ?? machine.runs;
    machine.downAt = order.at;
    machine.upAt = order.at + ms(machine.quirk === 'slow' ? slowBootSeconds : bootSeconds);
  }

  const bootId = ({ id, boots }: Machine) => `${id}-boot-${boots}`;

  return {
    add(id, quirk, runs) {
      machines.set(id, {
        id,
        boots: 1,
        runs,
        ran: runs,
        upAt: begun,
        downAt: null,
        order: null,
        quirk,
      });
    },
    addGuest(id, machine) {
      guests.set(id, createGuestClient({ id, machine, now, speed, broken }));
    },
    hangNextBoot: (id) => guests.get(id)?.hangNextBoot(),
    report(id) {
      const guest = guests.get(id);
      if (guest) return guest.report();
      const machine = machines.get(id);
      if (!machine || machine.quirk === 'off') return null;
      catchUp(machine);
      const isUp = now() >= machine.upAt;
      // While it is down, what it said last is what there is.
      const boots = isUp ? machine.boots : machine.boots - 1;
      const at = isUp
        ? now() - ((now() - machine.upAt) % ms(reportSeconds))
        : (machine.downAt ?? begun);
      const runs = isUp ? machine.runs : machine.ran;
      const isIll = runs !== null && broken.has(runs);
      return {
        at,
        text: `${JSON.stringify({
          client: id,
          digest: runs,
          bootId: `${id}-boot-${boots}`,
          stateMounted: machine.quirk !== 'driveless' || boots > 1,
          health: isIll ? 'failed' : 'ok',
          healthText: isIll ? 'nginx.service: Failed with result exit-code.' : '',
          at: Math.floor(at / 1000) - (machine.quirk === 'clock' ? 3600 : 0),
        })}\n`,
      };
    },
    ordered(id, text) {
      guests.get(id)?.ordered(text);
      const machine = machines.get(id);
      if (!machine || machine.quirk === 'off') return;
      catchUp(machine);
      const order: { key?: string; bootId?: string } = JSON.parse(text);
      if (order.bootId !== bootId(machine) || machine.order !== null) return;
      machine.order = { key: order.key ?? '', at: now() + ms(pollSeconds) };
    },
    bootsOf: (id) => machines.get(id)?.boots ?? 0,
  };
}
