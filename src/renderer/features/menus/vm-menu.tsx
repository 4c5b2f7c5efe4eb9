import { Header } from 'react-aria-components';
import type { SiteState } from '../../../shared/model/site.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { vmStateText, vmTypeText } from '../../../shared/model/vm-text.ts';
import { openMenu } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { vmCommands } from '../../state/commands/vm-commands.ts';
import { findVm } from '../../state/find-vm.ts';
import type { OpenMenu } from '../../state/view.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { AnchoredMenu } from './anchored-menu.tsx';
import { commandEntries } from './command-entries.tsx';

/** What can be done to one VM, or to all that are selected. */
export function VmMenu({ menu }: { menu: OpenMenu & { kind: 'vms' } }) {
  const services = useApp();
  const { store } = services;
  const { vms } = menu;
  const { site } = store.getState();
  const [only] = vms;
  const isOne = vms.length === 1 && only !== undefined;
  const name = isOne ? only.name : plural(vms.length, 'VM');
  return (
    <AnchoredMenu
      label={`Menu of ${name}`}
      anchor={menu.anchor}
      onClose={() => openMenu(store, null)}
    >
      {commandEntries(
        vmCommands(services, vms),
        <Header className="menu-heading">
          {name}
          <small>{isOne ? subtitle(site, only) : memoryOf(site, vms)}</small>
        </Header>,
      )}
    </AnchoredMenu>
  );
}

function subtitle(site: SiteState, ref: VmRef): string {
  const vm = findVm(site, ref);
  if (!vm) return 'gone';
  return [vmTypeText(vm.type), vmStateText(vm.state), formatMemory(vm.memoryMiB)].join(' · ');
}

function memoryOf(site: SiteState, vms: readonly VmRef[]): string {
  return formatMemory(vms.reduce((sum, ref) => sum + (findVm(site, ref)?.memoryMiB ?? 0), 0));
}
