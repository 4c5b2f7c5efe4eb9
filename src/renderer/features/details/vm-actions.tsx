import { ArrowRightLeft, Pause, Play, Power, PowerOff, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PowerAction } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { askPower } from '../../state/actions/ask-power.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { powerActionName } from '../../state/job-text.ts';
import { moveBlock, powerBlock } from '../../state/power-rules.ts';
import { Button } from '../../ui/button.tsx';

const icons: Record<PowerAction, ReactNode> = {
  start: <Play size={14} aria-hidden />,
  resume: <Play size={14} aria-hidden />,
  pause: <Pause size={14} aria-hidden />,
  shutdown: <Power size={14} aria-hidden />,
  reboot: <RotateCw size={14} aria-hidden />,
  'force-off': <PowerOff size={14} aria-hidden />,
};

/** What makes sense in a state; what cannot be done now for another reason is shown, and says why. */
function actionsFor(state: Vm['state']): readonly PowerAction[] {
  switch (state) {
    case 'halted':
      return ['start'];
    case 'paused':
      return ['resume', 'force-off'];
    case 'running':
      return ['shutdown', 'reboot', 'pause', 'force-off'];
    default:
      return ['force-off'];
  }
}

export function VmActions({ vm }: { vm: Vm }) {
  const services = useApp();
  const ref = { hostId: vm.hostId, name: vm.name };
  const blocked = useAppState((state) => moveBlock(state, ref));
  return (
    <div className="panel-actions">
      <Button
        size="s"
        look={blocked === null ? 'primary' : 'plain'}
        blocked={blocked}
        onPress={() => openDialog(services.store, { kind: 'move-to', vms: [ref] })}
      >
        <ArrowRightLeft size={14} aria-hidden />
        Move to…
      </Button>
      {actionsFor(vm.state).map((action) => (
        <PowerButton key={action} vm={vm} action={action} />
      ))}
    </div>
  );
}

function PowerButton({ vm, action }: { vm: Vm; action: PowerAction }) {
  const services = useApp();
  const ref = { hostId: vm.hostId, name: vm.name };
  const blocked = useAppState((state) => powerBlock(state, ref, action));
  return (
    <Button size="s" blocked={blocked} onPress={() => askPower(services, [ref], action)}>
      {icons[action]}
      {powerActionName(action)}
    </Button>
  );
}
