import './zod-without-eval.ts';
import { createRoot } from 'react-dom/client';
import type { Transport } from '../../shared/contract/transport.ts';
import { AppContext } from '../state/app-context.ts';
import { frameScheduler } from '../state/frame-scheduler.ts';
import { guardPast } from '../state/guard-past.ts';
import { startMirror } from '../state/mirror.ts';
import { type AppStore, createAppStore } from '../state/store.ts';
import { watchJobs } from '../state/watch-jobs.ts';
import { watchReports } from '../state/watch-reports.ts';
import { watchRollouts } from '../state/watch-rollouts.ts';
import { Root } from './root.tsx';
import { followTheme } from './theme.ts';
import { keepView, readView } from './view-storage.ts';
import '../ui/tokens.css';
import '../ui/base.css';

/** Puts the app into the page, on whatever way to the core it is given. */
export function startApp(element: HTMLElement, transport: Transport): AppStore {
  const store = createAppStore(readView(window.localStorage));
  keepView(store, window.localStorage);
  followTheme(store, document.documentElement);
  watchJobs(store);
  watchReports(store);
  watchRollouts(store);
  startMirror(store, transport, {
    now: () => Date.now(),
    schedule: frameScheduler,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  whenWorthDrawing(store, () => {
    createRoot(element).render(
      <AppContext value={{ store, transport: guardPast(store, transport) }}>
        <Root />
      </AppContext>,
    );
  });
  return store;
}

/** Longer than the page's own words for it can say that the site is read. */
const longestBareMs = 500;

/**
 * Drawing the window around a site that is there in a moment, and then again with it, would only make
 * that moment longer.
 */
function whenWorthDrawing(store: AppStore, draw: () => void): void {
  const begin = () => {
    clearTimeout(timer);
    stop();
    draw();
  };
  const timer = setTimeout(begin, longestBareMs);
  const stop = store.subscribe(() => {
    if (store.getState().core.status !== 'loading') begin();
  });
}
