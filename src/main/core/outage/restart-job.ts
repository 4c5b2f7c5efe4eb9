import { type AppError, appError } from '../../../shared/app-error.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import { err, type Result } from '../../../shared/result.ts';
import { type DefinedJob, defineJob, type JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import { checkRestart, lastLook, type ReadyRestart } from './check-restart.ts';
import { autostartFolderOf, type OutagePorts } from './outage-ports.ts';
import { type PlacedConfig, placeConfig, sumOf } from './place-config.ts';
import { settleRestart } from './settle-restart.ts';

export type RestartSpec = Extract<JobSpec, { kind: 'restart-elsewhere' }>;

/** What the toolstack said; null when it was a former run of the console that asked it. */
export type RestartReport = Result<{ log: string }> | null;

/**
 * Starts a VM of a host that is proved to be down on another one. It is remembered on disk before
 * anything is put down there; the toolstack is asked only after a last look at both hosts.
 */
export function restartJob(ports: OutagePorts): DefinedJob {
  return defineJob<RestartSpec, ReadyRestart, RestartReport>({
    kind: 'restart-elsewhere',
    claims: ({ vm, hostId, targetHostId }) => ({
      vms: [
        { hostId, name: vm },
        { hostId: targetHostId, name: vm },
      ],
      move: null,
      // One at a time on each host: what the next one finds free is what is left by the one before.
      startsOn: targetHostId,
    }),
    async validate(context) {
      const stop = AbortSignal.any([context.cancelled, context.closing]);
      const checked = await checkRestart(ports, plannedBy(context), stop);
      return checked.ok ? checked : err(refusal(context.spec, checked.error));
    },
    run: (context, ready) => start(ports, context, ready),
    async rejoin() {
      return null;
    },
    verify: (context, report): Promise<JobEnd> => settleRestart(ports, context, report),
  });
}

function plannedBy({ spec, id }: JobContext<RestartSpec>) {
  return { ...spec, jobId: id };
}

async function start(
  ports: OutagePorts,
  context: JobContext<RestartSpec>,
  { vm, target, driver, text }: ReadyRestart,
): Promise<RestartReport> {
  const { spec } = context;
  const config = placedConfig(ports, vm, text);
  const { name, uuid, configPath, autostart } = vm;
  const { proof } = ports.book.of(spec.hostId);
  const claimed = context.journal('claimed', {
    proof,
    sum: config.sum,
    link: config.link,
    configPath,
  });
  if (!claimed.ok) return claimed;
  const noted = ports.book.note(spec.hostId, {
    name,
    uuid,
    configPath,
    autostart,
    targetHostId: spec.targetHostId,
    at: context.now(),
  });
  if (!noted.ok) return noted;
  context.tell({ type: 'log', lines: [proof?.text ?? ''] });
  const placing = context.journal('placing');
  if (!placing.ok) return placing;
  const stamp = new Date(context.now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const placed = await placeConfig(target, config, text, stamp);
  if (!placed.ok) return placed;
  const written = context.journal('placed', { isNew: placed.value.isNew });
  if (!written.ok) return written;
  context.tell({ type: 'log', lines: placed.value.notes });
  const stop = AbortSignal.any([context.cancelled, context.closing]);
  const against = await lastLook(ports, plannedBy(context), stop);
  if (against) return err(refusal(spec, [against]));
  if (stop.aborted) return err(appError('cancelled', 'It was called off before it was started.'));
  const acting = context.journal('acting');
  if (!acting.ok) return acting;
  // What the toolstack was asked for cannot be taken back.
  context.tell({ type: 'no-return' });
  const said = await driver.power(target, { name, configPath }, 'start');
  const log = said.ok ? said.value.log : (said.error.details ?? '');
  context.tell({ type: 'log', lines: log.split('\n').filter((line) => line !== '') });
  return said;
}

function placedConfig(ports: OutagePorts, vm: ReadyRestart['vm'], text: string): PlacedConfig {
  const link = vm.autostart ? (vm.configPath.split('/').at(-1) ?? '') : '';
  const autostartFolder = autostartFolderOf(ports);
  return { path: vm.configPath, sum: sumOf(text), autostartFolder, link };
}

function refusal(spec: RestartSpec, reasons: readonly MoveReason[]): AppError {
  const [first] = reasons;
  return appError('preflight-refused', first?.message ?? `${spec.vm} cannot be started there.`, {
    hint: first?.remedy || 'Try again.',
    details: reasons.map(({ message, remedy }) => `${message} ${remedy}`).join('\n'),
  });
}
