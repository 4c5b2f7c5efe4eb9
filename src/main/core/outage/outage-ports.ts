import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Result } from '../../../shared/result.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ToolstackDriver } from '../xen/toolstack.ts';
import type { OutageBook } from './outage-book.ts';

/** What starting VMs elsewhere needs of the rest of the core. */
export interface OutagePorts {
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
  stateOf(): SiteState;
  emit(events: readonly SiteEvent[]): void;
  book: OutageBook;
  /** A host's configuration file as it was last seen, without passwords; null: none is known. */
  lastConfig(hostId: string, path: string): Result<string | null>;
  now(): number;
  /** Where domains' configurations are started from at boot. */
  autostartFolder?: string;
  /** Milliseconds between two looks. */
  lookEveryMs?: number;
  /** How long a host that is called may take to answer before it counts as silent. */
  answerWithinMs?: number;
}

export function autostartFolderOf(ports: Pick<OutagePorts, 'autostartFolder'>): string {
  return ports.autostartFolder ?? '/etc/xen/auto';
}

export function labelOf(ports: Pick<OutagePorts, 'stateOf'>, hostId: string): string {
  return ports.stateOf().hosts[hostId]?.label ?? hostId;
}
