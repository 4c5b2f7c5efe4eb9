import { type AppError, appError } from '../../../../shared/app-error.ts';
import { err, type Result } from '../../../../shared/result.ts';
import type { HostLink } from '../../ssh/ssh-port.ts';
import type { ToolstackDriver } from '../../xen/toolstack.ts';
import type { XenPorts } from '../xen/xen-clients.ts';

/** What making clients needs: of their image server and hosts, and of the toolstack. */
export interface CreatePorts extends XenPorts {
  /** Starts a VM that was just made. */
  startVm(
    hostId: string,
    vm: { name: string; configPath: string },
    signal: AbortSignal,
  ): Promise<Result<{ log: string }>>;
}

/** Null: the image server is not in the site. */
export function createPorts(of: {
  portsOf(serverId: string): XenPorts | null;
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
}): (serverId: string) => CreatePorts | null {
  return (serverId) => {
    const xen = of.portsOf(serverId);
    if (!xen) return null;
    return {
      ...xen,
      async startVm(hostId, vm, signal) {
        const link = of.linkOf(hostId);
        const driver = of.driverOf(hostId);
        if (link && driver) return driver.power(link, vm, 'start', signal);
        return err(appError('not-connected', 'Its host is not connected.', { retryable: true }));
      },
    };
  };
}

export function hostLabelOf({ stateOf }: Pick<XenPorts, 'stateOf'>, hostId: string): string {
  return stateOf().hosts[hostId]?.label ?? hostId;
}

export function notConnected(ports: Pick<XenPorts, 'stateOf'>, hostId: string): AppError {
  const label = hostLabelOf(ports, hostId);
  return appError('not-connected', `${label} is not connected.`, { retryable: true });
}
