import { blocks, warns } from '../migration/blocks.ts';
import { judgeMove, verdictOf } from '../migration/judge-move.ts';
import type { MoveQuestion } from '../migration/move-question.ts';
import { storageReasons } from '../migration/reasons/storage.ts';
import { holds } from '../migration/reasons/vm.ts';
import type { MoveReason, MoveReasonCode, MoveVerdict } from '../migration/verdict.ts';
import type { SiteState } from '../model/site.ts';
import type { Disk, Vm } from '../model/vm.ts';

/** Of the reasons against a move, those that stand against starting it anew elsewhere, too. */
const shared: ReadonlySet<MoveReasonCode> = new Set<MoveReasonCode>([
  'same-host',
  'target-offline',
  'target-unknown',
  'target-no-toolstack',
  'vm-busy',
  'type-unsupported',
  'memory',
  'memory-ceiling',
  'cpu-ceiling',
  'name-taken',
  'uuid-taken',
  'bridge-missing',
]);

/**
 * Whether a host could run a VM whose own host is down: what the inventory can tell. The guest
 * boots anew, so that what a running one depends on (CPU features, Xen's version) does not matter,
 * but nothing of its former host can be asked any more: a disk must be known to be shared.
 */
export function judgeRestart(question: Omit<MoveQuestion, 'mode'>): MoveVerdict {
  const asMove = { ...question, mode: 'stop-and-copy' as const };
  const kept = judgeMove(asMove).reasons.filter(({ code }) => shared.has(code));
  const { vm } = question;
  const ofDisks = vm.disks.flatMap((disk) =>
    storageReasons({ ...asMove, vm: { ...vm, disks: [disk] } }).map((reason) =>
      reason.severity === 'warns' ? unproven(disk, reason, question) : reason,
    ),
  );
  return verdictOf([...kept, ...ofDisks]);
}

/** Without the other host nobody can compare: what is only likely to be the same disk is not. */
function unproven(
  { vdev, path, readonly }: Disk,
  reason: MoveReason,
  { source, target }: Omit<MoveQuestion, 'mode'>,
): MoveReason {
  if (readonly) {
    return warns(
      'disk-not-shared',
      `Disk ${vdev} (${path}) is read-only and not on storage that both hosts share.`,
      `It is started with what ${target.label} has there, which cannot be compared now.`,
    );
  }
  return blocks(
    'disk-not-shared',
    reason.message,
    `Only a disk on storage that both hosts are known to share may be used: ${source.label} cannot be asked.`,
  );
}

/** What stands against starting a VM of a host that is down on any other host at all. */
export function judgeStranded(
  vm: Vm,
  state: Pick<SiteState, 'hosts' | 'vms' | 'jobs'>,
  ownJobId?: string,
): MoveReason[] {
  const label = state.hosts[vm.hostId]?.label ?? vm.hostId;
  const reasons: MoveReason[] = [];
  if (vm.state === 'transit') {
    reasons.push(
      blocks(
        'vm-in-transit',
        `${vm.name} was one half of a move when ${label} was last seen.`,
        'Look at the other host of that move: it may run there.',
      ),
    );
  } else if (vm.domid === null) {
    reasons.push(
      blocks('vm-not-running', `${vm.name} was off when ${label} was last seen.`, 'Leave it off.'),
    );
  }
  if (vm.uuid === null) {
    reasons.push(
      blocks('uuid-unknown', `The uuid of ${vm.name} is not known.`, 'Start it by hand.'),
    );
  }
  const busy = Object.values(state.jobs).some((job) => job.id !== ownJobId && holds(job, vm));
  if (busy) {
    reasons.push(
      blocks(
        'vm-busy',
        `A job has ${vm.name} in its hands, or what became of one is not known.`,
        'Wait for it, or look at it.',
      ),
    );
  }
  if (vm.configPath === null) {
    reasons.push(
      blocks(
        'no-config',
        `No configuration file of ${vm.name} is known.`,
        'It was started from a file outside of /etc/xen, or none: write one on the other host.',
      ),
    );
  }
  if (vm.pciDevices.length > 0) {
    reasons.push(
      blocks(
        'pci-passthrough',
        `${vm.name} has PCI devices of ${label}: ${vm.pciDevices.join(', ')}.`,
        'It can run without them only after pci= was taken out of its configuration.',
      ),
    );
  }
  return [...reasons, ...elsewhereReasons(vm, state)];
}

/** A VM with its uuid on another host is the same VM: never two of it. */
function elsewhereReasons(vm: Vm, { hosts, vms }: Pick<SiteState, 'hosts' | 'vms'>): MoveReason[] {
  if (vm.uuid === null) return [];
  const reasons: MoveReason[] = [];
  for (const [hostId, byName] of Object.entries(vms)) {
    if (hostId === vm.hostId) continue;
    for (const other of Object.values(byName)) {
      if (other.uuid !== vm.uuid || other.domid === null) continue;
      const host = hosts[hostId];
      const was = host?.link.state === 'online' ? 'is' : 'was last seen';
      reasons.push(
        blocks(
          'runs-elsewhere',
          `${other.name} on ${host?.label ?? hostId} ${was} the same VM, and not off.`,
          'Nothing has to be started, or that one has to be ended first.',
        ),
      );
    }
  }
  return reasons;
}
