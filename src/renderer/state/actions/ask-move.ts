import type { VmRef } from '../../../shared/model/vm.ts';
import { groupVerdict } from '../group-verdict.ts';
import type { AppStore } from '../store.ts';
import { openDialog } from './view-actions.ts';

/**
 * Asks about a move to a host, however it was chosen: to confirm it if at least one of the VMs
 * may move there as it is, else with the reasons against it. VMs that are there stay out of it.
 */
export function askMove(store: AppStore, vms: readonly VmRef[], targetHostId: string): void {
  const moving = vms.filter((vm) => vm.hostId !== targetHostId);
  if (moving.length === 0) return;
  const verdict = groupVerdict(store.getState().site, moving, targetHostId);
  if (!verdict) return;
  openDialog(
    store,
    verdict.answer === 'no'
      ? { kind: 'refused-move', vms: moving, targetHostId }
      : { kind: 'confirm-move', vms: moving, targetHostId, mode: 'live' },
  );
}
