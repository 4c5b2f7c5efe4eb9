import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { focusOnBoard, openPanel } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { AppStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { HostDetails } from './host-details.tsx';
import { VmDetails } from './vm-details.tsx';
import './panel.css';

/** Closes the details; a keyboard that was in them goes to what they were about, on the board. */
function closePanel(store: AppStore, element: HTMLElement | null): void {
  const { panel } = store.getState().view;
  const wasInside = element?.contains(document.activeElement) ?? false;
  openPanel(store, null);
  if (!wasInside || !panel) return;
  document.querySelector<HTMLElement>('main.board')?.focus({ preventScroll: true });
  const focus =
    panel.kind === 'vm'
      ? { hostId: panel.vm.hostId, vmName: panel.vm.name }
      : { hostId: panel.hostId, vmName: null };
  focusOnBoard(store, focus);
}

/** Details of a VM or a host beside the board, which stays in use. */
export function Panel() {
  const panel = useAppState((state) => state.view.panel);
  return panel ? <OpenPanel /> : null;
}

function OpenPanel() {
  const { store } = useApp();
  const panel = useAppState((state) => state.view.panel);
  const element = useRef<HTMLElement | null>(null);

  useEffect(() => {
    // Opened by keyboard, it takes the focus; by pointer, the board keeps it.
    if (document.activeElement?.matches(':focus-visible')) element.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      closePanel(store, element.current);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [store]);

  if (!panel) return null;
  return (
    <aside ref={element} className="panel" tabIndex={-1} aria-label="Details">
      <Button
        look="quiet"
        size="s"
        className="icon-only panel-close"
        label="Close the details"
        tip="Close (Esc)"
        onPress={() => closePanel(store, element.current)}
      >
        <X size={16} aria-hidden />
      </Button>
      {panel.kind === 'vm' ? (
        <VmDetails key={`${panel.vm.hostId}/${panel.vm.name}`} vmRef={panel.vm} />
      ) : (
        <HostDetails key={panel.hostId} hostId={panel.hostId} />
      )}
    </aside>
  );
}
