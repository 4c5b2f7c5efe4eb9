import type { AppServices } from '../app-context.ts';
import type { AppStore } from '../store.ts';
import type { Travel } from '../travel.ts';
import { call } from './call.ts';
import { patchView } from './view-actions.ts';

function patchTravel(store: AppStore, patch: Partial<Travel>): void {
  store.setState(({ travel }) => ({ travel: travel && { ...travel, ...patch } }));
}

/** Opens the bar of moments, or closes it; what is shown is now either way. */
export async function toggleTravel(services: AppServices): Promise<void> {
  const { store } = services;
  if (store.getState().travel) {
    store.setState({ travel: null });
    return;
  }
  const answer = await call(services, 'Could not read the history', 'history.moments', {});
  if (!answer) return;
  // The board and the images have a past; everything else is of now, or has periods of its own.
  const { screen } = store.getState().view;
  if (screen.kind !== 'images') patchView(store, { screen: { kind: 'board' } });
  store.setState({
    travel: { moments: answer.moments, wanted: null, shown: null, pinned: null },
  });
}

/** Moves that are asked for while the core is at one are left out, but for the last. */
const underWay = new WeakSet<AppStore>();

/** Shows the site as it was at a moment, or as it is. */
export async function travelTo(services: AppServices, at: number | null): Promise<void> {
  const { store } = services;
  patchTravel(store, { wanted: at });
  patchView(store, { menu: null });
  if (underWay.has(store)) return;
  underWay.add(store);
  try {
    for (;;) {
      const travel = store.getState().travel;
      const wanted = travel?.wanted ?? null;
      if (!travel || wanted === (travel.shown?.at ?? null)) return;
      if (wanted === null) {
        patchTravel(store, { shown: null });
        return;
      }
      const site = await call(services, 'Could not go back in time', 'history.at', { at: wanted });
      if (site) patchTravel(store, { shown: { at: wanted, site } });
      else if (store.getState().travel?.wanted === wanted) {
        patchTravel(store, { wanted: store.getState().travel?.shown?.at ?? null });
      }
    }
  } finally {
    underWay.delete(store);
  }
}

/** Opens the bar of moments at one of them. */
export async function visitPast(services: AppServices, at: number): Promise<void> {
  if (!services.store.getState().travel) await toggleTravel(services);
  if (services.store.getState().travel) await travelTo(services, at);
}

export function pinMoment(store: AppStore, at: number | null): void {
  patchTravel(store, { pinned: at });
}
