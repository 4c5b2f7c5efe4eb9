import { notifyError } from './actions/notify.ts';
import type { AppStore } from './store.ts';

/** Tells the user when a scheduled report could not be made, also one that failed while away. */
export function watchReports(store: AppStore): () => void {
  return store.subscribe(({ site }, before) => {
    const run = site.settings.reportRun;
    if (run?.at === before.site.settings.reportRun?.at || !run?.error) return;
    notifyError(store, 'The scheduled report was not made', run.error);
  });
}
