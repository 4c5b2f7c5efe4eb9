import { createHash } from 'node:crypto';
import { appError } from '../../../../shared/app-error.ts';
import type { NewMachine } from '../../../../shared/images/new-clients.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { lookAtDomains } from '../../jobs/look-at-domains.ts';
import { scriptLine } from '../../shell/command-line.ts';
import { bootFiles } from '../boot/boot-files.ts';
import { clientPath } from '../carry/switch-clients.ts';
import { type Change, commit } from '../server/commit.ts';
import type { BootNeeds } from '../xen/boot-needs.ts';
import { createConfigScript } from '../xen/scripts/new-vm.ts';
import { type CreatePorts, hostLabelOf, notConnected } from './create-ports.ts';
import { newConfigPath, newVmConfig } from './new-vm-config.ts';
import { readOwnFiles } from './own-files.ts';

/**
 * Makes one client: the configuration of its VM first, then its file with its drive and what it
 * boots by, all in one commit, and then it is started. To do it twice is to do it once, so that one
 * that was cut off is done again. Errors: `conflict` where something of that name is another's.
 */
export async function makeClient(
  ports: CreatePorts,
  machine: NewMachine,
  needs: BootNeeds,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { client, vm } = machine;
  const own = await readOwnFiles(ports.place, [client], signal);
  if (!own.ok) return own;
  const file = own.value.get(client.id);
  if (file?.is === 'other') {
    return err(appError('conflict', `There is another client ${client.id} by now.`));
  }
  if (vm) {
    const put = await putConfig(ports, machine, needs, signal);
    if (!put.ok) return put;
  }
  const written = file ? ok(undefined) : await writeFile(ports, machine, needs, signal);
  if (!written.ok || !vm?.start) return written;
  const runner = ports.linkOf(vm.hostId);
  if (!runner) return err(notConnected(ports, vm.hostId));
  const domains = await lookAtDomains(runner, signal);
  if (!domains.ok) return domains;
  const running = domains.value.find(({ name }) => name === client.id);
  if (running && client.place.kind === 'xen-vm') {
    if (running.uuid === client.place.uuid) return ok(undefined);
    const host = hostLabelOf(ports, vm.hostId);
    return err(appError('conflict', `Another VM ${client.id} runs on ${host}.`));
  }
  const configPath = newConfigPath(ports.configDir, client.id);
  const started = await ports.startVm(vm.hostId, { name: client.id, configPath }, signal);
  return started.ok ? ok(undefined) : started;
}

async function putConfig(
  ports: CreatePorts,
  machine: NewMachine,
  { settings, root }: BootNeeds,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { client, vm } = machine;
  const { folder, configDir, place } = ports;
  const hostId = vm?.hostId ?? '';
  const runner = ports.linkOf(hostId);
  const host = hostLabelOf(ports, hostId);
  if (!runner) return err(notConnected(ports, hostId));
  const text = newVmConfig(machine, { folder, root, settings, server: place.label });
  if (!text.ok) return text;
  const path = newConfigPath(configDir, client.id);
  const sum = createHash('sha256').update(text.value).digest('hex');
  const link = vm?.autostart ? `${client.id}.cfg` : '';
  const ran = await runner.exec(
    scriptLine(createConfigScript, [path, sum, `${configDir}/auto`, link]),
    { stdin: Buffer.from(text.value).toString('base64'), timeoutMs: 60_000, signal },
  );
  if (!ran.ok) return ran;
  const said = ran.value.stdout.trim();
  if (said === 'written' || said === 'same') return ok(undefined);
  if (said === 'taken') {
    return err(appError('conflict', `${path} on ${host} is another VM’s.`));
  }
  const details = ran.value.stderr.trim();
  return err(appError('command-failed', `${path} could not be written on ${host}.`, { details }));
}

async function writeFile(
  { place, holder }: CreatePorts,
  { client, vm }: NewMachine,
  { settings, root }: BootNeeds,
  signal: AbortSignal,
): Promise<Result<void>> {
  const boot = bootFiles(client, settings, root);
  if (!boot.ok) return boot;
  const { stateDrive } = client;
  const about = { client: client.id, role: client.role, kind: vm ? 'xen-vm' : 'bare-metal' };
  const changes: Change[] = [
    { do: 'expect', path: clientPath(client.id), sum: null },
    ...(stateDrive.kind === 'nfs'
      ? [
          { do: 'expect' as const, path: stateDrive.folder, sum: null },
          { do: 'mkdir' as const, path: stateDrive.folder },
        ]
      : []),
    ...[...boot.value].flatMap(([path, lines]): Change[] => [
      { do: 'expect', path, sum: null },
      { do: 'lines', path, lines },
    ]),
    { do: 'audit', by: holder, what: 'client made', about },
    { do: 'write', path: clientPath(client.id), value: client },
  ];
  const written = await commit(place, changes, signal);
  if (written.ok) return ok(undefined);
  const taken = /^conflict (\S+)$/m.exec(written.error.details ?? '')?.[1];
  if (taken === undefined || taken === clientPath(client.id)) return written;
  return err(
    appError(
      'conflict',
      `${taken} on ${place.label} is of an earlier client of that name or card.`,
      {
        hint: `Look at ${place.root}/${taken}, and move it aside or choose another name.`,
      },
    ),
  );
}
