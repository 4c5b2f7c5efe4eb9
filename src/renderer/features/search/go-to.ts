import { isOfSite } from '../../../shared/history/change-text.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import type { FoundItem } from '../../../shared/images/found-item.ts';
import { visitPast } from '../../state/actions/travel.ts';
import {
  focusOnBoard,
  openImages,
  openPanel,
  patchView,
  showBoard,
} from '../../state/actions/view-actions.ts';
import type { AppServices } from '../../state/app-context.ts';
import type { AppStore } from '../../state/store.ts';
import type { BoardFocus } from '../../state/view.ts';
import type { Thing } from './things.ts';

/** Shows a host or VM on the board and its details beside it; a filter that hides it is lifted. */
export function goToThing(store: AppStore, { hostId, vmName }: Pick<Thing, 'hostId' | 'vmName'>) {
  showBoard(store);
  patchView(store, { query: '' });
  openPanel(
    store,
    vmName === null ? { kind: 'host', hostId } : { kind: 'vm', vm: { hostId, name: vmName } },
  );
  // After the frame in which the palette leaves: until then the focus is not the board's to take.
  requestAnimationFrame(() => bringFocus(store, { hostId, vmName }, 60));
}

/** Shows what was found of an image server on its page. */
export function goToImage(store: AppStore, { serverId, part, id }: FoundItem): void {
  if (part === 'rollouts') openImages(store, { serverId, rolloutId: id });
  else openImages(store, { serverId, part, find: part === 'clients' ? id : null });
}

/** A card that a filter hid, or that is far off, is drawn some frames later: asks until it is. */
function bringFocus(store: AppStore, focus: BoardFocus, frames: number): void {
  requestAnimationFrame(() => {
    const at = document.activeElement;
    const card = at?.closest<HTMLElement>('.board [data-host-id]');
    const there = card?.dataset.hostId === focus.hostId;
    const name = at?.closest<HTMLElement>('[data-vm-name]')?.dataset.vmName ?? null;
    if ((there && name === focus.vmName) || frames === 0) return;
    if (!there) document.querySelector<HTMLElement>('main.board')?.focus({ preventScroll: true });
    focusOnBoard(store, { ...focus });
    bringFocus(store, focus, frames - 1);
  });
}

/** A job that is still in the tray is shown there; everything else as the site was then. */
export function goToEvent(services: AppServices, event: PastEvent): void {
  const { store } = services;
  if (event.kind === 'job' && store.getState().site.jobs[event.job.id]) {
    patchView(store, { trayOpen: true });
    return;
  }
  void visitPast(services, event.at);
  if (event.kind === 'job') return;
  const { hostId, name, kind } = event.change;
  if (!isOfSite(event.change)) {
    const part = kind === 'client' ? 'clients' : kind === 'rollout' ? 'rollouts' : 'images';
    openImages(store, { serverId: hostId, part, find: kind === 'client' ? name : null });
    return;
  }
  // A file is shown by the VM that it is of.
  const vms = Object.values(store.getState().site.vms[hostId] ?? {});
  const ofFile = vms.find(({ configPath }) => configPath === name)?.name ?? null;
  const vmName = kind === 'vm' ? name : kind === 'config' ? ofFile : null;
  goToThing(store, { hostId, vmName });
}
