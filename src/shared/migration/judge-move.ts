import type { MoveQuestion } from './move-question.ts';
import { cpuReasons } from './reasons/cpu.ts';
import { deviceReasons } from './reasons/devices.ts';
import { identityReasons } from './reasons/identity.ts';
import { memoryReasons } from './reasons/memory.ts';
import { platformReasons } from './reasons/platform.ts';
import { reachReasons } from './reasons/reach.ts';
import { storageReasons } from './reasons/storage.ts';
import { vmReasons } from './reasons/vm.ts';
import { type MoveReason, type MoveVerdict, moveReasonCodes } from './verdict.ts';

/**
 * Whether a VM may move to a host, and every reason against it: all that can be told from the
 * inventory alone. Costs microseconds, because it is asked of every host while a VM is dragged.
 * What only the hosts themselves can tell (files, a way between them) is the core's to add.
 */
export function judgeMove(question: MoveQuestion): MoveVerdict {
  return verdictOf([
    ...reachReasons(question),
    ...vmReasons(question),
    ...platformReasons(question),
    ...memoryReasons(question),
    ...identityReasons(question),
    ...storageReasons(question),
    ...cpuReasons(question),
    ...deviceReasons(question),
  ]);
}

const rank = new Map(moveReasonCodes.map((code, index) => [code, index]));

/** Puts reasons into the order of display and says whether any of them forbids the move. */
export function verdictOf(reasons: readonly MoveReason[]): MoveVerdict {
  const ordered = [...reasons].sort(
    (a, b) =>
      (rank.get(a.code) ?? 0) - (rank.get(b.code) ?? 0) ||
      (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
  return { possible: ordered.every((reason) => reason.severity !== 'blocks'), reasons: ordered };
}
