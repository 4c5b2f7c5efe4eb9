import { appError } from '../../../../shared/app-error.ts';
import type { NewMachine } from '../../../../shared/images/new-clients.ts';
import type { ServerSettings } from '../../../../shared/images/server-settings.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { bootSettings } from '../xen/boot-settings.ts';

export function newConfigPath(configDir: string, name: string): string {
  return `${configDir}/${name}.cfg`;
}

/**
 * The configuration of a new VM that boots from an image (man xl.cfg): what is its own is on its
 * state drive, so that it has no disk. Pure. Errors: `invalid-input`.
 */
export function newVmConfig(
  { client, vm }: NewMachine,
  at: { folder: string; root: string; server: string; settings: ServerSettings },
): Result<string> {
  const { place, desired, macs } = client;
  if (place.kind !== 'xen-vm' || !vm || desired === null) {
    return err(appError('invalid-input', `${client.id} is no VM that boots an image.`));
  }
  const of = { client, digest: desired, settings: at.settings, root: at.root };
  const boot = bootSettings(at.folder, of);
  if (!boot.ok) return boot;
  // A comment ends with its line, whatever a server is called.
  const server = at.server.replace(/[^ -~]/g, '?');
  return ok(
    [
      `# Client ${client.id} of ${server}: kernel, ramdisk and extra are set by its image server.`,
      `name = "${client.id}"`,
      `uuid = "${place.uuid}"`,
      `type = "${vm.type}"`,
      `memory = ${vm.memoryMiB}`,
      `vcpus = ${vm.vcpus}`,
      `vif = [ ${macs.map((mac) => `"mac=${mac},bridge=${vm.bridge}"`).join(', ')} ]`,
      ...Object.entries(boot.value).flatMap(([name, value]) =>
        value === null ? [] : [`${name} = "${value}"`],
      ),
      '',
    ].join('\n'),
  );
}
