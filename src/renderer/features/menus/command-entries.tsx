import {
  ArrowRightLeft,
  FileLock,
  FileText,
  FlaskConical,
  FolderOpen,
  History,
  ListChecks,
  LogOut,
  type LucideIcon,
  MoveRight,
  PanelRight,
  Pause,
  Pencil,
  Play,
  Plug,
  Power,
  PowerOff,
  RefreshCw,
  RotateCw,
  Server,
  StepForward,
  Trash2,
  Unplug,
  Zap,
  ZapOff,
} from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { MenuSection, Separator } from 'react-aria-components';
import type { CommandSection } from '../../state/commands/command.ts';
import { MenuEntry } from './menu-entry.tsx';

const icons: Readonly<Record<string, LucideIcon>> = {
  'move-to': MoveRight,
  start: Play,
  shutdown: Power,
  reboot: RotateCw,
  pause: Pause,
  resume: StepForward,
  'force-off': PowerOff,
  details: PanelRight,
  changes: History,
  config: FileText,
  select: ListChecks,
  evacuate: LogOut,
  connect: Plug,
  disconnect: Unplug,
  refresh: RefreshCw,
  elsewhere: ArrowRightLeft,
  fencing: ZapOff,
  plug: Zap,
  edit: Pencil,
  remove: Trash2,
  'site-own': Server,
  'site-demo': FlaskConical,
  'file-open': FolderOpen,
  'file-save': FileLock,
};

/** The registry's commands as a menu; `heading` stands over the first of them. */
export function commandEntries(sections: readonly CommandSection[], heading: ReactNode) {
  return sections.map(({ label, commands }, at) => (
    <Fragment key={label ?? ''}>
      {at > 0 ? <Separator className="menu-separator" /> : null}
      <MenuSection {...(label === null ? {} : { 'aria-label': label })}>
        {at === 0 ? heading : null}
        {commands.map(({ id, run, ...command }) => {
          const Icon = icons[id];
          return (
            <MenuEntry
              key={id}
              id={id}
              icon={Icon ? <Icon size={15} aria-hidden /> : null}
              label={command.label}
              blocked={command.blocked}
              note={command.note}
              danger={command.danger ?? false}
              {...(command.keys ? { keys: command.keys } : {})}
              onAction={run}
            />
          );
        })}
      </MenuSection>
    </Fragment>
  ));
}
