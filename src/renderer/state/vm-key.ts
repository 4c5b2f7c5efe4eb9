import type { VmRef } from '../../shared/model/vm.ts';

/** One string for a VM of the site; neither part can hold a slash. */
export function vmKey(ref: VmRef): string {
  return `${ref.hostId}/${ref.name}`;
}
