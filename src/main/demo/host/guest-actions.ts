import { randomUUID } from 'node:crypto';
import type { GuestConfig } from '../model/guest-config.ts';
import type { DemoWorld, WorldHost } from './demo-world.ts';
import type { SimDomain } from './sim-domain.ts';
import type { CreateProblem } from './sim-host.ts';

/** How long a guest takes to stop when it is asked to, in seconds of the site. */
const stopSeconds = 3;
/** How long xl's monitor leaves a stopped domain as it is before it takes it away. */
const reapSeconds = 0.5;

type Started = { ok: true; domain: SimDomain } | { ok: false; problem: CreateProblem };

/** As `xl create`: the domain runs at once unless it is to stay paused. */
export function startGuest(
  world: DemoWorld,
  host: WorldHost,
  config: GuestConfig,
  options: { paused?: boolean; name?: string; uuid?: string } = {},
): Started {
  const name = options.name ?? config.name;
  const problem = host.sim.problemWith(config, name);
  if (problem !== null) return { ok: false, problem };
  const uuid = options.uuid ?? config.uuid ?? randomUUID();
  const domain = host.sim.create(config, {
    name,
    uuid,
    load: world.loadOf(uuid, config),
    memoryMiB: config.memoryMiB,
  });
  if (!options.paused) host.sim.setState(domain, 'running');
  return { ok: true, domain };
}

/**
 * The guest is asked to stop, and does within seconds; a paused one does not hear of it.
 * Resolves when the domain is gone; false when something else became of it meanwhile.
 */
export async function stopGuest(
  world: DemoWorld,
  host: WorldHost,
  domain: SimDomain,
  then: 'off' | 'reboot',
): Promise<boolean> {
  const power = host.power.signal;
  if (domain.state !== 'running') return false;
  const stopped = await world.clock.wait(stopSeconds, power);
  if (!stopped || domain.state !== 'running' || host.sim.byId(domain.domid) !== domain) {
    return false;
  }
  host.sim.setState(domain, 'shutdown');
  await world.clock.wait(reapSeconds, power);
  if (!host.sim.destroy(domain)) return false;
  if (then === 'reboot') {
    startGuest(world, host, domain.nextConfig ?? domain.config, {
      name: domain.name,
      uuid: domain.uuid,
    });
  }
  return true;
}
