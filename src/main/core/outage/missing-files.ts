import { blocks } from '../../../shared/migration/blocks.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { filesOf } from '../migration/compare-files.ts';
import type { FileSight } from '../migration/look-at-files.ts';

/** The reasons in what the target lacks of a VM's disks and boot files, in the order of `filesOf`. */
export function missingFiles(
  vm: Vm,
  targetLabel: string,
  there: readonly FileSight[],
): MoveReason[] {
  const boot = new Set(vm.bootFiles);
  return filesOf(vm).flatMap(({ path }, at) => {
    const kind = there[at]?.kind;
    if (kind === 'file' || kind === 'block') return [];
    return [
      blocks(
        boot.has(path) ? 'boot-file-missing' : 'disk-missing',
        `${targetLabel} has nothing at ${path}.`,
        `${vm.name} cannot start there without it.`,
      ),
    ];
  });
}
