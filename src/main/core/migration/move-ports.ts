import type { SiteState } from '../../../shared/model/site.ts';
import type { Log } from '../log.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { MoveHistory } from '../store/move-history.ts';
import type { ToolstackDriver } from '../xen/toolstack.ts';

/** What moving VMs needs of the rest of the core. */
export interface MovePorts {
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
  stateOf(): SiteState;
  history: MoveHistory;
  log: Log;
  now(): number;
  /** Where moves keep their directories on the hosts; /var/run on every Linux. */
  runFolder?: string;
  /** Milliseconds between two looks for a guest that was seen nowhere. */
  searchEveryMs?: number;
  /** Where domains' configurations are started from at boot. */
  autostartFolder?: string;
}

/** Of one job on a host: its name holds the job's id, so it is found again after anything. */
export function moveDirectory(ports: Pick<MovePorts, 'runFolder'>, jobId: string): string {
  return `${ports.runFolder ?? '/var/run'}/stateroom-${jobId}`;
}

export function hostLabel(ports: Pick<MovePorts, 'stateOf'>, hostId: string): string {
  return ports.stateOf().hosts[hostId]?.label ?? hostId;
}

export function autostartFolder(ports: Pick<MovePorts, 'autostartFolder'>): string {
  return ports.autostartFolder ?? '/etc/xen/auto';
}
