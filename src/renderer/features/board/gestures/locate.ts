/** What of the board an event happened on. */
export interface BoardSpot {
  hostId: string;
  vmName: string | null;
  /** What a button of the card does. */
  action: string | null;
  element: Element;
}

export function locate(target: EventTarget | null): BoardSpot | null {
  if (!(target instanceof Element)) return null;
  const card = target.closest<HTMLElement>('[data-host-id]');
  const hostId = card?.dataset.hostId;
  if (!card || !hostId) return null;
  const chip = target.closest<HTMLElement>('[data-vm-name]');
  const button = target.closest<HTMLElement>('[data-action]');
  return {
    hostId,
    vmName: chip?.dataset.vmName ?? null,
    action: button?.dataset.action ?? null,
    element: chip ?? button ?? card,
  };
}
