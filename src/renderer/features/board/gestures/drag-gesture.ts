import type { VmRef } from '../../../../shared/model/vm.ts';
import { refusePast } from '../../../state/actions/refuse-past.ts';
import { isSelected, selectedRefs, selectionOf } from '../../../state/selection.ts';
import type { AppStore } from '../../../state/store.ts';
import { type BoardLayout, hostAt } from '../layout/board-layout.ts';
import { locate } from './locate.ts';

/** Pixels a pressed pointer has to travel to lift a VM: fewer is an unsteady click. */
const liftDistance = 5;
/** Near the board's upper and lower edge it scrolls by itself. */
const edge = 64;
const fastest = 22;

export interface DragGestureOptions {
  scroller: HTMLElement;
  store: AppStore;
  layout(): BoardLayout;
  onDrop(vms: readonly VmRef[], targetHostId: string): void;
}

type Phase =
  | { kind: 'idle' }
  | { kind: 'pressed'; pointerId: number; x: number; y: number; vm: VmRef }
  | {
      kind: 'dragging';
      pointerId: number;
      x: number;
      y: number;
      vms: readonly VmRef[];
      at: { x: number; y: number };
    };

/**
 * Dragging as a state machine over plain pointer events of the whole board. While it runs it
 * writes only `drag` and `lifted` to the store, and only when the host under the pointer changes.
 * Returns how to stop listening.
 */
export function startDragGesture(options: DragGestureOptions): () => void {
  const { scroller, store } = options;
  let phase: Phase = { kind: 'idle' };
  let frame = 0;
  let swallowClick = false;

  function lift(vm: VmRef): readonly VmRef[] {
    const { selection } = store.getState();
    if (isSelected(selection, vm)) return selectedRefs(selection);
    store.setState({ selection: selectionOf([vm]) });
    return [vm];
  }

  function over(x: number, y: number): string | null {
    const box = scroller.getBoundingClientRect();
    if (x < box.left || x >= box.right || y < box.top || y >= box.bottom) return null;
    return hostAt(options.layout(), x - box.left, y - box.top + scroller.scrollTop);
  }

  function edgeSpeed(y: number): number {
    const box = scroller.getBoundingClientRect();
    const above = box.top + edge - y;
    const below = y - (box.bottom - edge);
    if (above > 0) return -fastest * Math.min(1, above / edge);
    if (below > 0) return fastest * Math.min(1, below / edge);
    return 0;
  }

  function turn(): void {
    if (phase.kind !== 'dragging') return;
    const { x, y, vms, at } = phase;
    const speed = edgeSpeed(y);
    const hostId = over(x, y);
    if (hostId !== store.getState().drag?.over) store.setState({ drag: { vms, over: hostId, at } });
    if (speed !== 0) scroller.scrollTop += speed;
    frame = requestAnimationFrame(turn);
  }

  function onPointerDown(event: PointerEvent): void {
    swallowClick = false;
    if (event.button !== 0 || event.ctrlKey || event.shiftKey || event.metaKey) return;
    const spot = locate(event.target);
    if (!spot?.vmName) return;
    const vm = { hostId: spot.hostId, name: spot.vmName };
    phase = { kind: 'pressed', pointerId: event.pointerId, x: event.clientX, y: event.clientY, vm };
  }

  function onPointerMove(event: PointerEvent): void {
    if (phase.kind === 'idle' || event.pointerId !== phase.pointerId) return;
    const { clientX: x, clientY: y } = event;
    if (phase.kind === 'dragging') {
      phase = { ...phase, x, y };
      return;
    }
    if (Math.hypot(x - phase.x, y - phase.y) < liftDistance) return;
    if (refusePast(store)) {
      end();
      return;
    }
    const vms = lift(phase.vm);
    scroller.setPointerCapture(event.pointerId);
    phase = { kind: 'dragging', pointerId: event.pointerId, x, y, vms, at: { x, y } };
    store.setState({ drag: { vms, over: null, at: { x, y } }, lifted: selectionOf(vms) });
    frame = requestAnimationFrame(turn);
  }

  function end(): void {
    cancelAnimationFrame(frame);
    if (phase.kind === 'dragging') {
      if (scroller.hasPointerCapture(phase.pointerId)) {
        scroller.releasePointerCapture(phase.pointerId);
      }
      store.setState({ drag: null, lifted: selectionOf([]) });
    }
    phase = { kind: 'idle' };
  }

  function onPointerUp(event: PointerEvent): void {
    if (phase.kind === 'idle' || event.pointerId !== phase.pointerId) return;
    const dropped = phase.kind === 'dragging' ? phase : null;
    end();
    if (!dropped) return;
    swallowClick = true;
    const target = over(event.clientX, event.clientY);
    if (target) options.onDrop(dropped.vms, target);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || phase.kind !== 'dragging') return;
    event.preventDefault();
    event.stopPropagation();
    swallowClick = true;
    end();
  }

  /** The click that the browser makes of the pointer's release is not one. */
  function onClick(event: MouseEvent): void {
    if (!swallowClick) return;
    swallowClick = false;
    event.preventDefault();
    event.stopPropagation();
  }

  scroller.addEventListener('pointerdown', onPointerDown);
  scroller.addEventListener('pointermove', onPointerMove);
  scroller.addEventListener('pointerup', onPointerUp);
  scroller.addEventListener('pointercancel', end);
  scroller.addEventListener('lostpointercapture', end);
  scroller.addEventListener('click', onClick, true);
  window.addEventListener('keydown', onKeyDown, true);
  return () => {
    end();
    scroller.removeEventListener('pointerdown', onPointerDown);
    scroller.removeEventListener('pointermove', onPointerMove);
    scroller.removeEventListener('pointerup', onPointerUp);
    scroller.removeEventListener('pointercancel', end);
    scroller.removeEventListener('lostpointercapture', end);
    scroller.removeEventListener('click', onClick, true);
    window.removeEventListener('keydown', onKeyDown, true);
  };
}
