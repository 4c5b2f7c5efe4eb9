import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Log } from '../log.ts';
import { siteSampleKey } from './sample-keys.ts';
import type { SampleStore } from './sample-store.ts';
import { samplesOf, siteSample } from './samples-of.ts';

const siteIntervalMs = 15_000;

/** Keeps the usage that the site's events tell of; called when the state has them already. */
export function createSampleRecorder(options: {
  store: Pick<SampleStore, 'record'>;
  state: () => SiteState;
  log: Log;
}): (events: readonly SiteEvent[]) => void {
  let lastSite = 0;
  let failing = false;
  return (events) => {
    for (const event of events) {
      if (event.type !== 'usage') continue;
      const state = options.state();
      const entries = samplesOf(event, state);
      const { at } = event.usage;
      // A clock that was set back does not stop the site's samples until it is there again.
      const site = Math.abs(at - lastSite) >= siteIntervalMs ? siteSample(state, at) : null;
      if (site) {
        lastSite = at;
        entries.push({ key: siteSampleKey, sample: site });
      }
      const written = options.store.record(entries);
      // The site goes on without its samples; a full disk is told of once.
      if (!written.ok && !failing) options.log.error({ error: written.error }, 'no samples kept');
      failing = !written.ok;
    }
  };
}
