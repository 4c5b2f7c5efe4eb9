import type { Vm } from '../../../shared/model/vm.ts';
import { bootFilesIn, isBootFile } from '../images/xen/carry-boot-files.ts';
import type { SourceConfig } from './carry-config.ts';

/** What a VM that boots from an image needs of its next host. */
export interface BootAlong {
  /** Copies of dom0 that it runs with, and that its configuration names for its next start. */
  files: string[];
  /**
   * Its configuration names another image than it runs: it was switched, and has not rebooted yet.
   * xl was told of that on this host; what it was told does not move with the guest.
   */
  isSwitched: boolean;
}

/** Pure. Nothing, for a VM with a system of its own. */
export function bootAlong(vm: Pick<Vm, 'bootFiles'>, config: SourceConfig | null): BootAlong {
  const runs = vm.bootFiles.filter((path) => isBootFile(path));
  const text = config ? Buffer.from(config.base64, 'base64').toString('latin1') : '';
  const next = bootFilesIn(text);
  return {
    files: [...new Set([...runs, ...next])],
    isSwitched: next.some((path) => !vm.bootFiles.includes(path)),
  };
}
