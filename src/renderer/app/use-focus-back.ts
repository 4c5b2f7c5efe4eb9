import { useEffect } from 'react';
import { focusOnBoard } from '../state/actions/view-actions.ts';
import { useApp } from '../state/app-context.ts';
import type { AppState } from '../state/app-state.ts';

function isOpen({ view }: AppState): boolean {
  return view.dialog !== null || view.menu !== null;
}

/**
 * Brings the focus back to where it was before a menu or a question. Each of them gives it back
 * by itself, but one that followed another finds only its predecessor, which is gone.
 */
export function useFocusBack(): void {
  const { store } = useApp();
  useEffect(() => {
    let before: Element | null = null;
    const giveBack = () => {
      if (isOpen(store.getState()) || document.activeElement !== document.body) return;
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
        return;
      }
      document.querySelector<HTMLElement>('.board')?.focus({ preventScroll: true });
      const { focus } = store.getState().view;
      if (focus) focusOnBoard(store, { ...focus });
    };
    return store.subscribe((state, old) => {
      if (state.view === old.view || isOpen(state) === isOpen(old)) return;
      if (isOpen(state)) before = document.activeElement;
      // After the frame in which what was closed gives the focus back by itself.
      else requestAnimationFrame(() => requestAnimationFrame(giveBack));
    });
  }, [store]);
}
