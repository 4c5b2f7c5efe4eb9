import type { SiteState } from '../../shared/model/site.ts';
import type { Vm, VmRef } from '../../shared/model/vm.ts';

/** The VM as last seen, or null. A VM may be called `constructor`: only own names count. */
export function findVm(site: SiteState, ref: VmRef): Vm | null {
  const vms = site.vms[ref.hostId];
  return vms && Object.hasOwn(vms, ref.name) ? (vms[ref.name] ?? null) : null;
}
