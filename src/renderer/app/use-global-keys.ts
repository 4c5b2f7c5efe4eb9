import { useEffect } from 'react';
import { toggleTravel } from '../state/actions/travel.ts';
import { openCapacity, openDialog, patchView } from '../state/actions/view-actions.ts';
import { useApp } from '../state/app-context.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}

/** Keys that count wherever the keyboard is, unless it writes; help/shortcuts-dialog.tsx lists them. */
export function useGlobalKeys(): void {
  const services = useApp();
  const { store } = services;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || store.getState().view.dialog) return;
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key === ',') {
        event.preventDefault();
        openDialog(store, { kind: 'settings' });
        return;
      }
      // A question of a host's is modal, too, but no dialog of the view.
      if (command || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-search]');
        if (!search) return;
        event.preventDefault();
        search.focus();
        search.select();
      } else if (event.key === 'h' || event.key === 'H') {
        event.preventDefault();
        void toggleTravel(services);
      } else if (event.key === '?') {
        event.preventDefault();
        openDialog(store, { kind: 'shortcuts' });
      } else if (event.key === 'c' && Object.keys(store.getState().site.hosts).length > 0) {
        event.preventDefault();
        openCapacity(store);
      } else if (event.key === 'b' || event.key === 'Escape') {
        if (store.getState().view.screen.kind === 'board') return;
        event.preventDefault();
        patchView(store, { screen: { kind: 'board' } });
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [services, store]);
}
