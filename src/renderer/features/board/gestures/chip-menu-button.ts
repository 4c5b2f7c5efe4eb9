import type { VmRef } from '../../../../shared/model/vm.ts';

/**
 * The one "⋯" of the board: it goes to the chip under the mouse, because a button in each of
 * twenty thousand would cost too much. Keyboards have the menu key. Returns how to stop.
 */
export function startChipMenuButton(options: {
  scroller: HTMLElement;
  /** Lies in the board's content, which it is placed in. */
  button: HTMLElement;
  onPress(vm: VmRef, button: HTMLElement): void;
}): () => void {
  const { scroller, button } = options;
  let vm: VmRef | null = null;
  /** The chip it is on. */
  let at: Element | null = null;

  function hide(): void {
    if (at === null) return;
    at = null;
    vm = null;
    button.hidden = true;
  }

  const chipOf = (event: PointerEvent) =>
    (event.target as Element).closest<HTMLElement>('[data-vm-name]');

  function onPointerOver(event: PointerEvent): void {
    if (event.target !== button && chipOf(event) !== at) hide();
  }

  /** Shown when the mouse moves, not when the board scrolls under it: that is a chip per frame. */
  function onPointerMove(event: PointerEvent): void {
    if (event.target === button) return;
    const chip = chipOf(event);
    if (chip === at) return;
    const card = chip?.closest<HTMLElement>('[data-host-id]');
    const name = chip?.dataset.vmName;
    const hostId = card?.dataset.hostId;
    if (!chip || !hostId || name === undefined || event.buttons !== 0) {
      hide();
      return;
    }
    // In the overview a chip is smaller than the button.
    if (card?.dataset.density === 'overview' || event.pointerType !== 'mouse') return;
    const content = button.parentElement?.getBoundingClientRect();
    const box = chip.getBoundingClientRect();
    if (!content) return;
    at = chip;
    vm = { hostId, name };
    button.hidden = false;
    button.setAttribute('aria-label', `Menu of ${name}`);
    button.style.transform = `translate(${box.right - content.left - 24}px, ${box.top - content.top + (box.height - 20) / 2}px)`;
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.target !== button) hide();
  }

  function onClick(): void {
    if (vm) options.onPress(vm, button);
  }

  scroller.addEventListener('pointerover', onPointerOver);
  scroller.addEventListener('pointermove', onPointerMove);
  scroller.addEventListener('pointerleave', hide);
  scroller.addEventListener('pointerdown', onPointerDown);
  button.addEventListener('click', onClick);
  return () => {
    scroller.removeEventListener('pointerover', onPointerOver);
    scroller.removeEventListener('pointermove', onPointerMove);
    scroller.removeEventListener('pointerleave', hide);
    scroller.removeEventListener('pointerdown', onPointerDown);
    button.removeEventListener('click', onClick);
  };
}
