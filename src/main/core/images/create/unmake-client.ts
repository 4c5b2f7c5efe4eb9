import { appError } from '../../../../shared/app-error.ts';
import type { NewMachine } from '../../../../shared/images/new-clients.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import { bootFilePath } from '../boot/boot-files.ts';
import { reportPath } from '../carry/report-looks.ts';
import { clientPath } from '../carry/switch-clients.ts';
import { type Change, commit } from '../server/commit.ts';
import { findVm } from '../xen/find-vm.ts';
import { removeVmScript } from '../xen/scripts/new-vm.ts';
import { type CreatePorts, hostLabelOf, notConnected } from './create-ports.ts';
import { newConfigPath } from './new-vm-config.ts';
import type { OwnFile } from './own-files.ts';

/** Where a VM and its configuration are to be ended; or why that is not known. */
function placeOfVm(
  { stateOf, configDir }: CreatePorts,
  { client, vm }: NewMachine,
): Result<{ hostId: string; path: string } | null> {
  if (client.place.kind !== 'xen-vm' || !vm) return ok(null);
  const at = findVm(stateOf(), client.place.uuid);
  if (at.kind !== 'unclear') {
    const path = at.vm.configPath ?? newConfigPath(configDir, client.id);
    return ok({ hostId: at.host.id, path });
  }
  const isKnown = Object.values(stateOf().vms).some((here) =>
    Object.values(here).some(({ uuid }) => uuid !== null && uuid === vmUuid(client)),
  );
  // Nobody has heard of it: it never was, or its host has not told of it yet.
  if (!isKnown && !at.mayPass) {
    return ok({ hostId: vm.hostId, path: newConfigPath(configDir, client.id) });
  }
  return err(appError('not-possible-now', at.why, { retryable: at.mayPass }));
}

function vmUuid({ place }: NewMachine['client']): string | null {
  return place.kind === 'xen-vm' ? place.uuid : null;
}

/**
 * Deletes a client that was made: its files on the image server are set aside below `removed/`, its
 * drive below `state/.set-aside/`, its VM is ended, and its configuration renamed. Refused while
 * somebody has leased it. What is not this very client's stays. Can be done again at any point.
 */
export async function unmakeClient(
  ports: CreatePorts,
  machine: NewMachine,
  file: OwnFile,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  const at = placeOfVm(ports, machine);
  if (!at.ok) return at;
  const runner = at.value ? ports.linkOf(at.value.hostId) : undefined;
  if (at.value && !runner) return err(notConnected(ports, at.value.hostId));
  if (file?.is === 'own') {
    const gone = await commit(ports.place, removal(ports.holder, machine, file.sum, stamp), signal);
    if (!gone.ok) return gone;
  }
  const uuid = vmUuid(machine.client);
  if (!at.value || !runner || uuid === null) return ok(undefined);
  const { path, hostId } = at.value;
  const ran = await runner.exec(
    scriptLine(removeVmScript, [path, uuid, `${ports.configDir}/auto`]),
    { timeoutMs: 180_000, signal },
  );
  if (!ran.ok) return ran;
  if (ran.value.code === 0) return ok(undefined);
  const host = hostLabelOf(ports, hostId);
  return err(
    appError('command-failed', `${machine.client.id} could not be ended on ${host}.`, {
      details: ran.value.stderr.trim(),
    }),
  );
}

function removal(holder: string, { client }: NewMachine, sum: string, stamp: string): Change[] {
  const { id, group, stateDrive, macs, place } = client;
  const path = clientPath(id);
  const to = `removed/${id}.${sum.slice(0, 12)}.json`;
  const lease = { path: `leases/${group}/${id}.json`, holder };
  const aside = `state/.set-aside/${id}`;
  const beside = (from: string, what: string): Change => ({
    ...{ do: 'rename', path: from },
    to: `removed/${id}.${sum.slice(0, 12)}.${what}`,
  });
  return [
    { do: 'lease', ...lease, seconds: 60 },
    { do: 'expect', path, sum },
    { do: 'audit', by: holder, what: 'client deleted', about: { client: id, to } },
    { do: 'append', path: 'removed/list.jsonl', value: { client: id, to } },
    beside(reportPath(id), 'report'),
    beside(`orders/${id}.json`, 'order'),
    ...(place.kind === 'bare-metal'
      ? macs.map((mac) => beside(bootFilePath(mac), `${mac.replaceAll(':', '-')}.ipxe`))
      : []),
    ...(stateDrive.kind === 'nfs'
      ? [
          { do: 'mkdir' as const, path: aside },
          { do: 'rename' as const, path: stateDrive.folder, to: `${aside}/${stamp}` },
        ]
      : []),
    { do: 'rename', path, to },
    { do: 'release', ...lease },
  ];
}
