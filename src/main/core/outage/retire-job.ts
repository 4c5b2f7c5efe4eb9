import { type AppError, appError } from '../../../shared/app-error.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import type { RestartedVm } from '../../../shared/outage/outage.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type DefinedJob, defineJob, type JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import { lookAtDomains } from '../jobs/look-at-domains.ts';
import { readyWithin } from '../jobs/ready-within.ts';
import { readSourceConfig, type SourceConfig } from '../migration/carry-config.ts';
import { restoreConfigScript } from '../migration/scripts/move-config.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { readVmConfig } from '../xen/xl/vm-config.ts';
import { autostartFolderOf, labelOf, type OutagePorts } from './outage-ports.ts';
import { takeConfigBack } from './place-config.ts';

type RetireSpec = Extract<JobSpec, { kind: 'retire-config' }>;

interface Plan {
  vm: RestartedVm;
  former: HostLink;
  target: HostLink;
  /** As it lies on the former host; null: there is none that could start the VM. */
  stale: SourceConfig | null;
  /** As it lies where the VM is now; null: there is none. */
  kept: SourceConfig | null;
}

/** Null: a former run of the console did it. */
type Report = Result<void> | null;

/**
 * Once a dead host is back: takes the file and the autostart link out of use there that would start
 * a VM a second time which was started elsewhere meanwhile. The file is renamed, never deleted.
 */
export function retireJob(ports: OutagePorts): DefinedJob {
  return defineJob<RetireSpec, Plan, Report>({
    kind: 'retire-config',
    claims: ({ hostId, vm }) => ({ vms: [{ hostId, name: vm }], move: null }),
    validate: ({ spec }) => plan(ports, spec),
    async run(context, { former, target, stale, kept }) {
      if (stale === null) return ok(undefined);
      const noted = context.journal('acting');
      if (!noted.ok) return noted;
      context.tell({ type: 'no-return' });
      const { path, sha256: sum } = stale;
      const autostartFolder = autostartFolderOf(ports);
      const config = { path, sum, link: stale.autostart ?? '', autostartFolder };
      const retired = await takeConfigBack(former, config);
      if (!retired.ok || kept === null) return retired;
      return keepShared(ports, context, { former, target, kept });
    },
    async rejoin() {
      return null;
    },
    verify: (context, report) => settle(ports, context, report),
  });
}

async function plan(ports: OutagePorts, spec: RetireSpec): Promise<Result<Plan>> {
  const vm = ports.book.of(spec.hostId).vms.find(({ uuid }) => uuid === spec.uuid);
  const former = ports.linkOf(spec.hostId);
  const target = vm && ports.linkOf(vm.targetHostId);
  const label = labelOf(ports, spec.hostId);
  if (!vm || !former) {
    return err(appError('not-possible-now', `Nothing of ${spec.vm} is left behind on ${label}.`));
  }
  if (target?.link.state !== 'online') {
    const where = labelOf(ports, vm.targetHostId);
    return err(
      appError('not-connected', `${where}, where ${vm.name} is now, cannot be looked at.`, {
        hint: 'Without it nobody can tell whether both hosts have one and the same file.',
      }),
    );
  }
  const seen = await lookAtDomains(former);
  if (!seen.ok) return seen;
  if (seen.value.some(({ uuid }) => uuid === spec.uuid)) {
    return err(
      appError('not-possible-now', `${vm.name} is on ${label} again: it was started there, too.`, {
        hint: 'Force it off on one of the two hosts first, and look at its disks.',
      }),
    );
  }
  const folder = autostartFolderOf(ports);
  const [stale, kept] = await Promise.all([
    readSourceConfig(former, vm.configPath, folder),
    readSourceConfig(target, vm.configPath, folder),
  ]);
  if (!stale.ok) return stale;
  if (!kept.ok) return kept;
  const isOf = stale.value !== null && startsIt(stale.value, vm);
  return ok({ vm, former, target, stale: isOf ? stale.value : null, kept: kept.value });
}

/** A file that names another VM meanwhile is none of ours. */
function startsIt({ base64 }: SourceConfig, { name, uuid }: RestartedVm): boolean {
  const read = readVmConfig(Buffer.from(base64, 'base64').toString('utf8'), '');
  if (!read.ok) return false;
  return read.value.name === name || read.value.uuid === uuid;
}

/** Where both hosts have one /etc/xen, the file that went was the VM's only one: it comes back. */
async function keepShared(
  ports: OutagePorts,
  context: JobContext<RetireSpec>,
  { former, target, kept }: Pick<Plan, 'former' | 'target'> & { kept: SourceConfig },
): Promise<Result<void>> {
  const folder = autostartFolderOf(ports);
  const now = await readSourceConfig(target, kept.path, folder);
  if (now.ok && now.value !== null) return ok(undefined);
  // Not to be told: rather a file too many than none. The link alone starts it at boot.
  const restore = async (link: string) =>
    former.exec(scriptLine(restoreConfigScript, [kept.path, folder, link]));
  await restore('');
  const again = await readSourceConfig(target, kept.path, folder);
  const linkIsShared = again.ok && kept.autostart !== null && again.value?.autostart == null;
  if (linkIsShared) await restore(kept.autostart ?? '');
  context.tell({ type: 'log', lines: [`${kept.path} is on storage that both hosts share.`] });
  return err(
    appError('not-possible-now', `${kept.path} is on storage that both hosts share; it stays.`, {
      hint: `See to it that ${labelOf(ports, context.spec.hostId)} does not start it at boot.`,
    }),
  );
}

async function settle(
  ports: OutagePorts,
  context: JobContext<RetireSpec>,
  report: Report,
): Promise<JobEnd> {
  const { spec } = context;
  if (report && !report.ok) return failed(report.error);
  const link = ports.linkOf(spec.hostId);
  const vm = ports.book.of(spec.hostId).vms.find(({ uuid }) => uuid === spec.uuid);
  const label = labelOf(ports, spec.hostId);
  const done: JobEnd = {
    state: 'succeeded',
    summary: `${label} cannot start ${spec.vm} any more.`,
  };
  if (!vm) return done;
  const ready = link ? await readyWithin(link, 60_000, context.closing) : null;
  const read =
    link && ready?.ok
      ? await readSourceConfig(link, vm.configPath, autostartFolderOf(ports))
      : null;
  if (!read?.ok) {
    return {
      state: 'undecided',
      summary: `${label} could not be looked at.`,
      findings: [{ hostId: spec.hostId, text: `Look whether ${vm.configPath} is there.` }],
    };
  }
  if (read.value !== null && startsIt(read.value, vm)) {
    return failed(appError('command-failed', `${vm.configPath} on ${label} is still there.`));
  }
  const forgotten = ports.book.forget(spec.hostId, spec.uuid);
  return forgotten.ok ? done : failed(forgotten.error);
}

function failed(error: AppError): JobEnd {
  return { state: 'failed', summary: error.message, error };
}
