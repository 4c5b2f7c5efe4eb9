import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { HostTraffic } from '../inventory/traffic-rates.ts';
import type { Log } from '../log.ts';
import { siteSampleKey } from './sample-keys.ts';
import type { SampleStore } from './sample-store.ts';
import { samplesOf, siteSample } from './samples-of.ts';

const siteIntervalMs = 15_000;

/** Keeps the usage that the site's events tell of. */
export interface SampleRecorder {
  /** Called when the state has the events already. */
  take(events: readonly SiteEvent[]): void;
  /** What a host's network and disks carried at the usage event that follows. */
  takeTraffic(hostId: string, traffic: HostTraffic): void;
}

export function createSampleRecorder(options: {
  store: Pick<SampleStore, 'record'>;
  state: () => SiteState;
  log: Log;
}): SampleRecorder {
  const traffic = new Map<string, HostTraffic>();
  let lastSite = 0;
  let failing = false;
  return {
    takeTraffic: (hostId, told) => void traffic.set(hostId, told),
    take(events) {
      for (const event of events) {
        if (event.type === 'host-removed') traffic.delete(event.hostId);
        if (event.type !== 'usage') continue;
        const state = options.state();
        const entries = samplesOf(event, state, traffic.get(event.hostId));
        const { at } = event.usage;
        // A clock that was set back does not stop the site's samples until it is there again.
        const isDue = Math.abs(at - lastSite) >= siteIntervalMs;
        const site = isDue ? siteSample(state, at, traffic) : null;
        if (site) {
          lastSite = at;
          entries.push({ key: siteSampleKey, sample: site });
        }
        const written = options.store.record(entries);
        // The site goes on without its samples; a full disk is told of once.
        if (!written.ok && !failing) options.log.error({ error: written.error }, 'no samples kept');
        failing = !written.ok;
      }
    },
  };
}
