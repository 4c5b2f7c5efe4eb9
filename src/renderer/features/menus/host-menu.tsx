import {
  ListChecks,
  LogOut,
  PanelRight,
  Pencil,
  Plug,
  RefreshCw,
  Trash2,
  Unplug,
} from 'lucide-react';
import { Header, MenuSection, Separator } from 'react-aria-components';
import type { Host } from '../../../shared/model/host.ts';
import { call } from '../../state/actions/call.ts';
import { openCapacity, openDialog, openMenu, openPanel } from '../../state/actions/view-actions.ts';
import { isEnded } from '../../state/active-jobs.ts';
import { type AppServices, useApp, useAppState } from '../../state/app-context.ts';
import { selectionOf } from '../../state/selection.ts';
import { pastBlock } from '../../state/travel.ts';
import type { OpenMenu } from '../../state/view.ts';
import { plural } from '../../ui/format/plural.ts';
import { AnchoredMenu } from './anchored-menu.tsx';
import { MenuEntry } from './menu-entry.tsx';

/** What can be done with a host's connection and its card. */
export function HostMenu({ menu }: { menu: OpenMenu & { kind: 'host' } }) {
  const services = useApp();
  const { store } = services;
  const { hostId } = menu;
  const host = useAppState((state) => state.site.hosts[hostId]);
  if (!host) return null;
  const names = Object.keys(store.getState().site.vms[hostId] ?? {});
  const past = pastBlock(store.getState());
  const busy = past ?? (isBusy(services, hostId) ? 'A job is at work on it.' : null);
  return (
    <AnchoredMenu
      label={`Menu of ${host.label}`}
      anchor={menu.anchor}
      onClose={() => openMenu(store, null)}
    >
      <MenuSection>
        <Header className="menu-heading">
          {host.label}
          <small>
            {host.access.user}@{host.access.address}
            {host.access.port === 22 ? '' : `:${host.access.port}`}
          </small>
        </Header>
        <MenuEntry
          id="details"
          icon={<PanelRight size={15} aria-hidden />}
          label="Show details"
          keys="Enter"
          onAction={() => openPanel(store, { kind: 'host', hostId })}
        />
        <MenuEntry
          id="select"
          icon={<ListChecks size={15} aria-hidden />}
          label={names.length > 0 ? `Select ${plural(names.length, 'VM')}` : 'Select its VMs'}
          blocked={names.length > 0 ? null : 'It has none.'}
          onAction={() =>
            store.setState({ selection: selectionOf(names.map((name) => ({ hostId, name }))) })
          }
        />
        <MenuEntry
          id="evacuate"
          icon={<LogOut size={15} aria-hidden />}
          label="Plan to empty it…"
          blocked={names.length > 0 ? null : 'It has no VMs.'}
          onAction={() => openCapacity(store, hostId)}
        />
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label="Connection">
        {linkEntry(services, host, { busy, past })}
        <MenuEntry
          id="refresh"
          icon={<RefreshCw size={15} aria-hidden />}
          label="Read it anew"
          blocked={past ?? (host.link.state === 'online' ? null : 'It is not connected.')}
          onAction={() =>
            void call(services, `Could not read ${host.label}`, 'hosts.refresh', { hostId })
          }
        />
      </MenuSection>
      <Separator className="menu-separator" />
      <MenuSection aria-label="Its place in the site">
        <MenuEntry
          id="edit"
          icon={<Pencil size={15} aria-hidden />}
          label="Edit connection…"
          blocked={busy}
          onAction={() => openDialog(store, { kind: 'edit-host', hostId })}
        />
        <MenuEntry
          id="remove"
          icon={<Trash2 size={15} aria-hidden />}
          label="Remove from the site…"
          danger
          blocked={busy}
          onAction={() => openDialog(store, { kind: 'remove-host', hostId })}
        />
      </MenuSection>
    </AnchoredMenu>
  );
}

/** A host with work on it stays as it is until the work is over. */
function isBusy({ store }: AppServices, hostId: string): boolean {
  const jobs = store.getState().jobsByHost.get(hostId);
  if (!jobs) return false;
  return [...jobs.here.values(), ...jobs.arriving].some((job) => !isEnded(job));
}

function linkEntry(
  services: AppServices,
  host: Host,
  { busy, past }: { busy: string | null; past: string | null },
) {
  const { id: hostId, label, link } = host;
  const canConnect = link.state === 'idle' || link.state === 'offline' || link.state === 'blocked';
  return canConnect ? (
    <MenuEntry
      id="connect"
      icon={<Plug size={15} aria-hidden />}
      label="Connect"
      blocked={past}
      onAction={() =>
        void call(services, `Could not connect ${label}`, 'hosts.connect', { hostId })
      }
    />
  ) : (
    <MenuEntry
      id="disconnect"
      icon={<Unplug size={15} aria-hidden />}
      label="Disconnect"
      blocked={busy}
      onAction={() =>
        void call(services, `Could not disconnect ${label}`, 'hosts.disconnect', { hostId })
      }
    />
  );
}
