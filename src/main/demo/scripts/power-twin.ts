import { powerExit } from '../../core/xen/xl/scripts/stateroom-power.ts';
import type { Call, Program } from '../shell/call.ts';
import { lifecyclePrograms } from '../xl/lifecycle-programs.ts';
import { invalidDomid } from '../xl/list-programs.ts';

function xl(call: Call, command: string, ...args: string[]): number | Promise<number> {
  return lifecyclePrograms[command]?.({ ...call, args }) ?? 1;
}

/** What stateroom-power does: see there for its arguments and its exit statuses. */
export const powerTwin: Program = async (call) => {
  const [, command = '', name = '', seconds = '0'] = call.args;
  const { sim } = call.host;
  if (command === 'create') return xl(call, 'create', '-f', name);
  const domain = sim.byName(name);
  if (domain === null) {
    call.err(invalidDomid(name));
    return powerExit.noDomain;
  }
  // A guest that stands still cannot hear of a request.
  const hears = domain.state === 'running';
  const status = await xl(call, command, String(domain.domid));
  if (status !== 0) return status;
  switch (command) {
    case 'shutdown':
    case 'reboot':
      if (hears) return 0;
      await call.world.clock.wait(Number(seconds), call.signal);
      return sim.byId(domain.domid) === domain ? powerExit.noReaction : 0;
    case 'pause':
      return domain.state === 'paused' ? 0 : powerExit.notPaused;
    case 'unpause':
      return domain.state === 'paused' ? powerExit.notPaused : 0;
    default:
      return 0;
  }
};
