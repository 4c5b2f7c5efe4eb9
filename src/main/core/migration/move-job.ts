import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { carryBootFiles } from '../images/xen/carry-boot-files.ts';
import { type DefinedJob, defineJob, type JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import type { SpareConnection } from '../ssh/spare-connection.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { type Attendance, attendMove, type MoveSpec } from './attend-move.ts';
import { type BootAlong, bootAlong } from './boot-along.ts';
import { readSourceConfig, type SourceConfig } from './carry-config.ts';
import { notFollowing } from './follow-lines.ts';
import { launchMove } from './launch-move.ts';
import { autostartFolder, hostLabel, type MovePorts, moveDirectory } from './move-ports.ts';
import { preflight } from './preflight.ts';
import { type MoveReport, settleMove } from './settle-move.ts';
import type { MoveRoute } from './transport-line.ts';

interface Plan {
  source: HostLink;
  target: HostLink;
  domid: number;
  route: MoveRoute;
  /** The connection that it begins on; null where no key is forwarded. */
  prepared: SpareConnection | null;
  configPath: string | null;
  /** Of a VM that boots from an image. */
  boot: BootAlong;
  /** Read beforehand, so that it is there even if the source is away once the VM has arrived. */
  config: SourceConfig | null;
}

/** Moving a VM, live or by stop-and-copy, as a job. */
export function moveJob(ports: MovePorts): DefinedJob {
  return defineJob<MoveSpec, Plan, MoveReport>({
    kind: 'move',
    claims: ({ vm, sourceHostId, targetHostId }) => ({
      vms: [
        { hostId: sourceHostId, name: vm },
        { hostId: targetHostId, name: vm },
      ],
      move: { sourceHostId, targetHostId },
    }),
    validate: (context) => validate(ports, context),
    async run(context, plan) {
      const { configPath, config, boot } = plan;
      const along = await bringAlong(ports, context, plan);
      if (!along.ok) {
        plan.prepared?.discard();
        return { attendance: notBegun(along.error), config };
      }
      const { isSwitched } = boot;
      const entry = { configPath, route: plan.route.address, isSwitched };
      const noted = context.journal('moving', entry);
      if (!noted.ok) return { attendance: notBegun(noted.error), config };
      const { target: targetLink, source: link } = plan;
      const launch = launchMove(ports, context, targetLink.forwardableKey, plan);
      const attendance = await attendMove({
        context,
        link,
        directory: moveDirectory(ports, context.id),
        start: launch.start,
        onLoggedIn: launch.loggedIn,
      });
      launch.loggedIn();
      return { attendance, config };
    },
    async rejoin(context) {
      const link = ports.linkOf(context.spec.sourceHostId);
      if (!link)
        return { attendance: { following: notFollowing, error: hostGone() }, config: null };
      // It may still go on over there; whether it can be taken back, the source will say.
      context.tell({ type: 'rejoin', cancellable: true });
      const attendance = await attendMove({
        context,
        link,
        directory: moveDirectory(ports, context.id),
        start: null,
      });
      return { attendance, config: null };
    },
    verify: (context, report): Promise<JobEnd> => settleMove(ports, context, report),
  });
}

/** Meanwhile the connection is opened that the move is to begin on. */
async function validate(ports: MovePorts, context: JobContext<MoveSpec>): Promise<Result<Plan>> {
  const { sourceHostId, targetHostId } = context.spec;
  const forwards = ports.linkOf(targetHostId)?.forwardableKey;
  const prepared = (forwards && ports.linkOf(sourceHostId)?.prepareForwarding()) ?? null;
  const checked = await check(ports, context);
  if (!checked.ok) prepared?.discard();
  return checked.ok ? ok({ ...checked.value, prepared }) : checked;
}

/** Everything is looked at once more, since the confirm may be minutes old. */
async function check(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
): Promise<Result<Omit<Plan, 'prepared'>>> {
  const { spec } = context;
  const known = ports.stateOf().vms[spec.sourceHostId]?.[spec.vm];
  const source = ports.linkOf(spec.sourceHostId);
  const target = ports.linkOf(spec.targetHostId);
  if (!source || !target) return err(hostGone());
  if (!known || known.uuid !== spec.uuid) {
    return err(
      appError('vm-not-found', `${spec.vm} is not where it was when the move was asked for.`, {
        hint: 'Look where it is now, and ask again.',
      }),
    );
  }
  const stop = AbortSignal.any([context.cancelled, context.closing]);
  const move = { vm: known, targetHostId: spec.targetHostId, mode: spec.mode, jobId: context.id };
  const { verdict, vm, route } = await preflight(ports, move, stop);
  const against = verdict.reasons.filter((reason) => reason.severity === 'blocks');
  const [first] = against;
  if (first || !route || vm.domid === null) {
    return err(
      appError('preflight-refused', first?.message ?? `${spec.vm} cannot be moved now.`, {
        hint: first?.remedy ?? 'Try again.',
        details: against.map(({ message, remedy }) => `${message} ${remedy}`).join('\n'),
      }),
    );
  }
  const config = await configOf(ports, source, vm.configPath);
  if (!config.ok) return config;
  const { configPath, domid } = vm;
  const boot = bootAlong(vm, config.value);
  return ok({ source, target, domid, route, configPath, boot, config: config.value });
}

async function configOf(
  ports: MovePorts,
  source: HostLink,
  path: string | null,
): Promise<Result<SourceConfig | null>> {
  return path === null ? ok(null) : readSourceConfig(source, path, autostartFolder(ports));
}

/** What its starts need of dom0 is there before it is. */
async function bringAlong(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
  { source, target, boot }: Plan,
): Promise<Result<void>> {
  if (boot.files.length === 0) return ok(undefined);
  const noted = context.journal('boot-files', { files: boot.files });
  if (!noted.ok) return noted;
  const { sourceHostId, targetHostId } = context.spec;
  const label = hostLabel(ports, targetHostId);
  const carried = await carryBootFiles(
    {
      source: { runner: source, label: hostLabel(ports, sourceHostId) },
      target: { runner: target, label },
    },
    boot.files,
    context.id,
    AbortSignal.any([context.cancelled, context.closing]),
  );
  if (!carried.ok) {
    if (context.cancelled.aborted) context.journal('cancel-requested');
    return carried;
  }
  if (carried.value > 0) {
    const mib = (carried.value / 1_048_576).toFixed(1);
    context.tell({
      type: 'log',
      lines: [`stateroom: brought ${mib} MiB to boot from to ${label}`],
    });
  }
  return ok(undefined);
}

function notBegun(error: AppError): Attendance {
  return {
    following: { ...notFollowing, end: { kind: 'refused', why: error.message.replace(/\.$/, '') } },
    error,
  };
}

function hostGone(): AppError {
  return appError(
    'host-not-found',
    'A host of this move is not among the console’s hosts any more.',
  );
}
