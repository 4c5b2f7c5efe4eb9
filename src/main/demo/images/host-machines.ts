import type { DemoWorld } from '../host/demo-world.ts';
import { hostRows } from '../model/plan-hosts.ts';
import type { HostPlan, SitePlan } from '../model/site-plan.ts';
import type { GuestMachine } from './guest-machines.ts';

/** Those of a row that boot from an image; the others of it stay as they were installed. */
const mostHosts = 3;
/** Seconds between power off and on, and between two looks of the agent at what runs there. */
const firmwareSeconds = 12;
const agentSeconds = 10;

/** The hosts of a site that boot from an image: some of its row of one kind, if it has one. */
export function imageHosts({ hosts }: Pick<SitePlan, 'hosts'>): HostPlan[] {
  const row = hostRows(hosts)[1] ?? [];
  return row.length > mostHosts ? row.slice(-mostHosts) : [];
}

/**
 * A host of the site that boots from an image: when its agent is told to, and no guest runs. `now`:
 * ms since the epoch; `first`: what it runs when the site starts; `desired`: what its next boot is of.
 */
export function hostMachine(options: {
  world: DemoWorld;
  label: string;
  power: { stopHost(label: string): Promise<void>; startHost(label: string): Promise<void> };
  first: string | null;
  desired(): string | null;
  now(): number;
}): GuestMachine {
  const { world, label, power, now } = options;
  const host = world.hosts.find(({ sim }) => sim.plan.name === label);
  let boots = 1;
  let running = { boot: bootId(label, boots), bootedAt: now() - 3_600_000, digest: options.first };

  async function cycle(boot: string): Promise<void> {
    const { clock } = world;
    while (host?.up && running.boot === boot && host.sim.domains().length > 0) {
      if (!(await clock.wait(agentSeconds, host.power.signal))) return;
    }
    if (!host?.up || running.boot !== boot) return;
    await power.stopHost(label);
    if (!(await clock.wait(firmwareSeconds))) return;
    boots++;
    running = { boot: bootId(label, boots), bootedAt: now(), digest: options.desired() };
    await power.startHost(label);
  }

  return {
    look: () => (host?.up ? running : null),
    reboot: (boot) => void cycle(boot),
  };
}

function bootId(label: string, boots: number): string {
  return `${label}-boot-${boots}`;
}
