import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { err, type Result } from '../../../shared/result.ts';
import { createSlots } from '../ssh/slots.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ConfigText, ToolstackDriver, UsageReading } from '../xen/toolstack.ts';
import { type Clock, systemClock } from './clock.ts';
import { createHostSession, type HostSession } from './host-session.ts';
import type { HostTraffic } from './traffic-rates.ts';

/** What the site knows of its hosts and VMs, read from them and kept true. */
export interface Inventory {
  /** From now on, whenever this link is online: read the host, then follow its changes. */
  attach(link: HostLink, hostId: string): void;
  /** Ends that; what is known of the host stays in the site. */
  detach(hostId: string): void;
  /** Reads everything of a host anew. Fails with `host-not-found`, `not-connected`, or why not. */
  refresh(hostId: string): Promise<Result<void, AppError>>;
}

/** Whole hosts read at once: what a thousand say together is half a gigabyte of text. */
const readsAtOnce = 32;

const noVms: Readonly<Record<string, Vm>> = {};

/**
 * `state` is the site, to which the host belongs before it is attached; `emit` changes it.
 * `keepConfigs` is told all configuration files of a host, for the history.
 * `driverFor`: null where the console has no driver for that toolstack.
 */
export function createInventory(options: {
  driverFor(kind: 'xl' | 'xe'): ToolstackDriver | null;
  state(): SiteState;
  emit(events: readonly SiteEvent[]): void;
  keepConfigs(hostId: string, texts: readonly ConfigText[]): void;
  /** Is told what a host's domains were doing, before the event of their usage. */
  tellDomains?(hostId: string, domains: UsageReading['domains']): void;
  /** Is told what a host's network and disks carried, before the event of its usage. */
  tellTraffic?(hostId: string, traffic: HostTraffic): void;
  settings(): Settings;
  clock?: Clock;
}): Inventory {
  const { state } = options;
  const sessions = new Map<string, HostSession>();
  const reads = createSlots({
    limit: readsAtOnce,
    waiting: Number.MAX_SAFE_INTEGER,
    full: () => appError('internal', 'The queue of hosts to read is full.'),
  });

  function detach(hostId: string): void {
    sessions.get(hostId)?.close();
    sessions.delete(hostId);
  }

  return {
    attach(link, hostId) {
      detach(hostId);
      sessions.set(
        hostId,
        createHostSession({
          hostId,
          link,
          driverFor: options.driverFor,
          reads,
          clock: options.clock ?? systemClock,
          emit: options.emit,
          tellDomains: (domains) => options.tellDomains?.(hostId, domains),
          tellTraffic: (traffic) => options.tellTraffic?.(hostId, traffic),
          keepConfigs: (texts) => options.keepConfigs(hostId, texts),
          settings: options.settings,
          host: () => state().hosts[hostId],
          vms: () => state().vms[hostId] ?? noVms,
        }),
      );
    },
    detach,
    async refresh(hostId) {
      const session = sessions.get(hostId);
      if (!session) return err(appError('host-not-found', 'This host is not in the site.'));
      return session.refresh();
    },
  };
}
