import { blocks } from '../blocks.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Can both hosts be spoken to, and does the other one understand? */
export function reachReasons({ vm, source, target }: MoveQuestion): MoveReason[] {
  const reasons: MoveReason[] = [];
  if (source.id === target.id) {
    reasons.push(
      blocks('same-host', `${vm.name} is on ${target.label} already.`, 'Choose another host.'),
    );
  }
  if (source.link.state !== 'online') {
    reasons.push(
      blocks(
        'source-offline',
        `${source.label}, where it is, cannot be reached: ${whyOffline(source)}`,
        `Bring ${source.label} back; the console connects by itself.`,
      ),
    );
  }
  if (target.link.state !== 'online') {
    reasons.push(
      blocks(
        'target-offline',
        `${target.label} cannot be reached: ${whyOffline(target)}`,
        `Bring ${target.label} back; the console connects by itself.`,
      ),
    );
  }
  if (target.toolstack === 'none' || target.toolstack === 'xe') {
    const has = target.toolstack === 'xe' ? 'has xe, which cannot take a VM from xl' : 'has no xl';
    reasons.push(
      blocks(
        'target-no-toolstack',
        `${target.label} ${has}.`,
        `Install xen-utils on ${target.label} and boot it with Xen, or choose another host.`,
      ),
    );
  } else if (!target.facts && target.link.state === 'online') {
    reasons.push(
      blocks(
        'target-unknown',
        `${target.label} has not said yet what it is capable of.`,
        'Wait until it has been read, or refresh it.',
      ),
    );
  }
  return reasons;
}

function whyOffline({ link }: MoveQuestion['target']): string {
  if (link.error) return link.error.message;
  if (link.state === 'connecting') return 'the connection is being made.';
  return link.state === 'blocked' ? 'it waits for an answer of yours.' : 'it is not connected.';
}
