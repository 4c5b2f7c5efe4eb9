import type { RepairOutcome } from '../../../shared/images/repair.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { ImageServerState } from '../images/parse/image-server-state.ts';
import { readState } from '../images/read-state.ts';
import { listSetAside, rebootClients, swapDrives } from '../images/repair/repair-clients.ts';
import type { ServerPlace } from '../images/server/server-answer.ts';
import type { Handlers } from '../invoker.ts';
import { type HandlerContext, mapped } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type RepairMethods = 'repair.reboot' | 'repair.reset' | 'repair.setAside' | 'repair.putBack';

export function repairHandlers(context: HandlerContext): Pick<Handlers, RepairMethods> {
  /** With what the server keeps at this moment. */
  async function repair(
    serverId: string,
    act: (place: ServerPlace, state: ImageServerState, by: string) => Promise<RepairOutcome[]>,
  ): Promise<Result<{ outcomes: RepairOutcome[] }>> {
    const found = findServer(context, serverId);
    if (!found.ok) return found;
    const { site, place } = found.value;
    const state = await readState(place);
    if (!state.ok) return state;
    return ok({ outcomes: await act(place, state.value, site.consoleId) });
  }
  return {
    'repair.reboot': ({ serverId, clients }) =>
      repair(serverId, (place, state, by) => rebootClients(place, state, clients, by)),
    'repair.reset': ({ serverId, clients }) =>
      repair(serverId, (place, state, by) => swapDrives(place, state, clients, { by, from: null })),
    'repair.setAside': async ({ serverId }) => {
      const found = findServer(context, serverId);
      return found.ok
        ? mapped(await listSetAside(found.value.place), (drives) => ({ drives }))
        : found;
    },
    'repair.putBack': ({ serverId, client, path }) =>
      repair(serverId, (place, state, by) =>
        swapDrives(place, state, [client], { by, from: path }),
      ),
  };
}
