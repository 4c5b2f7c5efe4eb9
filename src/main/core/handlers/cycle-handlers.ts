import { appError } from '../../../shared/app-error.ts';
import type { CycleFate } from '../../../shared/images/repair.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { planCycles } from '../images/cycle/plan-cycle.ts';
import { readState } from '../images/read-state.ts';
import type { Handlers } from '../invoker.ts';
import type { Site } from '../site/open-site.ts';
import type { HandlerContext } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type CycleMethods = 'repair.cyclePreview' | 'repair.cycle';

export function cycleHandlers(context: HandlerContext): Pick<Handlers, CycleMethods> {
  async function plan(
    serverId: string,
    ids: readonly string[],
  ): Promise<Result<{ site: Site; fates: CycleFate[] }>> {
    const found = findServer(context, serverId);
    if (!found.ok) return found;
    const { site, place } = found.value;
    const server = await readState(place);
    if (!server.ok) return server;
    return ok({ site, fates: planCycles(context.hub.state(), server.value, ids) });
  }
  return {
    'repair.cyclePreview': async ({ serverId, clients }) => {
      const planned = await plan(serverId, clients);
      return planned.ok ? ok({ fates: planned.value.fates }) : planned;
    },
    'repair.cycle': async ({ serverId, clients }) => {
      const planned = await plan(serverId, clients);
      if (!planned.ok) return planned;
      const { site, fates } = planned.value;
      const specs = fates.flatMap(({ client, uuid, vm, hostId }): JobSpec[] =>
        uuid !== null && vm !== null && hostId !== null
          ? [{ kind: 'cycle-client', serverId, client, uuid, vm, hostId }]
          : [],
      );
      if (specs.length > 0) return site.jobs.start(specs);
      const why = fates.map((fate) => `${fate.client}: ${fate.why}`).join('\n');
      return err(
        appError('preflight-refused', fates[0]?.why ?? 'There is nothing to do.', { details: why }),
      );
    },
  };
}
