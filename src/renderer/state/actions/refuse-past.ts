import type { AppStore } from '../store.ts';
import { shownBlock } from '../travel.ts';
import { notify } from './notify.ts';

/** For gestures, which have no button to say it: tells why nothing is done; false: it can be. */
export function refusePast(store: AppStore): boolean {
  const title = shownBlock(store.getState());
  if (title === null) return false;
  notify(store, { tone: 'info', title, text: null, staysMs: 6000 });
  return true;
}
