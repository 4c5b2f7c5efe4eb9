import type { PowerAction } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import type { AppServices } from '../app-context.ts';
import { startPower } from './start-power.ts';
import { openDialog } from './view-actions.ts';

const harmless: readonly PowerAction[] = ['start', 'pause', 'resume'];

/** Begins a harmless action on one VM at once; for everything else the user is asked first. */
export function askPower(services: AppServices, vms: readonly VmRef[], action: PowerAction): void {
  if (vms.length === 1 && harmless.includes(action)) void startPower(services, vms, action);
  else openDialog(services.store, { kind: 'confirm-power', vms, action });
}
