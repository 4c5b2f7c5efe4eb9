import { CircleHelp, Plus, Settings } from 'lucide-react';
import { useCallback } from 'react';
import { Board } from '../features/board/board.tsx';
import { BoardBar } from '../features/board/board-bar.tsx';
import { Legend } from '../features/board/legend.tsx';
import { openDialog } from '../state/actions/view-actions.ts';
import { useApp } from '../state/app-context.ts';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';
import { Dialogs } from './dialogs.tsx';
import './shell.css';

/** The window around the board. The only place where features meet. */
export function Shell() {
  const { store } = useApp();
  const renderOverlay = useCallback(() => null, []);
  const onDrop = useCallback(() => {}, []);
  return (
    <div className="shell">
      <header className="top-bar">
        <Logo size={24} />
        <h1>Stateroom</h1>
        <span className="top-bar-gap" />
        <Button onPress={() => openDialog(store, { kind: 'add-host' })}>
          <Plus size={16} aria-hidden />
          Connect a host
        </Button>
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
      <BoardBar />
      <div className="shell-middle">
        <Board renderOverlay={renderOverlay} onDrop={onDrop} />
      </div>
      <Legend />
      <Dialogs />
    </div>
  );
}
