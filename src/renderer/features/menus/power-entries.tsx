import { Pause, Play, Power, PowerOff, RotateCw, StepForward } from 'lucide-react';
import type { PowerAction } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { askPower } from '../../state/actions/ask-power.ts';
import type { AppServices } from '../../state/app-context.ts';
import { powerActionName } from '../../state/job-text.ts';
import { powerBlock, splitByBlock } from '../../state/power-rules.ts';
import { MenuEntry } from './menu-entry.tsx';
import { noneText } from './none-text.ts';

const icons = {
  start: <Play size={15} aria-hidden />,
  shutdown: <Power size={15} aria-hidden />,
  reboot: <RotateCw size={15} aria-hidden />,
  pause: <Pause size={15} aria-hidden />,
  resume: <StepForward size={15} aria-hidden />,
  'force-off': <PowerOff size={15} aria-hidden />,
};

const inOrder: readonly PowerAction[] = [
  'start',
  'shutdown',
  'reboot',
  'pause',
  'resume',
  'force-off',
];

/** The power actions for one or several VMs, each with why it is not for some or all of them. */
export function powerEntries(services: AppServices, vms: readonly VmRef[]) {
  const known = services.store.getState();
  return inOrder.map((action) => {
    const { able, unable } = splitByBlock(vms, (vm) => powerBlock(known, vm, action));
    const part = able.length > 0 && unable.length > 0;
    const blocked = able.length > 0 ? null : noneText(unable);
    const asks = action === 'shutdown' || action === 'reboot' || action === 'force-off';
    return (
      <MenuEntry
        key={action}
        id={action}
        icon={icons[action]}
        label={`${powerActionName(action)}${asks || vms.length > 1 ? '…' : ''}`}
        danger={action === 'force-off'}
        blocked={blocked}
        note={part ? `${able.length} of ${vms.length}` : undefined}
        onAction={() => askPower(services, vms, action)}
      />
    );
  });
}
