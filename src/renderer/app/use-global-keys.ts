import { useLayoutEffect } from 'react';
import { showBoard } from '../state/actions/view-actions.ts';
import { useApp } from '../state/app-context.ts';
import { keysMatch } from '../state/commands/keys.ts';
import { windowCommands } from '../state/commands/window-commands.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}

/** Keys that count wherever the keyboard is, unless it writes: those of the registry. */
export function useGlobalKeys(active: boolean): void {
  const services = useApp();
  const { store } = services;
  // Before it is painted: a key that is pressed as soon as the page is seen counts.
  useLayoutEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const { view } = store.getState();
      if (event.defaultPrevented || view.dialog) return;
      // Only what is pressed with Ctrl counts while one writes.
      if (!event.ctrlKey && !event.metaKey && isTyping(event.target)) return;
      // A question of a host's is modal, too, but no dialog of the view.
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const command = windowCommands(services).find(({ keys }) => keys && keysMatch(keys, event));
      if (command?.blocked === null) {
        event.preventDefault();
        command.run();
      } else if (event.key === 'Escape' && view.screen.kind !== 'board') {
        event.preventDefault();
        showBoard(store);
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [services, store, active]);
}
