import type { Client } from '../../../../shared/images/client.ts';
import { ok, type Result } from '../../../../shared/result.ts';

/** How clients reach their image server. */
export interface ServerAddress {
  address: string;
  root: string;
}

/** The kernel's command line of a client that boots this image. */
export function kernelArguments(
  client: Client,
  digest: string,
  server: ServerAddress,
  console: 'hvc0' | 'ttyS0',
): Result<string> {
  const { stateDrive } = client;
  const state = stateDrive.kind === 'nfs' ? `nfs:${stateDrive.folder}` : stateDrive.device;
  return ok(
    [
      `stateless.server=${server.address}`,
      `stateless.root=${server.root}`,
      `stateless.role=${client.role}`,
      `stateless.digest=${digest}`,
      `stateless.client=${client.id}`,
      `stateless.state=${state}`,
      `systemd.machine_id=${client.machineId}`,
      'net.ifnames=0',
      `console=${console}`,
    ].join(' '),
  );
}
