import { blocks } from '../blocks.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Does the VM hold something that cannot come along, or need a bridge that is not there? */
export function deviceReasons({ vm, source, target }: MoveQuestion): MoveReason[] {
  const reasons: MoveReason[] = [];
  const bridges = target.facts?.bridges;
  if (bridges && source.id !== target.id) {
    const wanted = new Set(vm.nics.map((nic) => nic.bridge).filter((bridge) => bridge !== ''));
    for (const bridge of wanted) {
      if (bridges.includes(bridge)) continue;
      reasons.push(
        blocks(
          'bridge-missing',
          `${target.label} has no bridge ${bridge}.`,
          `Make it there, connected to the same network; it has ${bridges.join(', ') || 'none'}.`,
        ),
      );
    }
  }
  if (vm.pciDevices.length > 0) {
    reasons.push(
      blocks(
        'pci-passthrough',
        `${vm.name} holds PCI devices of ${source.label}: ${vm.pciDevices.join(', ')}.`,
        'Detach them with `xl pci-detach`, or shut it down and start it at the other host.',
      ),
    );
  }
  if (vm.vnuma) {
    reasons.push(
      blocks(
        'vnuma',
        `${vm.name} has a virtual NUMA layout, which Xen cannot move.`,
        'Take vnuma= out of its configuration and restart it.',
      ),
    );
  }
  if (vm.nestedHvm) {
    reasons.push(
      blocks(
        'nested-virt',
        `${vm.name} may run guests of its own (nestedhvm=1), which Xen cannot move.`,
        'Take nestedhvm=1 out of its configuration and restart it.',
      ),
    );
  }
  return reasons;
}
