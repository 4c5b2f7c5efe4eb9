import { blocks } from '../../../shared/migration/blocks.ts';
import { estimateMove } from '../../../shared/migration/estimate-move.ts';
import { judgeMove, verdictOf } from '../../../shared/migration/judge-move.ts';
import type { MoveEstimate, MoveReason, MoveVerdict } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { compareFiles, filesOf } from './compare-files.ts';
import { findPath } from './find-path.ts';
import { lookAtFiles } from './look-at-files.ts';
import type { MovePorts } from './move-ports.ts';
import type { MoveRoute } from './transport-line.ts';

export interface PlannedMove {
  vm: Vm;
  targetHostId: string;
  mode: MoveMode;
  /** The job that asks, if one does: it does not stand in its own way. */
  jobId?: string;
}

/** What a look at both hosts brought. */
export interface Preflight {
  verdict: MoveVerdict;
  estimate: MoveEstimate;
  /** The VM as its host has just told of it. */
  vm: Vm;
  /** The way from host to host that was really gone; null where something is in the way. */
  route: MoveRoute | null;
}

/** Both ends of a move with the way to each. */
interface Ends {
  source: Host;
  target: Host;
  links: { source: HostLink; target: HostLink };
}

/**
 * Asks both hosts, now, whether this move can be made: the whole verdict on fresh facts, then the
 * files, then a login from one to the other. Looks only; changes nothing.
 */
export async function preflight(
  ports: MovePorts,
  move: PlannedMove,
  signal?: AbortSignal,
): Promise<Preflight> {
  const { hosts } = ports.stateOf();
  const [source, target] = [hosts[move.vm.hostId], hosts[move.targetHostId]];
  const estimate = estimateFor(ports, move);
  const refused = (vm: Vm, reasons: readonly MoveReason[]): Preflight => ({
    verdict: verdictOf(reasons),
    estimate,
    vm,
    route: null,
  });
  if (!source || !target) {
    const which = source ? 'target' : 'source';
    return refused(move.vm, [
      blocks(
        `${which}-offline`,
        `The ${which} is not among the console's hosts any more.`,
        'Add it again.',
      ),
    ]);
  }
  const links = linksOf(ports, source, target);
  const known = judge(ports, move, { vm: move.vm, source, target });
  if (!links || source.link.state !== 'online' || target.link.state !== 'online') {
    return refused(move.vm, known.reasons);
  }
  const fresh = await readBoth(ports, move, { source, target, links }, signal);
  if (!fresh.ok) return refused(move.vm, fresh.error);
  const { vm } = fresh.value;
  const verdict = judge(ports, move, fresh.value);
  const files = await fileReasons({ ...fresh.value, links }, vm, signal);
  const reasons = files.ok ? [...withoutGuesses(verdict.reasons), ...files.value] : files.error;
  if (!files.ok || !verdictOf(reasons).possible) return refused(vm, reasons);
  const path = await findPath(ports, fresh.value, links, signal);
  if (!path.ok) return refused(vm, [...reasons, path.error]);
  return { verdict: verdictOf(reasons), estimate, vm, route: path.value };
}

function linksOf(ports: MovePorts, source: Host, target: Host): Ends['links'] | null {
  const links = { source: ports.linkOf(source.id), target: ports.linkOf(target.id) };
  return links.source && links.target ? { source: links.source, target: links.target } : null;
}

interface Fresh {
  vm: Vm;
  source: Host;
  target: Host;
  targetVms?: readonly Vm[];
}

function judge(ports: MovePorts, move: PlannedMove, fresh: Fresh): MoveVerdict {
  const state = ports.stateOf();
  return judgeMove({
    vm: fresh.vm,
    source: fresh.source,
    target: fresh.target,
    targetVms: fresh.targetVms ?? Object.values(state.vms[fresh.target.id] ?? {}),
    jobs: Object.values(state.jobs),
    settings: state.settings,
    mode: move.mode,
    ...(move.jobId === undefined ? {} : { ownJobId: move.jobId }),
  });
}

/** Reads both hosts anew. Error: the reasons that lie in not being able to. */
async function readBoth(
  ports: MovePorts,
  move: PlannedMove,
  { source, target, links }: Ends,
  signal?: AbortSignal,
): Promise<Result<Required<Fresh>, MoveReason[]>> {
  const [ours, theirs] = await Promise.all([
    readHost(ports, source, links.source, signal),
    readHost(ports, target, links.target, signal),
  ]);
  const unread: MoveReason[] = [];
  if (!ours.ok) unread.push(blocks('source-offline', ours.error, 'Refresh the host to see why.'));
  if (!theirs.ok) {
    unread.push(blocks('target-unknown', theirs.error, 'Refresh the host to see why.'));
  }
  if (!ours.ok || !theirs.ok) return err(unread);
  const vm = ours.value.vms.find((each) => each.name === move.vm.name);
  if (!vm || vm.uuid !== move.vm.uuid) {
    return err([
      blocks(
        'vm-not-running',
        `${move.vm.name} is not on ${source.label} any more.`,
        'It was moved, ended or replaced elsewhere; look where it is now.',
      ),
    ]);
  }
  // Load is measured over time; a single look knows it no better than the inventory does.
  const measured = { ...vm, cpu: move.vm.cpu };
  return ok({
    vm: measured,
    source: ours.value.host,
    target: theirs.value.host,
    targetVms: theirs.value.vms,
  });
}

export async function readHost(
  ports: Pick<MovePorts, 'driverOf' | 'now'>,
  host: Host,
  link: HostLink,
  signal?: AbortSignal,
): Promise<Result<{ host: Host; vms: Vm[] }, string>> {
  const driver = ports.driverOf(host.id);
  if (!driver) return err(`${host.label} has no toolstack that the console drives.`);
  const read = await driver.read(link, host.id, signal);
  if (!read.ok) return err(`${host.label} could not be read: ${read.error.message}`);
  const { facts, freeMemoryMiB, vms } = read.value;
  const known = host.usage ?? { at: ports.now(), cpu: null, dom0Cpu: null };
  return ok({ host: { ...host, facts, usage: { ...known, freeMemoryMiB } }, vms });
}

async function fileReasons(
  ends: Ends,
  vm: Vm,
  signal?: AbortSignal,
): Promise<Result<MoveReason[], MoveReason[]>> {
  const wanted = filesOf(vm);
  const [here, there] = await Promise.all([
    lookAtFiles(ends.links.source, wanted, signal),
    lookAtFiles(ends.links.target, wanted, signal),
  ]);
  if (!here.ok) return err([unlooked(ends.source.label, here.error.message)]);
  if (!there.ok) return err([unlooked(ends.target.label, there.error.message)]);
  return ok(compareFiles(vm, ends, here.value, there.value));
}

function unlooked(label: string, why: string): MoveReason {
  return blocks(
    'disk-missing',
    `${label} could not be asked for the VM's files: ${why}`,
    'Try again; look at the host if it stays so.',
  );
}

/** What the inventory could only warn of has been looked at meanwhile. */
function withoutGuesses(reasons: readonly MoveReason[]): MoveReason[] {
  return reasons.filter(
    ({ code, severity }) => code !== 'disk-not-shared' || severity === 'blocks',
  );
}

function estimateFor(ports: MovePorts, { vm, targetHostId, mode }: PlannedMove): MoveEstimate {
  const past = ports.history.between(vm.hostId, targetHostId);
  if (!past.ok) ports.log.warn({ error: past.error }, 'earlier moves could not be read');
  return estimateMove({ vm, mode, history: past.ok ? past.value : [] });
}
