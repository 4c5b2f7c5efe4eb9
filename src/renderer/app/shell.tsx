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
import { DragGhost } from '../features/move/drag-ghost.tsx';
import { DragOverlay } from '../features/move/drag-overlay.tsx';
import { CoreStrip } from '../features/notices/core-strip.tsx';
import { Notices } from '../features/notices/notices.tsx';
import { OfflineStrip } from '../features/notices/offline-strip.tsx';
import { OutageStrip } from '../features/notices/outage-strip.tsx';
import { WarningStrips } from '../features/notices/warning-strips.tsx';
import { Prompts } from '../features/prompts/prompts.tsx';
import { ReportsPage } from '../features/reports/reports-page.tsx';
import { DemoStrip } from '../features/site/demo-strip.tsx';
import { FileStrip } from '../features/site-file/file-strip.tsx';
import { SlaPage } from '../features/sla/sla-page.tsx';
import { TimeBar } from '../features/travel/time-bar.tsx';
import { askMove } from '../state/actions/ask-move.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { Dialogs } from './dialogs.tsx';
import { TopBar } from './top-bar.tsx';
import { useFocusBack } from './use-focus-back.ts';
import { useGlobalKeys } from './use-global-keys.ts';
import { Waiting } from './waiting.tsx';
import './shell.css';

function renderOverlay(hostId: string) {
  return <DragOverlay hostId={hostId} />;
}

/** The window around the board. The only place where features meet. */
export function Shell() {
  const { store } = useApp();
  // The frame is drawn while the site is still read; nothing in it can be used before.
  const loading = useAppState((state) => state.core.status === 'loading');
  useGlobalKeys(!loading);
  useFocusBack();
  const noHosts = useAppState(
    ({ core, site, travel }) =>
      core.status !== 'loading' &&
      !travel &&
      site.kind !== 'demo' &&
      site.kind !== 'file' &&
      Object.keys(site.hosts).length === 0,
  );
  const noServers = useAppState(({ site }) => Object.keys(site.imageServers).length === 0);
  const screen = useAppState(({ view }) => view.screen);
  // An image server alone is a site, too.
  const firstRun = noHosts && noServers;
  const onDrop = useCallback(
    (vms: readonly VmRef[], targetHostId: string) => askMove(store, vms, targetHostId),
    [store],
  );
  return (
    <div className="shell">
      <div className="shell-bars" inert={loading}>
        <TopBar firstRun={firstRun} />
        <CoreStrip />
        <WarningStrips />
        <OfflineStrip />
        <OutageStrip />
        <Prompts />
        <DemoStrip />
        <FileStrip />
        <TimeBar />
        {noHosts || screen.kind !== 'board' ? null : <BoardBar loading={loading} />}
      </div>
      <div className="shell-middle">
        {loading ? (
          <Waiting />
        ) : screen.kind === 'images' ? (
          <ImagesPage
            key={`${screen.serverId} ${screen.part} ${screen.rolloutId} ${screen.find}`}
            place={screen}
          />
        ) : noHosts ? (
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
          {screen.kind === 'board' && !noHosts ? <SelectionBar /> : null}
          <JobTray />
          {screen.kind === 'board' && !noHosts ? <Legend /> : null}
          <DragGhost />
          <Menus />
        </>
      )}
      <Dialogs />
    </div>
  );
}
