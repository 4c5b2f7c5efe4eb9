import type { PowerAction } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import type { AppServices } from '../app-context.ts';
import { powerActionName } from '../job-text.ts';
import { call } from './call.ts';
import { patchView } from './view-actions.ts';

/** Asks for a power action on each VM, one after another, and shows the jobs. */
export async function startPower(
  services: AppServices,
  vms: readonly VmRef[],
  action: PowerAction,
): Promise<void> {
  patchView(services.store, { trayOpen: true });
  for (const vm of vms) {
    await call(services, `${powerActionName(action)} ${vm.name}`, 'vms.power', { vm, action });
  }
}
