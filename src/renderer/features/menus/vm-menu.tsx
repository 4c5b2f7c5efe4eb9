import { FileText, MoveRight, PanelRight } from 'lucide-react';
import { Header, MenuSection, Separator } from 'react-aria-components';
import type { VmRef } from '../../../shared/model/vm.ts';
import { openDialog, openMenu, openPanel } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { findVm } from '../../state/find-vm.ts';
import { moveBlock, splitByBlock } from '../../state/power-rules.ts';
import { pastBlock } from '../../state/travel.ts';
import type { OpenMenu } from '../../state/view.ts';
import { vmStateText, vmTypeText } from '../../state/vm-text.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { AnchoredMenu } from './anchored-menu.tsx';
import { MenuEntry } from './menu-entry.tsx';
import { noneText } from './none-text.ts';
import { powerEntries } from './power-entries.tsx';

/** What can be done to one VM, or to all that are selected. */
export function VmMenu({ menu }: { menu: OpenMenu & { kind: 'vms' } }) {
  const services = useApp();
  const { store } = services;
  const { vms } = menu;
  const known = store.getState();
  const [only] = vms;
  const isOne = vms.length === 1 && only !== undefined;
  const { able, unable } = splitByBlock(vms, (vm) => moveBlock(known, vm));
  const name = isOne ? only.name : plural(vms.length, 'VM');
  return (
    <AnchoredMenu
      label={`Menu of ${name}`}
      anchor={menu.anchor}
      onClose={() => openMenu(store, null)}
    >
      <MenuSection>
        <Header className="menu-heading">
          {name}
          <small>{isOne ? subtitle(known.site, only) : memoryOf(known.site, vms)}</small>
        </Header>
        <MenuEntry
          id="move-to"
          icon={<MoveRight size={15} aria-hidden />}
          label="Move to…"
          keys="M"
          blocked={able.length > 0 ? null : noneText(unable)}
          onAction={() => openDialog(store, { kind: 'move-to', vms })}
        />
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label="Power">{powerEntries(services, vms)}</MenuSection>
      {isOne ? (
        <>
          <Separator className="menu-separator" />
          <MenuSection aria-label="Look">
            <MenuEntry
              id="details"
              icon={<PanelRight size={15} aria-hidden />}
              label="Show details"
              keys="Enter"
              onAction={() => openPanel(store, { kind: 'vm', vm: only })}
            />
            <MenuEntry
              id="config"
              icon={<FileText size={15} aria-hidden />}
              label="Show configuration"
              blocked={pastBlock(known) ?? configBlock(known.site, only)}
              onAction={() => openDialog(store, { kind: 'vm-config', vm: only })}
            />
          </MenuSection>
        </>
      ) : null}
    </AnchoredMenu>
  );
}

type Site = ReturnType<ReturnType<typeof useApp>['store']['getState']>['site'];

function subtitle(site: Site, ref: VmRef): string {
  const vm = findVm(site, ref);
  if (!vm) return 'gone';
  return [vmTypeText(vm.type), vmStateText(vm.state), formatMemory(vm.memoryMiB)].join(' · ');
}

function memoryOf(site: Site, vms: readonly VmRef[]): string {
  return formatMemory(vms.reduce((sum, ref) => sum + (findVm(site, ref)?.memoryMiB ?? 0), 0));
}

function configBlock(site: Site, ref: VmRef): string | null {
  const host = site.hosts[ref.hostId];
  if (findVm(site, ref)?.configPath === null) return 'It has no configuration file on its host.';
  return host?.link.state === 'online' ? null : `${host?.label ?? 'Its host'} is not connected.`;
}
