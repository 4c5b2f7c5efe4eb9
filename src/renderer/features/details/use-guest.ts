import { useRef } from 'react';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm, VmRef } from '../../../shared/model/vm.ts';
import { useAppState } from '../../state/app-context.ts';

function whereIs(site: SiteState, guest: Vm): VmRef | null {
  for (const vms of Object.values(site.vms)) {
    for (const vm of Object.values(vms)) {
      if (vm.uuid === guest.uuid && vm.state !== 'transit')
        return { hostId: vm.hostId, name: vm.name };
    }
  }
  return null;
}

/** Where a guest is now that was on this host and is no more; null: here, or not to be found. */
export function useGuest(ref: VmRef, vm: Vm | null): VmRef | null {
  const last = useRef<Vm | null>(null);
  if (vm) last.current = vm;
  const shape = useAppState((state) => (vm ? 0 : state.shape));
  const found = useAppState((state) => {
    // Twenty thousand VMs are looked through only while this one is missing.
    if (vm || shape === 0 || !last.current?.uuid) return null;
    const at = whereIs(state.site, last.current);
    return at && at.hostId !== ref.hostId ? `${at.hostId}/${at.name}` : null;
  });
  if (found === null) return null;
  const slash = found.indexOf('/');
  return { hostId: found.slice(0, slash), name: found.slice(slash + 1) };
}
