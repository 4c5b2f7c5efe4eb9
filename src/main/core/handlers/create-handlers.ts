import type { Handlers } from '../invoker.ts';
import { buildHandlers } from './build-handlers.ts';
import { capacityHandlers } from './capacity-handlers.ts';
import { clientHandlers } from './client-handlers.ts';
import type { HandlerContext } from './handler-context.ts';
import { historyHandlers } from './history-handlers.ts';
import { hostClientHandlers } from './host-client-handlers.ts';
import { hostHandlers } from './host-handlers.ts';
import { imageHandlers } from './image-handlers.ts';
import { importHandlers } from './import-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { newClientHandlers } from './new-client-handlers.ts';
import { outageHandlers } from './outage-handlers.ts';
import { refuseActs } from './refuse-acts.ts';
import { repairHandlers } from './repair-handlers.ts';
import { reportHandlers } from './report-handlers.ts';
import { rolloutHandlers } from './rollout-handlers.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { siteFileHandlers } from './site-file-handlers.ts';
import { siteHandlers } from './site-handlers.ts';
import { slaHandlers } from './sla-handlers.ts';
import { vmHandlers } from './vm-handlers.ts';

/** Each method of the contract with what answers it. */
export function createHandlers(context: HandlerContext): Handlers {
  return refuseActs(context, {
    ...siteHandlers(context),
    ...siteFileHandlers(context),
    ...hostHandlers(context),
    ...vmHandlers(context),
    ...jobHandlers(context),
    ...historyHandlers(context),
    ...capacityHandlers(context),
    ...sampleHandlers(context),
    ...reportHandlers(context),
    ...slaHandlers(context),
    ...imageHandlers(context),
    ...importHandlers(context),
    ...clientHandlers(context),
    ...hostClientHandlers(context),
    ...newClientHandlers(context),
    ...buildHandlers(context),
    ...repairHandlers(context),
    ...rolloutHandlers(context),
    ...outageHandlers(context),
  });
}
