import type { PowerAction } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { askPower } from '../actions/ask-power.ts';
import { openDialog, openPanel } from '../actions/view-actions.ts';
import type { AppServices } from '../app-context.ts';
import { powerActionName } from '../job-text.ts';
import { configBlock, moveBlock, powerBlock, splitByBlock } from '../power-rules.ts';
import { changesOf } from './changes-of.ts';
import type { Command, CommandSection } from './command.ts';
import { noneText } from './none-text.ts';

const powerInOrder: readonly PowerAction[] = [
  'start',
  'shutdown',
  'reboot',
  'pause',
  'resume',
  'force-off',
];

const otherWords: Record<PowerAction, string> = {
  start: 'boot create on',
  shutdown: 'halt stop off',
  reboot: 'restart',
  pause: 'freeze',
  resume: 'unpause',
  'force-off': 'destroy kill',
};

/** What can be done to one VM, or to several at once. */
export function vmCommands(services: AppServices, vms: readonly VmRef[]): CommandSection[] {
  const { store } = services;
  const known = store.getState();
  const { able, unable } = splitByBlock(vms, (vm) => moveBlock(known, vm));
  const [only] = vms;
  const sections: CommandSection[] = [
    {
      label: null,
      commands: [
        {
          id: 'move-to',
          label: 'Move to…',
          keys: 'M',
          words: 'migrate',
          blocked: able.length > 0 ? null : noneText(unable),
          run: () => openDialog(store, { kind: 'move-to', vms }),
        },
      ],
    },
    { label: 'Power', commands: powerInOrder.map((action) => powerCommand(services, vms, action)) },
  ];
  if (vms.length === 1 && only) sections.push({ label: 'Look', commands: looks(services, only) });
  return sections;
}

function powerCommand(services: AppServices, vms: readonly VmRef[], action: PowerAction): Command {
  const known = services.store.getState();
  const { able, unable } = splitByBlock(vms, (vm) => powerBlock(known, vm, action));
  const asks = action === 'shutdown' || action === 'reboot' || action === 'force-off';
  return {
    id: action,
    label: `${powerActionName(action)}${asks || vms.length > 1 ? '…' : ''}`,
    words: otherWords[action],
    danger: action === 'force-off',
    blocked: able.length > 0 ? null : noneText(unable),
    ...(able.length > 0 && unable.length > 0 ? { note: `${able.length} of ${vms.length}` } : {}),
    run: () => askPower(services, vms, action),
  };
}

function looks({ store }: AppServices, vm: VmRef): Command[] {
  return [
    {
      id: 'details',
      label: 'Show details',
      keys: 'Enter',
      blocked: null,
      run: () => openPanel(store, { kind: 'vm', vm }),
    },
    {
      id: 'config',
      label: 'Show configuration',
      words: 'xl cfg file',
      blocked: configBlock(store.getState(), vm),
      run: () => openDialog(store, { kind: 'vm-config', vm }),
    },
    {
      id: 'changes',
      label: 'What changed…',
      words: 'history diff past',
      blocked: null,
      run: () => openDialog(store, changesOf(store.getState(), vm)),
    },
  ];
}
