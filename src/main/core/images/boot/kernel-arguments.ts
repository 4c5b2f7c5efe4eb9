import { appError } from '../../../../shared/app-error.ts';
import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import { digestSchema } from '../../../../shared/images/names.ts';
import type { ServerSettings } from '../../../../shared/images/server-settings.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';

/** What a client is booted with. `digest`: literally, whatever its file says by then. */
export interface BootOf {
  client: Client;
  digest: string;
  settings: ServerSettings;
  /** The root of the image server's files. */
  root: string;
}

/** The last is where the kernel and the initrd speak. */
const consoles: Record<Client['place']['kind'], readonly string[]> = {
  'xen-vm': ['console=hvc0'],
  'xen-host': ['console=tty0', 'console=hvc0'],
  'bare-metal': ['console=tty0', 'console=ttyS0,115200'],
};

/** No blanks, quotes and backslashes: neither the kernel nor iPXE nor an xl config changes it. */
const plain = /^[A-Za-z0-9._/:=@-]+$/;

/**
 * The kernel's arguments for a client, one word each: the same for iPXE and for `extra` of a Xen VM.
 * Pure. Error `invalid-input`: a name, folder or device that a command line cannot carry.
 */
export function kernelArguments({ client, digest, settings, root }: BootOf): Result<string[]> {
  const { stateDrive } = client;
  const drive =
    stateDrive.kind === 'nfs' ? `nfs:${stateDrive.folder}` : `block:${stateDrive.device}`;
  const given = {
    'stateless.server': settings.address,
    'stateless.root': root,
    'stateless.role': client.role,
    'stateless.digest': digest,
    'stateless.client': client.id,
    'stateless.state': drive,
    'systemd.machine_id': client.machineId,
  };
  for (const [name, value] of Object.entries(given)) {
    if (!plain.test(value) || value.split('/').includes('..')) {
      return err(
        appError('invalid-input', `${client.id} cannot boot with ${name}=${value}.`, {
          hint: 'A kernel takes words of letters, digits and . _ / : = @ - only. Rename it on the server.',
        }),
      );
    }
  }
  const known = clientSchema.safeParse(client);
  if (!known.success || !digestSchema.safeParse(digest).success) {
    return err(appError('invalid-input', `${client.id} is no client that can be booted.`));
  }
  return ok([
    ...Object.entries(given).map(([name, value]) => `${name}=${value}`),
    'net.ifnames=0',
    // Whatever happens, it comes back and asks anew what it shall boot.
    'panic=30',
    ...consoles[client.place.kind],
  ]);
}
