import { type MouseEvent, type RefObject, useMemo, useRef } from 'react';
import type { VmRef } from '../../../../shared/model/vm.ts';
import { call } from '../../../state/actions/call.ts';
import {
  focusOnBoard,
  openDialog,
  openMenu,
  openPanel,
  toggleExpanded,
  toggleHighlight,
} from '../../../state/actions/view-actions.ts';
import { type AppServices, useApp } from '../../../state/app-context.ts';
import {
  emptySelection,
  isSelected,
  selectedRefs,
  selectionOf,
  toggled,
} from '../../../state/selection.ts';
import type { MenuAnchor } from '../../../state/view.ts';
import type { BoardModel } from '../use-board-model.ts';
import { type BoardSpot, locate } from './locate.ts';
import { vmRange } from './vm-range.ts';

function press(services: AppServices, spot: BoardSpot): void {
  const { store } = services;
  const { hostId } = spot;
  const label = store.getState().site.hosts[hostId]?.label ?? hostId;
  switch (spot.action) {
    case 'host':
      openPanel(store, { kind: 'host', hostId });
      return;
    case 'host-menu': {
      const box = spot.element.getBoundingClientRect();
      openMenu(store, { kind: 'host', hostId, anchor: { x: box.right, y: box.bottom } });
      return;
    }
    case 'fold':
      toggleExpanded(store, hostId);
      return;
    case 'connect':
      void call(services, `Could not connect ${label}`, 'hosts.connect', { hostId });
      return;
    case 'elsewhere':
      openDialog(store, { kind: 'restart-elsewhere', hostId });
      return;
    case 'refresh':
      void call(services, `Could not read ${label}`, 'hosts.refresh', { hostId });
      return;
    case 'highlight': {
      const { highlight: kind, name } = (spot.element as HTMLElement).dataset;
      if ((kind === 'bridge' || kind === 'storage') && name) toggleHighlight(store, { kind, name });
      return;
    }
  }
}

/** Clicks on the board: one listener for all cards. */
export function useBoardPointer(model: RefObject<BoardModel>) {
  const services = useApp();
  const anchor = useRef<VmRef | null>(null);
  return useMemo(() => {
    const { store } = services;

    function onClick(event: MouseEvent): void {
      const spot = locate(event.target);
      if (!spot) {
        if (!(event.target as Element).closest('button')) {
          store.setState({ selection: emptySelection });
        }
        return;
      }
      if (spot.action) {
        press(services, spot);
        return;
      }
      if (!spot.vmName) return;
      const vm = { hostId: spot.hostId, name: spot.vmName };
      const { selection, view } = store.getState();
      focusOnBoard(store, { hostId: vm.hostId, vmName: vm.name });
      if (event.shiftKey && anchor.current) {
        store.setState({ selection: selectionOf(vmRange(model.current, anchor.current, vm)) });
        return;
      }
      anchor.current = vm;
      if (event.ctrlKey || event.metaKey) {
        store.setState({ selection: toggled(selection, vm) });
        return;
      }
      store.setState({ selection: selectionOf([vm]) });
      // Details that are open follow the selection.
      if (view.panel) openPanel(store, { kind: 'vm', vm });
    }

    function onDoubleClick(event: MouseEvent): void {
      const spot = locate(event.target);
      if (!spot?.vmName) return;
      openPanel(store, { kind: 'vm', vm: { hostId: spot.hostId, name: spot.vmName } });
    }

    function onContextMenu(event: MouseEvent): void {
      const spot = locate(event.target);
      if (!spot) return;
      event.preventDefault();
      const at = { x: event.clientX, y: event.clientY };
      if (!spot.vmName) {
        openMenu(store, { kind: 'host', hostId: spot.hostId, anchor: at });
        return;
      }
      openVmMenu({ hostId: spot.hostId, name: spot.vmName }, at);
    }

    /** For the VM alone, or for all that are selected if it is one of them. */
    function openVmMenu(vm: VmRef, at: MenuAnchor): void {
      const { selection } = store.getState();
      focusOnBoard(store, { hostId: vm.hostId, vmName: vm.name });
      if (isSelected(selection, vm)) {
        openMenu(store, { kind: 'vms', vms: selectedRefs(selection), anchor: at });
        return;
      }
      store.setState({ selection: selectionOf([vm]) });
      openMenu(store, { kind: 'vms', vms: [vm], anchor: at });
    }

    return { onClick, onDoubleClick, onContextMenu, openVmMenu };
  }, [services, model]);
}
