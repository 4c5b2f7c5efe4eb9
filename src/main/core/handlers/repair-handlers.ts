import type { RepairOutcome } from '../../../shared/images/repair.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { ImageServerState } from '../images/parse/image-server-state.ts';
import { readState } from '../images/read-state.ts';
import { listSetAside, rebootClients, swapDrives } from '../images/repair/repair-clients.ts';
import type { ServerPlace } from '../images/server/server-answer.ts';
import { hostInUse } from '../images/xen/host-in-use.ts';
import type { Handlers } from '../invoker.ts';
import { type HandlerContext, mapped } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type RepairMethods = 'repair.reboot' | 'repair.reset' | 'repair.setAside' | 'repair.putBack';

export function repairHandlers(context: HandlerContext): Pick<Handlers, RepairMethods> {
  /** With what the server keeps at this moment. A Xen host that runs VMs stays as it is. */
  async function repair(
    serverId: string,
    clients: readonly string[],
    act: (
      place: ServerPlace,
      state: ImageServerState,
      clients: readonly string[],
      by: string,
    ) => Promise<RepairOutcome[]>,
  ): Promise<Result<{ outcomes: RepairOutcome[] }>> {
    const found = findServer(context, serverId);
    if (!found.ok) return found;
    const { site, place } = found.value;
    const state = await readState(place);
    if (!state.ok) return state;
    const refused = clients.flatMap((id): RepairOutcome[] => {
      const client = state.value.clients.get(id)?.value;
      if (client?.place.kind !== 'xen-host') return [];
      const use = hostInUse(context.hub.state(), client);
      return use.kind === 'in-use' ? [{ client: id, outcome: 'refused', text: use.why.text }] : [];
    });
    const others = clients.filter((id) => refused.every(({ client }) => client !== id));
    const outcomes = await act(place, state.value, others, site.consoleId);
    return ok({ outcomes: [...refused, ...outcomes] });
  }
  return {
    'repair.reboot': ({ serverId, clients }) => repair(serverId, clients, rebootClients),
    'repair.reset': ({ serverId, clients }) =>
      repair(serverId, clients, (place, state, ids, by) =>
        swapDrives(place, state, ids, { by, from: null }),
      ),
    'repair.setAside': async ({ serverId }) => {
      const found = findServer(context, serverId);
      return found.ok
        ? mapped(await listSetAside(found.value.place), (drives) => ({ drives }))
        : found;
    },
    'repair.putBack': ({ serverId, client, path }) =>
      repair(serverId, [client], (place, state, ids, by) =>
        swapDrives(place, state, ids, { by, from: path }),
      ),
  };
}
