import { blocks } from '../../../shared/migration/blocks.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { judgeRestart, judgeStranded } from '../../../shared/outage/judge-restart.ts';
import { proofProblem } from '../../../shared/outage/proof-problem.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { lookAtDomains } from '../jobs/look-at-domains.ts';
import { filesOf } from '../migration/compare-files.ts';
import { lookAtFiles } from '../migration/look-at-files.ts';
import { readHost } from '../migration/preflight.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ToolstackDriver } from '../xen/toolstack.ts';
import { callHost } from './call-host.ts';
import { missingFiles } from './missing-files.ts';
import { labelOf, type OutagePorts } from './outage-ports.ts';
import { restartConfig } from './restart-config.ts';

/** All that is needed to start a VM on another host. */
export interface ReadyRestart {
  vm: Vm & { uuid: string; configPath: string };
  target: HostLink;
  driver: ToolstackDriver;
  /** The configuration to start it from. */
  text: string;
}

export interface PlannedRestart {
  hostId: string;
  vm: string;
  uuid: string;
  targetHostId: string;
  /** The job that asks: it does not stand in its own way. */
  jobId: string;
}

const defaultAnswerMs = 25_000;

/**
 * Everything that can be known before a VM of a dead host is started elsewhere: the proof, the
 * target read anew, its files, the configuration. Looks only. Error: every reason against it.
 */
export async function checkRestart(
  ports: OutagePorts,
  planned: PlannedRestart,
  signal: AbortSignal,
): Promise<Result<ReadyRestart, MoveReason[]>> {
  const known = ports.stateOf().vms[planned.hostId] ?? {};
  const vm = Object.hasOwn(known, planned.vm) ? known[planned.vm] : undefined;
  const source = ports.stateOf().hosts[planned.hostId];
  if (!vm || !source || vm.uuid !== planned.uuid) {
    return err([
      blocks('vm-not-running', `${planned.vm} is not known on that host any more.`, 'Look again.'),
    ]);
  }
  const alive = downProblem(ports, planned.hostId);
  if (alive) return err([alive]);
  const ends = await readTarget(ports, planned.targetHostId, signal);
  if (!ends.ok) return ends;
  const { target, link, driver, targetVms } = ends.value;
  const state = ports.stateOf();
  const reasons = [
    ...judgeStranded(vm, state, planned.jobId),
    ...judgeRestart({
      vm,
      source,
      target,
      targetVms,
      jobs: Object.values(state.jobs),
      settings: state.settings,
      ownJobId: planned.jobId,
    }).reasons,
    ...(await lookBeforeStart(ports, vm, planned.targetHostId, signal)),
  ];
  const against = reasons.filter(({ severity }) => severity === 'blocks');
  const { uuid, configPath } = vm;
  if (against.length > 0 || uuid === null || configPath === null) return err(against);
  const text = configOf(ports, vm);
  return text.ok
    ? ok({ vm: { ...vm, uuid, configPath }, target: link, driver, text: text.value })
    : err([text.error]);
}

/** The reason why a host does not count as down; null: it does. */
function downProblem(ports: OutagePorts, hostId: string): MoveReason | null {
  const link = ports.linkOf(hostId);
  const host = ports.stateOf().hosts[hostId];
  if (!link || !host) {
    return blocks('source-offline', 'The host is not among the console’s hosts any more.', '');
  }
  const problem = proofProblem({ ...host, link: link.link }, ports.book.of(hostId), ports.now());
  return problem === null
    ? null
    : blocks('host-answers', problem, 'Make sure that it is off, and say so, or fence it.');
}

/** What only the target can tell of a VM's files, and the store of its configuration. */
export async function lookBeforeStart(
  ports: OutagePorts,
  vm: Vm,
  targetHostId: string,
  signal: AbortSignal,
): Promise<MoveReason[]> {
  const config = configOf(ports, vm);
  const reasons = config.ok ? [] : [config.error];
  const link = ports.linkOf(targetHostId);
  const label = labelOf(ports, targetHostId);
  const looked = link ? await lookAtFiles(link, filesOf(vm), signal) : null;
  if (looked?.ok) return [...reasons, ...missingFiles(vm, label, looked.value)];
  const why = looked ? looked.error.message : 'it is not among the console’s hosts.';
  return [
    ...reasons,
    blocks('disk-missing', `${label} could not be asked for its files: ${why}`, 'Try again.'),
  ];
}

