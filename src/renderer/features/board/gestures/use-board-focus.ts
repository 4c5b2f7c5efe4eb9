import { type RefObject, useLayoutEffect } from 'react';
import { useAppState } from '../../../state/app-context.ts';
import type { BoardModel } from '../use-board-model.ts';

const room = 12;

/** Scrolls as little as is needed for a stretch of the content to show. */
function scrollTo(scroller: HTMLElement, top: number, height: number): void {
  if (top < scroller.scrollTop + room) scroller.scrollTop = top - room;
  else if (top + height > scroller.scrollTop + scroller.clientHeight - room) {
    scroller.scrollTop = top + height - scroller.clientHeight + room;
  }
}

/** Brings the page's focus and the scroll position to where the keyboard is on the board. */
export function useBoardFocus(
  scroller: RefObject<HTMLElement | null>,
  model: RefObject<BoardModel>,
): void {
  const focus = useAppState((state) => state.view.focus);
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
