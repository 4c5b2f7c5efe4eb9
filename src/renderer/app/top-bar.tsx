import {
  ChartNoAxesColumn,
  CircleHelp,
  FileText,
  Gauge,
  HardDriveDownload,
  History,
  type LucideIcon,
  Plus,
  Search,
  Settings,
} from 'lucide-react';
import { SiteMenu } from '../features/menus/site-menu.tsx';
import { SitePicker } from '../features/site/site-picker.tsx';
import { toggleTravel } from '../state/actions/travel.ts';
import {
  openCapacity,
  openDialog,
  openImages,
  openReports,
  openServiceLevels,
} from '../state/actions/view-actions.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { keysText } from '../state/commands/keys.ts';
import type { AppStore } from '../state/store.ts';
import { shownBlock } from '../state/travel.ts';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';

interface Place {
  label: string;
  tip: string;
  icon: LucideIcon;
  open: (store: AppStore) => void;
}

const places: readonly Place[] = [
  {
    label: 'Capacity',
    tip: 'Plan the way to fewer hosts or even load (C)',
    icon: ChartNoAxesColumn,
    open: openCapacity,
  },
  {
    label: 'Images',
    tip: 'Images, their clients, and rollouts (I)',
    icon: HardDriveDownload,
    open: openImages,
  },
  {
    label: 'Service levels',
    tip: 'What is promised to VMs, and how it is kept (L)',
    icon: Gauge,
    open: openServiceLevels,
  },
  {
    label: 'Reports',
    tip: 'The site on paper: inventory, hosts, capacity, changes (R)',
    icon: FileText,
    open: openReports,
  },
];

/** The site, and the way to everything that is done with it. A first run has little of it yet. */
export function TopBar({ firstRun }: { firstRun: boolean }) {
  const services = useApp();
  const { store } = services;
  const travelling = useAppState((state) => state.travel !== null);
  const block = useAppState(shownBlock);
  return (
    <header className="top-bar">
      <Logo size={24} />
      <h1>Stateroom</h1>
      <SitePicker />
      <SiteMenu />
      <span className="top-bar-gap" />
      <Button
        look="quiet"
        tip="Hosts, VMs, actions and past events"
        onPress={() => openDialog(store, { kind: 'search' })}
      >
        <Search size={16} aria-hidden />
        Search
        <kbd aria-hidden>{keysText('Ctrl K')}</kbd>
      </Button>
      {firstRun ? null : (
        <>
          {places.map(({ label, tip, icon: Icon, open }) => (
            <Button key={label} look="quiet" tip={tip} onPress={() => open(store)}>
              <Icon size={16} aria-hidden />
              {label}
            </Button>
          ))}
          <Button expanded={travelling} tip="H" onPress={() => void toggleTravel(services)}>
            <History size={16} aria-hidden />
            Back in time
          </Button>
          <Button blocked={block} onPress={() => openDialog(store, { kind: 'add-host' })}>
            <Plus size={16} aria-hidden />
            Connect a host
          </Button>
        </>
      )}
      <Button
        look="quiet"
        className="icon-only"
        label="Keyboard shortcuts"
        tip="Keyboard shortcuts"
        onPress={() => openDialog(store, { kind: 'shortcuts' })}
      >
        <CircleHelp size={18} aria-hidden />
      </Button>
      <Button
        look="quiet"
        className="icon-only"
        label="Settings"
        tip="Settings"
        onPress={() => openDialog(store, { kind: 'settings' })}
      >
        <Settings size={18} aria-hidden />
      </Button>
    </header>
  );
}