/**
 * The last moment before the act: the host is called once more and does not answer, and of all
 * hosts that can be seen none has the VM.
 */
export async function lastLook(
  ports: OutagePorts,
  planned: PlannedRestart,
  signal: AbortSignal,
): Promise<MoveReason | null> {
  const former = ports.linkOf(planned.hostId);
  if (former) await callHost(former, ports.answerWithinMs ?? defaultAnswerMs, signal);
  const seen = await lookEverywhere(ports, planned, signal);
  // Looking took its time: what has answered meanwhile is heard.
  const against = downProblem(ports, planned.hostId) ?? seen;
  if (against) return against;
  const state = ports.stateOf();
  const vm = state.vms[planned.hostId]?.[planned.vm];
  const stranded = vm ? judgeStranded(vm, state, planned.jobId) : [];
  return stranded.find(({ severity }) => severity === 'blocks') ?? null;
}

/** So many hosts are looked at at once. */
const atOnce = 16;

/** Whether any host that can be seen has the VM; the target must be seen. */
async function lookEverywhere(
  ports: OutagePorts,
  { vm, uuid: wanted, targetHostId }: PlannedRestart,
  signal: AbortSignal,
): Promise<MoveReason | null> {
  const hosts = Object.values(ports.stateOf().hosts);
  const online = hosts.filter(({ link }) => link.state === 'online').map(({ id }) => id);
  const ids = [targetHostId, ...online.filter((id) => id !== targetHostId)];
  const look = async (hostId: string): Promise<MoveReason | null> => {
    const link = ports.linkOf(hostId);
    const seen = link ? await lookAtDomains(link, signal) : null;
    const label = labelOf(ports, hostId);
    const isTarget = hostId === targetHostId;
    if (!seen?.ok) {
      const why = seen?.error.message ?? 'it is not among the console’s hosts.';
      return isTarget
        ? blocks('target-unknown', `${label} could not be looked at: ${why}`, 'Try again.')
        : null;
    }
    const has = seen.value.some(({ name, uuid }) => uuid === wanted || (isTarget && name === vm));
    return has
      ? blocks('runs-elsewhere', `${vm} is on ${label} already.`, 'Look at it there.')
      : null;
  };
  for (let at = 0; at < ids.length; at += atOnce) {
    const found = await Promise.all(ids.slice(at, at + atOnce).map(look));
    const against = found.find((one) => one !== null);
    if (against) return against;
  }
  return null;
}

function configOf(ports: OutagePorts, vm: Vm): Result<string, MoveReason> {
  const kept = vm.configPath === null ? ok(null) : ports.lastConfig(vm.hostId, vm.configPath);
  if (!kept.ok) return err(blocks('no-config', kept.error.message, kept.error.hint ?? ''));
  return restartConfig(kept.value, vm);
}

async function readTarget(
  ports: OutagePorts,
  hostId: string,
  signal: AbortSignal,
): Promise<
  Result<{ target: Host; targetVms: Vm[]; link: HostLink; driver: ToolstackDriver }, MoveReason[]>
> {
  const host = ports.stateOf().hosts[hostId];
  const link = ports.linkOf(hostId);
  const driver = ports.driverOf(hostId);
  if (!host || !link || !driver || host.link.state !== 'online') {
    const label = host?.label ?? hostId;
    return err([blocks('target-offline', `${label} cannot be reached.`, 'Choose another host.')]);
  }
  const read = await readHost(ports, host, link, signal);
  if (!read.ok) return err([blocks('target-unknown', read.error, 'Refresh the host to see why.')]);
  return ok({ target: read.value.host, targetVms: read.value.vms, link, driver });
}
