import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { NewMachine } from '../../../../shared/images/new-clients.ts';
import type { JobSpec } from '../../../../shared/model/job.ts';
import { vmsOfJob } from '../../../../shared/model/vms-of-job.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { type DefinedJob, defineJob, type JobContext } from '../../jobs/define-job.ts';
import type { JobEnd } from '../../jobs/job-machine.ts';
import { readyWithin } from '../../jobs/ready-within.ts';
import type { HostLink } from '../../ssh/ssh-port.ts';
import { readBootNeeds } from '../xen/boot-needs.ts';
import { bringToHosts } from './bring-to-hosts.ts';
import { type CreatePorts, hostLabelOf } from './create-ports.ts';
import { lookAtMachines } from './look-at-machines.ts';
import { makeClient } from './make-client.ts';
import { readOwnFiles } from './own-files.ts';
import { tellCreated } from './tell-created.ts';
import { unmakeClient } from './unmake-client.ts';

type CreateSpec = Extract<JobSpec, { kind: 'create-clients' }>;

/** What failed, by the client; null when it was a former run of the console that did it. */
type Report = Map<string, AppError> | null;

/** Bringing boot files is this part of the way, where there are any. */
const filesShare = 0.4;

/**
 * Makes machines clients of an image server, VMs among them anew, or deletes them again: one after
 * the other on each host, several hosts at a time. Which were made is what is there: whoever comes
 * after a kill looks, and begins nothing by itself.
 */
export function createClientsJob(ports: {
  /** Null: the image server is not in the site, or not connected. */
  portsOf(serverId: string): CreatePorts | null;
  /** Of a host, or of an image server. */
  linkOf(machineId: string): HostLink | undefined;
}): DefinedJob {
  type Context = JobContext<CreateSpec>;

  const say = (context: Context, line: string) => context.tell({ type: 'log', lines: [line] });

  async function run(context: Context, create: CreatePorts): Promise<Map<string, AppError>> {
    const { spec } = context;
    const failures = new Map<string, AppError>();
    const noted = context.journal('acting', {});
    if (!noted.ok) return failAll(spec, noted.error);
    const signal = AbortSignal.any([context.cancelled, context.closing]);
    const act =
      spec.act === 'create'
        ? await making(context, create, signal)
        : await unmaking(context, create, signal);
    if (!act.ok) return failAll(spec, act.error);
    let ended = 0;
    const byHost = Map.groupBy(spec.machines, ({ vm }) => vm?.hostId ?? null);
    await Promise.all(
      [...byHost].map(async ([hostId, here]) => {
        for (const machine of here) {
          if (signal.aborted) return;
          const { id } = machine.client;
          // Put down before it is done: what was begun is found again.
          const put = context.journal('machine', { client: id });
          const acted = put.ok ? await act.value(machine) : put;
          ended += 1;
          const where = hostId === null ? '' : ` on ${hostLabelOf(create, hostId)}`;
          if (!acted.ok) failures.set(id, acted.error);
          const word = spec.act === 'create' ? 'made' : 'deleted';
          say(context, acted.ok ? `${id}: ${word}${where}` : `${id}: ${acted.error.message}`);
          const share = spec.act === 'create' && hostId !== null ? filesShare : 0;
          tellFraction(context, share + (1 - share) * (ended / spec.machines.length));
        }
      }),
    );
    return failures;
  }

  async function making(
    context: Context,
    create: CreatePorts,
    signal: AbortSignal,
  ): Promise<Result<(machine: NewMachine) => Promise<Result<void>>>> {
    const [first] = context.spec.machines;
    const { role, desired } = first?.client ?? { role: '', desired: null };
    const needs = await readBootNeeds(create.place, role, desired ?? '', signal);
    if (!needs.ok) return needs;
    const hostIds = new Set(context.spec.machines.flatMap(({ vm }) => vm?.hostId ?? []));
    const brought = await bringToHosts(create, needs.value, [...hostIds], {
      signal,
      onProgress: (fraction) => tellFraction(context, filesShare * fraction),
    });
    return ok(async (machine) => {
      const trouble = machine.vm ? brought.get(machine.vm.hostId) : undefined;
      return trouble ? err(trouble) : makeClient(create, machine, needs.value, signal);
    });
  }

  async function unmaking(
    context: Context,
    create: CreatePorts,
    signal: AbortSignal,
  ): Promise<Result<(machine: NewMachine) => Promise<Result<void>>>> {
    const clients = context.spec.machines.map(({ client }) => client);
    const files = await readOwnFiles(create.place, clients, signal);
    if (!files.ok) return files;
    const stamp = `${new Date(context.now()).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    return ok((machine) => {
      const file = files.value.get(machine.client.id) ?? null;
      return unmakeClient(create, machine, file, stamp, signal);
    });
  }

  return defineJob<CreateSpec, CreatePorts, Report>({
    kind: 'create-clients',
    claims: (spec) => ({ vms: vmsOfJob(spec), move: null, serverId: spec.serverId }),

    async validate({ spec, closing }) {
      const create = ports.portsOf(spec.serverId);
      if (!create) return err(noServer());
      // A look at it answers what a connection that is there only by name would not.
      const seen = await readOwnFiles(create.place, [], closing);
      return seen.ok ? ok(create) : seen;
    },

    run,

    async rejoin() {
      return null;
    },

    async verify(context, report): Promise<JobEnd> {
      const { spec, closing, cancelled } = context;
      const acted = context.entries().some(({ step }) => step === 'acting');
      if (!acted) return report ? failedBefore(report) : neverBegan;
      const create = ports.portsOf(spec.serverId);
      if (!create) return unseen(spec, noServer());
      const ids = new Set([spec.serverId, ...vmsOfJob(spec).map(({ hostId }) => hostId)]);
      const links = [...ids].flatMap((id) => ports.linkOf(id) ?? []);
      await Promise.all(links.map((link) => readyWithin(link, 60_000, closing)));
      const seen = await lookAtMachines(create, spec.machines, closing);
      if (!seen.ok) return unseen(spec, seen.error);
      return tellCreated(spec.act, seen.value, report ?? new Map(), cancelled.aborted);
    },
  });
}

function tellFraction(context: JobContext<CreateSpec>, fraction: number): void {
  const progress = { fraction, bytes: 0, totalBytes: 0, bytesPerSecond: 0 };
  context.tell({ type: 'progress', progress });
}

function failAll({ machines }: CreateSpec, error: AppError): Map<string, AppError> {
  return new Map(machines.map(({ client }) => [client.id, error]));
}

function noServer(): AppError {
  return appError('image-server-not-found', 'The image server is not connected.');
}

function failedBefore(report: Map<string, AppError>): JobEnd {
  const [error] = report.values();
  if (!error) return neverBegan;
  return { state: 'failed', summary: error.message, error };
}

function unseen({ machines, act }: CreateSpec, error: AppError): JobEnd {
  const what = act === 'create' ? 'made' : 'deleted';
  return {
    state: 'undecided',
    summary: `It could not be seen which of ${machines.length} clients are ${what}: ${error.message}`,
    error,
  };
}

/** The journal has it begun, and not that anything was about to be done. */
const neverBegan: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before anything was done.',
};
