import { type KeyboardEvent, type RefObject, useCallback, useRef } from 'react';
import type { VmRef } from '../../../../shared/model/vm.ts';
import { refusePast } from '../../../state/actions/refuse-past.ts';
import {
  focusOnBoard,
  openDialog,
  openMenu,
  openPanel,
  toggleExpanded,
} from '../../../state/actions/view-actions.ts';
import { useApp } from '../../../state/app-context.ts';
import {
  emptySelection,
  isSelected,
  selectedRefs,
  selectionOf,
  toggled,
} from '../../../state/selection.ts';
import type { BoardFocus } from '../../../state/view.ts';
import type { BoardModel } from '../use-board-model.ts';
import { allVms } from './all-vms.ts';
import { locate } from './locate.ts';
import { type FocusKey, focusKeys, moveFocus } from './move-focus.ts';
import { vmRange } from './vm-range.ts';

function isFocusKey(key: string): key is FocusKey {
  return (focusKeys as readonly string[]).includes(key);
}

function vmOf(focus: BoardFocus): VmRef | null {
  return focus.vmName === null ? null : { hostId: focus.hostId, name: focus.vmName };
}

/** The board by keyboard; shortcuts.tsx lists what is answered here. */
export function useBoardKeys(
  scroller: RefObject<HTMLElement | null>,
  model: RefObject<BoardModel>,
): (event: KeyboardEvent) => void {
  const { store } = useApp();
  /** Where a selection with Shift began. */
  const anchor = useRef<VmRef | null>(null);

  return useCallback(
    (event: KeyboardEvent) => {
      const spot = locate(event.target);
      // A card's own buttons answer Enter and Space by themselves.
      const onButton = spot?.action && spot.action !== 'host';
      const focus: BoardFocus | null = spot
        ? { hostId: spot.hostId, vmName: spot.vmName }
        : store.getState().view.focus;
      const vm = focus ? vmOf(focus) : null;
      const { selection } = store.getState();
      /** What a command is for: the selection if the VM is part of it, else the VM alone. */
      const subjects = vm ? (isSelected(selection, vm) ? selectedRefs(selection) : [vm]) : [];

      function walk(key: FocusKey): void {
        const next = moveFocus(model.current, focus, key);
        if (!next) return;
        const nextVm = vmOf(next);
        if (event.shiftKey && nextVm) {
          anchor.current ??= vm ?? nextVm;
          store.setState({
            selection: selectionOf(vmRange(model.current, anchor.current, nextVm)),
          });
        } else if (!event.shiftKey) {
          anchor.current = null;
        }
        focusOnBoard(store, next);
      }

      function menuAt(element: Element): void {
        const box = element.getBoundingClientRect();
        const at = { x: box.left + Math.min(24, box.width / 2), y: box.bottom };
        if (vm) openMenu(store, { kind: 'vms', vms: subjects, anchor: at });
        else if (focus) openMenu(store, { kind: 'host', hostId: focus.hostId, anchor: at });
      }

      function act(): boolean {
        const { key } = event;
        const command = event.ctrlKey || event.metaKey;
        if (isFocusKey(key) && !command && !event.altKey) {
          walk(key);
          return true;
        }
        if (command && key.toLowerCase() === 'a') {
          store.setState({ selection: selectionOf(allVms(store.getState().site, model.current)) });
          return true;
        }
        if (key === 'Escape' && store.getState().view.panel) {
          openPanel(store, null);
          return true;
        }
        if (key === 'Escape' && selection.size > 0) {
          store.setState({ selection: emptySelection });
          return true;
        }
        if (command || event.altKey || onButton || !focus) return false;
        if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
          menuAt(spot?.element ?? event.currentTarget);
          return true;
        }
        switch (key) {
          case 'Enter':
            openPanel(store, vm ? { kind: 'vm', vm } : { kind: 'host', hostId: focus.hostId });
            return true;
          case ' ':
            if (vm) {
              anchor.current = vm;
              store.setState({ selection: toggled(selection, vm) });
            }
            return true;
          case 'm':
          case 'M':
            if (subjects.length > 0 && !refusePast(store)) {
              openDialog(store, { kind: 'move-to', vms: subjects });
            }
            return true;
          case 'e':
          case 'E':
            toggleExpanded(store, focus.hostId);
            return true;
          case 'Escape':
            if (!vm) return false;
            focusOnBoard(store, { hostId: focus.hostId, vmName: null });
            return true;
          default:
            return false;
        }
      }

      if (act()) {
        event.preventDefault();
        event.stopPropagation();
        if (!scroller.current?.contains(document.activeElement)) scroller.current?.focus();
      }
    },
    [store, model, scroller],
  );
}
