import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { SiteState } from '../../../../shared/model/site.ts';
import { focusOnBoard } from '../../../state/actions/view-actions.ts';
import { isEnded } from '../../../state/active-jobs.ts';
import { useApp, useAppState } from '../../../state/app-context.ts';
import { findVm } from '../../../state/find-vm.ts';
import type { BoardFocus } from '../../../state/view.ts';
import type { BoardModel } from '../use-board-model.ts';
import { locate } from './locate.ts';

const room = 12;

/** Scrolls as little as is needed for a stretch of the content to show. */
function scrollTo(scroller: HTMLElement, top: number, height: number): void {
  if (top < scroller.scrollTop + room) scroller.scrollTop = top - room;
  else if (top + height > scroller.scrollTop + scroller.clientHeight - room) {
    scroller.scrollTop = top + height - scroller.clientHeight + room;
  }
}

/** Where the keyboard goes when what it was on has left its place; null: nowhere yet. */
function whereNow(site: SiteState, { hostId, vmName }: BoardFocus): BoardFocus | null {
  if (vmName === null || findVm(site, { hostId, name: vmName })) return { hostId, vmName };
  const move = Object.values(site.jobs).findLast(
    ({ spec }) => spec.kind === 'move' && spec.vm === vmName && spec.sourceHostId === hostId,
  );
  if (move?.spec.kind === 'move') {
    const there = { hostId: move.spec.targetHostId, vmName };
    if (findVm(site, { hostId: there.hostId, name: vmName })) return there;
    if (!isEnded(move)) return null;
  }
  return { hostId, vmName: null };
}

/** Brings the page's focus and the scroll position to where the keyboard is on the board. */
export function useBoardFocus(
  scroller: RefObject<HTMLElement | null>,
  model: RefObject<BoardModel>,
): void {
  const focus = useAppState((state) => state.view.focus);
  useFocusKept(scroller);
  useLayoutEffect(() => {
    const board = scroller.current;
    if (!board || !focus || !board.contains(document.activeElement)) return;
    const card = board.querySelector(`[data-host-id="${CSS.escape(focus.hostId)}"]`);
    const chip =
      focus.vmName === null
        ? null
        : card?.querySelector<HTMLElement>(`[data-vm-name="${CSS.escape(focus.vmName)}"]`);
    const element = chip ?? card?.querySelector<HTMLElement>('.card-title');
    if (element !== document.activeElement) element?.focus({ preventScroll: true });
    const place = model.current.layout.placeOf.get(focus.hostId);
    const row = place && model.current.layout.rows[place.row];
    if (!row) return;
    const inCard = chip ? chip.offsetTop + (chip.offsetParent as HTMLElement).offsetTop : 0;
    if (chip) scrollTo(board, row.top + inCard, chip.offsetHeight);
    else scrollTo(board, row.top, Math.min(row.height, board.clientHeight - 2 * room));
  }, [focus, scroller, model]);
}

/** A VM that moves takes the keyboard along: its chip leaves the page, and the focus with it. */
function useFocusKept(scroller: RefObject<HTMLElement | null>): void {
  const { store } = useApp();
  const shape = useAppState((state) => state.shape);
  const held = useRef<BoardFocus | null>(null);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      // Whoever works with the mouse does not want the board to scroll after a VM.
      const byKeyboard = target instanceof Element && target.matches(':focus-visible');
      const spot = byKeyboard && scroller.current?.contains(target) ? locate(target) : null;
      held.current = spot && { hostId: spot.hostId, vmName: spot.vmName };
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, [scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: shape stands for the site's contents
  useLayoutEffect(() => {
    if (!held.current || document.activeElement !== document.body) return;
    const next = whereNow(store.getState().site, held.current);
    if (!next) return;
    scroller.current?.focus({ preventScroll: true });
    focusOnBoard(store, next);
  }, [shape, store, scroller]);
}
