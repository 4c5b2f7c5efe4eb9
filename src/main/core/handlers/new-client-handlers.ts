import { appError } from '../../../shared/app-error.ts';
import type { NewClientsPreview, NewClientsRequest } from '../../../shared/images/new-clients.ts';
import { endedJobStates, type JobSpec } from '../../../shared/model/job.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { planNewClients } from '../images/create/plan-new-clients.ts';
import { readState } from '../images/read-state.ts';
import { clientConfigDir, clientFolder } from '../images/xen/client-folders.ts';
import type { Handlers } from '../invoker.ts';
import type { Site } from '../site/open-site.ts';
import { currentSite, type HandlerContext } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type NewClientMethods =
  | 'clients.newPreview'
  | 'clients.create'
  | 'clients.createRest'
  | 'clients.deleteMade';
type CreateSpec = Extract<JobSpec, { kind: 'create-clients' }>;

export function newClientHandlers(context: HandlerContext): Pick<Handlers, NewClientMethods> {
  async function plan(
    serverId: string,
    request: NewClientsRequest,
  ): Promise<Result<{ site: Site; preview: NewClientsPreview }>> {
    const found = findServer(context, serverId);
    if (!found.ok) return found;
    const { site, place } = found.value;
    const server = await readState(place);
    if (!server.ok) return server;
    const { root, label } = place;
    const at = { root, label, folder: clientFolder, configDir: clientConfigDir };
    return ok({ site, preview: planNewClients(context.hub.state(), server.value, at, request) });
  }

  function again(jobId: string, act: CreateSpec['act']): Result<{ jobIds: string[] }> {
    const site = currentSite(context);
    if (!site.ok) return site;
    const job = site.value.jobs.jobOf(jobId);
    if (job?.spec.kind !== 'create-clients') {
      return err(appError('job-not-found', `There is no job ${jobId} that made clients.`));
    }
    if (!endedJobStates.includes(job.state) || job.state === 'undecided') {
      return err(appError('not-possible-now', 'That job has not ended yet.'));
    }
    return site.value.jobs.start([{ ...job.spec, act }]);
  }

  return {
    'clients.newPreview': async ({ serverId, request }) => {
      const planned = await plan(serverId, request);
      return planned.ok ? ok(planned.value.preview) : planned;
    },
    'clients.create': async ({ serverId, request, agreed }) => {
      const planned = await plan(serverId, request);
      if (!planned.ok) return planned;
      const { site, preview } = planned.value;
      if (preview.agreed === null) {
        const why = [
          ...preview.troubles,
          ...preview.machines.flatMap(({ name, troubles }) =>
            troubles.map((trouble) => `${name}: ${trouble}`),
          ),
        ];
        return err(appError('preflight-refused', why[0] ?? '', { details: why.join('\n') }));
      }
      if (preview.agreed !== agreed) {
        return err(
          appError('conflict', 'Something else would be made now than was shown.', {
            hint: 'The site has changed meanwhile. Look at what would be made, and do it again.',
          }),
        );
      }
      const machines = preview.machines.flatMap(({ machine }) => machine ?? []);
      return site.jobs.start([{ kind: 'create-clients', act: 'create', serverId, machines }]);
    },
    'clients.createRest': ({ jobId }) => again(jobId, 'create'),
    'clients.deleteMade': ({ jobId }) => again(jobId, 'undo'),
  };
}
