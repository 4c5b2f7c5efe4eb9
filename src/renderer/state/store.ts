import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppState, initialState } from './app-state.ts';
import type { View } from './view.ts';

export type AppStore = StoreApi<AppState>;

export function createAppStore(view: Partial<View> = {}): AppStore {
  return createStore<AppState>(() => ({
    ...initialState,
    view: { ...initialState.view, ...view },
  }));
}
