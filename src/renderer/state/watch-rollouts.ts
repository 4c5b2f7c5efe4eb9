import type { RolloutStatus } from '../../shared/images/rollout-state.ts';
import { notify } from './actions/notify.ts';
import { rolloutStatusText, rolloutTitle } from './rollout-text.ts';
import type { AppStore } from './store.ts';

const tones: Partial<Record<RolloutStatus, 'success' | 'info' | 'warning' | 'error'>> = {
  done: 'success',
  aborted: 'info',
  'rolled-back': 'warning',
  halted: 'error',
};

/** Tells the user, wherever they look, when a rollout halts or is over. */
export function watchRollouts(store: AppStore): () => void {
  return store.subscribe(({ site }, before) => {
    if (site.imageServers === before.site.imageServers) return;
    for (const server of Object.values(site.imageServers)) {
      const known = before.site.imageServers[server.id]?.rollouts ?? [];
      for (const rollout of server.rollouts) {
        const old = known.find(({ id }) => id === rollout.id);
        const tone = tones[rollout.status];
        if (!old || old.status === rollout.status || !tone) continue;
        notify(store, {
          tone,
          title: rolloutTitle(rollout),
          text: rolloutStatusText(rollout),
          staysMs: tone === 'success' || tone === 'info' ? 8000 : null,
        });
      }
    }
  });
}
