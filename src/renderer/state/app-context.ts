import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Transport } from '../../shared/contract/transport.ts';
import type { AppState } from './app-state.ts';
import type { AppStore } from './store.ts';

export interface AppServices {
  store: AppStore;
  transport: Transport;
}

export const AppContext = createContext<AppServices | null>(null);

export function useApp(): AppServices {
  const services = useContext(AppContext);
  if (!services) throw new Error('a component of the app was rendered outside of it');
  return services;
}

/** Renders again only when what the selector gives is another value (by identity). */
export function useAppState<T>(selector: (state: AppState) => T): T {
  return useStore(useApp().store, selector);
}
