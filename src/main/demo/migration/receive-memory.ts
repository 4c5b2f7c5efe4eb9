import type { DemoWorld, MoveFailure, WorldHost } from '../host/demo-world.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import type { SteadyCopy } from './move-progress.ts';

/** MiB a second that go from host to host: a 10 GbE link, most of it spent on ssh. */
export const linkMiBps = 400;
/** The copy is looked at this often, so that memory at the target is taken bit by bit. */
const steps = 8;

/** Why a copy is not whole. */
type Break = 'receiver-gone' | 'no-memory';

/**
 * Fills the target's domain with the guest's memory, as much as is free there at each step.
 * Null when all of it has come. `seconds` of the site is how long that takes, `wire` counts the bytes.
 */
export async function receiveMemory(copy: {
  world: DemoWorld;
  source: WorldHost;
  target: WorldHost;
  domain: SimDomain;
  incoming: SimDomain;
  wire: SteadyCopy;
  link: AbortSignal;
  seconds: number;
  failure: MoveFailure | null;
  onStep?: (share: number) => void;
}): Promise<Break | null> {
  const { world, source, target, domain, incoming, failure } = copy;
  const memory = domain.config.memoryMiB;
  const stop = AbortSignal.any([copy.link, source.power.signal, target.power.signal]);
  const flow = () => copy.wire.begin(linkMiBps * 1_048_576 * world.clock.speed);
  flow();
  for (let step = 1; step <= steps; step++) {
    const passed = await world.clock.wait(copy.seconds / steps, stop);
    const late = step > steps / 2;
    if (!passed || source.sim.byId(domain.domid) !== domain) return 'receiver-gone';
    if (late && failure === 'link-cut') return 'receiver-gone';
    const more = Math.round((memory * step) / steps) - incoming.memoryMiB;
    if ((late && failure === 'target-memory') || more > target.sim.freeMemoryMiB()) {
      return 'no-memory';
    }
    incoming.memoryMiB += more;
    copy.onStep?.(step / steps);
    const held = step === steps / 2 ? world.heldCopy(domain.name, stop) : null;
    if (held) {
      copy.wire.stop();
      await held;
      flow();
    }
  }
  return null;
}
