import {
  ChartNoAxesColumn,
  CircleHelp,
  FileText,
  Gauge,
  HardDriveDownload,
  History,
  Plus,
  Search,
  Settings,
} from 'lucide-react';
import { useCallback } from 'react';
import type { VmRef } from '../../shared/model/vm.ts';
import { Board } from '../features/board/board.tsx';
import { BoardBar } from '../features/board/board-bar.tsx';
import { Legend } from '../features/board/legend.tsx';
import { CapacityPage } from '../features/capacity/capacity-page.tsx';
import { FirstRun } from '../features/connect/first-run.tsx';
import { Panel } from '../features/details/panel.tsx';
import { ImagesPage } from '../features/images/images-page.tsx';
import { JobTray } from '../features/jobs/job-tray.tsx';
import { Menus } from '../features/menus/menus.tsx';
import { SelectionBar } from '../features/menus/selection-bar.tsx';
import { SiteMenu } from '../features/menus/site-menu.tsx';
import { DragGhost } from '../features/move/drag-ghost.tsx';
import { DragOverlay } from '../features/move/drag-overlay.tsx';
import { CoreStrip } from '../features/notices/core-strip.tsx';
import { Notices } from '../features/notices/notices.tsx';
import { OfflineStrip } from '../features/notices/offline-strip.tsx';
import { WarningStrips } from '../features/notices/warning-strips.tsx';
import { Prompts } from '../features/prompts/prompts.tsx';
import { ReportsPage } from '../features/reports/reports-page.tsx';
import { DemoStrip } from '../features/site/demo-strip.tsx';
import { SitePicker } from '../features/site/site-picker.tsx';
import { FileStrip } from '../features/site-file/file-strip.tsx';
import { SlaPage } from '../features/sla/sla-page.tsx';
import { TimeBar } from '../features/travel/time-bar.tsx';
import { askMove } from '../state/actions/ask-move.ts';
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
import { shownBlock } from '../state/travel.ts';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';
import { Dialogs } from './dialogs.tsx';
import { useFocusBack } from './use-focus-back.ts';
import { useGlobalKeys } from './use-global-keys.ts';
import './shell.css';

function renderOverlay(hostId: string) {
  return <DragOverlay hostId={hostId} />;
}

/** The window around the board. The only place where features meet. */
export function Shell() {
  const services = useApp();
  const { store } = services;
  useGlobalKeys();
  useFocusBack();
  const firstRun = useAppState(
    ({ site, travel }) =>
      !travel &&
      site.kind !== 'demo' &&
      site.kind !== 'file' &&
      Object.keys(site.hosts).length === 0,
  );
  const travelling = useAppState((state) => state.travel !== null);
  const past = useAppState(shownBlock);
  const screen = useAppState(({ view }) => view.screen);
  const onDrop = useCallback(
    (vms: readonly VmRef[], targetHostId: string) => askMove(store, vms, targetHostId),
    [store],
  );
  return (
    <div className="shell">
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
            <Button
              look="quiet"
              tip="Plan the way to fewer hosts or even load (C)"
              onPress={() => openCapacity(store)}
            >
              <ChartNoAxesColumn size={16} aria-hidden />
              Capacity
            </Button>
            <Button
              look="quiet"
              tip="Images, their clients, and rollouts (I)"
              onPress={() => openImages(store)}
            >
              <HardDriveDownload size={16} aria-hidden />
              Images
            </Button>
            <Button
              look="quiet"
              tip="What is promised to VMs, and how it is kept (L)"
              onPress={() => openServiceLevels(store)}
            >
              <Gauge size={16} aria-hidden />
              Service levels
            </Button>
            <Button
              look="quiet"
              tip="The site on paper: inventory, hosts, capacity, changes (R)"
              onPress={() => openReports(store)}
            >
              <FileText size={16} aria-hidden />
              Reports
            </Button>
            <Button expanded={travelling} tip="H" onPress={() => void toggleTravel(services)}>
              <History size={16} aria-hidden />
              Back in time
            </Button>
            <Button blocked={past} onPress={() => openDialog(store, { kind: 'add-host' })}>
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
      <CoreStrip />
      <WarningStrips />
      <OfflineStrip />
      <Prompts />
      <DemoStrip />
      <FileStrip />
      <TimeBar />
      {firstRun || screen.kind !== 'board' ? null : <BoardBar />}
      <div className="shell-middle">
        {firstRun ? (
          <FirstRun />
        ) : screen.kind === 'capacity' ? (
          <CapacityPage key={screen.evacuate} evacuate={screen.evacuate} />
        ) : screen.kind === 'sla' ? (
          <SlaPage />
        ) : screen.kind === 'reports' ? (
          <ReportsPage
            key={`${screen.report} ${screen.hostId} ${screen.to}`}
            report={screen.report}
            hostId={screen.hostId}
            to={screen.to}
          />
        ) : screen.kind === 'images' ? (
          <ImagesPage />
        ) : (
          <>
            <Board renderOverlay={renderOverlay} onDrop={onDrop} />
            <Panel />
          </>
        )}
        <Notices />
      </div>
      {firstRun ? null : (
        <>
          {screen.kind === 'board' ? <SelectionBar /> : null}
          <JobTray />
          {screen.kind === 'board' ? <Legend /> : null}
          <DragGhost />
          <Menus />
        </>
      )}
      <Dialogs />
    </div>
  );
}
