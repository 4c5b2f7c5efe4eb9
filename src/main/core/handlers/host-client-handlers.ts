import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import { addHostClient } from '../images/hosts/add-host-client.ts';
import { planHostClient } from '../images/hosts/plan-host-client.ts';
import { readState } from '../images/read-state.ts';
import type { Handlers } from '../invoker.ts';
import type { HandlerContext } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type HostClientMethods = 'clients.previewHost' | 'clients.addHost';

export function hostClientHandlers(context: HandlerContext): Pick<Handlers, HostClientMethods> {
  const find = (serverId: string) => findServer(context, serverId);
  return {
    'clients.previewHost': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { place } = found.value;
      const server = await readState(place);
      if (!server.ok) return server;
      return ok(planHostClient(context.hub.state(), server.value, request, place.root));
    },
    'clients.addHost': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const server = await readState(place);
      if (!server.ok) return server;
      const { settings } = server.value;
      const planned = planHostClient(context.hub.state(), server.value, request, place.root);
      const { client, troubles } = planned;
      if (!client || !settings) {
        const details = troubles.join('\n');
        return err(appError('preflight-refused', troubles[0] ?? '', { details }));
      }
      const added = await addHostClient(place, client, settings, site.consoleId);
      return added.ok ? ok({ client: client.id }) : added;
    },
  };
}
