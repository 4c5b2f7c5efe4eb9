import { endedJobStates } from '../../../shared/model/job.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import type { Log } from '../log.ts';
import type { SiteHistory } from '../store/site-history.ts';
import type { ConfigText } from '../xen/toolstack.ts';

/** Writes the site's events to its history a batch at a time. */
export interface HistoryRecorder {
  record(events: readonly SiteEvent[]): void;
  /** All configuration files of a host as they are now. */
  recordConfigs(hostId: string, texts: readonly ConfigText[]): void;
  /** Writes what waits, now. */
  flush(): void;
  close(): void;
}

/** Usage is samples, prompts and settings are not the site's: none of them is history. */
const kept: readonly SiteEvent['type'][] = [
  'host-put',
  'host-removed',
  'vms-replaced',
  'vm-put',
  'vm-removed',
  'job-put',
  'job-removed',
  'image-server-removed',
];

function isJobsEnd(event: SiteEvent): boolean {
  return event.type === 'job-put' && endedJobStates.includes(event.job.state);
}

export function createHistoryRecorder(options: {
  append: SiteHistory['appendEvents'];
  appendConfigs: SiteHistory['appendConfigs'];
  now: () => number;
  log: Log;
  batchMs?: number;
}): HistoryRecorder {
  let waiting: SiteEvent[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    const written = options.append(options.now(), events);
    // The site goes on without its history: a full disk must not stop a migration being watched.
    if (!written.ok) {
      options.log.error({ error: written.error, events: events.length }, 'history not written');
    }
  }

  return {
    record(events) {
      const worth = events.filter((event) => kept.includes(event.type));
      if (worth.length === 0) return;
      waiting.push(...worth);
      // A console that is killed the moment after must still know how its job ended.
      if (worth.some(isJobsEnd)) flush();
      else timer ??= setTimeout(flush, options.batchMs ?? 250);
    },
    recordConfigs(hostId, texts) {
      // In order with what waits: a host that was removed meanwhile must stay removed.
      flush();
      const written = options.appendConfigs(options.now(), hostId, texts);
      if (!written.ok) options.log.error({ error: written.error }, 'configurations not kept');
    },
    flush,
    close: flush,
  };
}
