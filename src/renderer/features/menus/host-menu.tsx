import { Header } from 'react-aria-components';
import { openMenu } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { hostCommands } from '../../state/commands/host-commands.ts';
import type { OpenMenu } from '../../state/view.ts';
import { AnchoredMenu } from './anchored-menu.tsx';
import { commandEntries } from './command-entries.tsx';

/** What can be done with a host's connection and its card. */
export function HostMenu({ menu }: { menu: OpenMenu & { kind: 'host' } }) {
  const services = useApp();
  const { store } = services;
  const host = useAppState((state) => state.site.hosts[menu.hostId]);
  if (!host) return null;
  return (
    <AnchoredMenu
      label={`Menu of ${host.label}`}
      anchor={menu.anchor}
      onClose={() => openMenu(store, null)}
    >
      {commandEntries(
        hostCommands(services, host),
        <Header className="menu-heading">
          {host.label}
          <small>
            {host.access.user}@{host.access.address}
            {host.access.port === 22 ? '' : `:${host.access.port}`}
          </small>
        </Header>,
      )}
    </AnchoredMenu>
  );
}
