import type { AppStore } from '../state/store.ts';

/** Keeps the page's theme as the settings say; without a word from them the system's counts. */
export function followTheme(store: AppStore, element: HTMLElement): void {
  function apply(): void {
    const { theme } = store.getState().site.settings;
    if (theme === 'system') element.removeAttribute('data-theme');
    else if (element.dataset.theme !== theme) element.dataset.theme = theme;
  }
  apply();
  store.subscribe((state, before) => {
    if (state.site.settings !== before.site.settings) apply();
  });
}
