import { EllipsisVertical } from 'lucide-react';
import { Button, Menu, MenuTrigger, Popover } from 'react-aria-components';
import { useApp, useAppState } from '../../state/app-context.ts';
import { siteCommands } from '../../state/commands/site-commands.ts';
import { commandEntries } from './command-entries.tsx';
import '../../ui/picker.css';
import './menus.css';

/** What can be done with the site as a whole. */
export function SiteMenu() {
  const services = useApp();
  // What it offers depends on them.
  useAppState(({ site }) => `${site.kind} ${site.fileWork?.kind}`);
  const commands = siteCommands(services);
  return (
    <MenuTrigger>
      <Button className="button icon-only" data-look="quiet" aria-label="Menu of the site">
        <EllipsisVertical size={17} aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <Menu className="menu" aria-label="Menu of the site">
          {commandEntries(
            [
              { label: 'Which site', commands: commands.slice(0, 2) },
              { label: 'Site files', commands: commands.slice(2) },
            ],
            null,
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
