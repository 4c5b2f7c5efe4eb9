import { applyEvent } from '../../shared/model/apply-event.ts';
import type { SiteEvent, SiteState } from '../../shared/model/site.ts';

/** The host that an event is about; null when it is about something else. */
function hostIdOf(event: SiteEvent): string | null {
  switch (event.type) {
    case 'host-put':
      return event.host.id;
    case 'vm-put':
      return event.vm.hostId;
    case 'host-removed':
    case 'vms-replaced':
    case 'vm-removed':
    case 'usage':
      return event.hostId;
    default:
      return null;
  }
}

function only<T>(record: Record<string, T>, key: string): Record<string, T> {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return value === undefined ? {} : { [key]: value };
}

function put<T>(target: Record<string, T>, key: string, from: Record<string, T>): void {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  if (value === undefined) delete target[key];
  else target[key] = value;
}

/**
 * The same as applying the events one after another with `applyEvent`, but the records of a
 * thousand hosts are copied once for the batch and not once for each event.
 */
export function applyEvents(state: SiteState, events: readonly SiteEvent[]): SiteState {
  let current = state;
  let copied = false;
  for (const event of events) {
    const id = hostIdOf(event);
    if (id === null) {
      current = applyEvent(current, event);
      continue;
    }
    const one = { ...current, hosts: only(current.hosts, id), vms: only(current.vms, id) };
    const next = applyEvent(one, event);
    if (next === one) continue;
    if (!copied) {
      current = { ...current, hosts: { ...current.hosts }, vms: { ...current.vms } };
      copied = true;
    }
    put(current.hosts, id, next.hosts);
    put(current.vms, id, next.vms);
  }
  return current;
}

/** Whether an event can move cards or chips on the board: numbers alone cannot. */
export function changesShape(event: SiteEvent): boolean {
  return hostIdOf(event) !== null ? event.type !== 'usage' : event.type === 'site';
}
