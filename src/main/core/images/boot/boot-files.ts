import type { Client } from '../../../../shared/images/client.ts';
import type { ServerSettings } from '../../../../shared/images/server-settings.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { kernelArguments } from './kernel-arguments.ts';

/** iPXE asks for it as `boot/${net0/mac:hexhyp}.ipxe`. */
export function bootFilePath(mac: string): string {
  return `boot/${mac.replaceAll(':', '-')}.ipxe`;
}

/** dom0 keeps no more memory than it needs: the rest is the VMs'. Whatever happens, it comes back. */
const xenWords = 'dom0_mem=2048M,max:2048M console=vga';

const again = [
  ':failed',
  'echo It could not be loaded; another try in 30 seconds.',
  'sleep 30',
  'reboot',
];

/**
 * The boot files of a client, by path: none for a VM, since Xen boots it by its config. With literal
 * digests, never "current": what is running stays what it is. Pure.
 */
export function bootFiles(
  client: Client,
  settings: ServerSettings,
  root: string,
): Result<ReadonlyMap<string, readonly string[]>> {
  if (client.place.kind === 'xen-vm') return ok(new Map());
  const lines = bootLines(client, settings, root);
  if (!lines.ok) return lines;
  return ok(new Map(client.macs.map((mac) => [bootFilePath(mac), lines.value])));
}

function bootLines(client: Client, settings: ServerSettings, root: string): Result<string[]> {
  const head = [
    '#!ipxe',
    `# ${client.id}: written with its file. Changed by hand it is shown as drift, and the next switch replaces it.`,
  ];
  const digest = client.desired;
  if (digest === null) return ok([...head, 'echo No image is desired.', 'exit']);
  const words = kernelArguments({ client, digest, settings, root });
  if (!words.ok) return words;
  const ofRole = `http://${settings.address}:${settings.httpPort}/images/${client.role}`;
  const from = `${ofRole}/${digest}`;
  if (client.place.kind === 'xen-host') {
    return ok([
      ...head,
      // Xen is the role's, and no part of an image: see docs/technical/images.md.
      `kernel ${ofRole}/xen.gz ${xenWords} || goto failed`,
      `module ${from}/vmlinuz ${words.value.join(' ')} || goto failed`,
      `module ${from}/initrd.img || goto failed`,
      'boot || goto failed',
      ...again,
    ]);
  }
  return ok([
    ...head,
    `kernel ${from}/vmlinuz initrd=initrd.img ${words.value.join(' ')} || goto failed`,
    `initrd --name initrd.img ${from}/initrd.img || goto failed`,
    'boot || goto failed',
    ...again,
  ]);
}
