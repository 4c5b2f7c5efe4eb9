import { parseGuestConfig } from '../model/parse-guest-config.ts';
import type { HostServer } from '../ssh/host-server.ts';
import type { DemoWorld, WorldHost } from './demo-world.ts';
import { startGuest } from './guest-actions.ts';

/** Starts a guest from a configuration on its host, as its operator or its boot would. Throws. */
export function startFrom(world: DemoWorld, host: WorldHost, path: string): void {
  const text = host.sim.files.read(path);
  const parsed = text === null ? null : parseGuestConfig(text);
  if (!parsed?.ok) throw new Error(`${path} is no configuration`);
  const started = startGuest(world, host, parsed.config);
  if (!started.ok) throw new Error(`${parsed.config.name} does not start: ${started.problem}`);
}

/** Power off: its guests are gone, connections break, new ones are refused. */
export async function powerOff(host: WorldHost, server: HostServer): Promise<void> {
  if (!host.up) return;
  host.up = false;
  host.power.abort();
  host.sim.reset();
  host.moves.clear();
  host.receivers.clear();
  host.sim.files.removeTree('/var/run');
  await server.close();
}

/** Power on: its autostart guests are started. */
export async function powerOn(
  world: DemoWorld,
  host: WorldHost,
  server: HostServer,
): Promise<void> {
  if (host.up) return;
  host.power = new AbortController();
  host.sim.reset();
  await server.listen();
  host.up = true;
  for (const name of host.sim.files.list('/etc/xen/auto')) {
    startFrom(world, host, `/etc/xen/auto/${name}`);
  }
}
