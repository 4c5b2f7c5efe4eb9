import type { NewMachine } from '../../../../shared/images/new-clients.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { lookAtDomains } from '../../jobs/look-at-domains.ts';
import { lookAtFiles } from '../../migration/look-at-files.ts';
import { findVm } from '../xen/find-vm.ts';
import { type CreatePorts, notConnected } from './create-ports.ts';
import { newConfigPath } from './new-vm-config.ts';
import { readOwnFiles } from './own-files.ts';

/** What there is of one machine. */
export interface MachineSight {
  machine: NewMachine;
  hasFile: boolean;
  /** Of a VM: whether its configuration lies where it was put, and whether it runs; else null. */
  hasConfig: boolean | null;
  runs: boolean | null;
}

/** A host that could not be asked. */
export interface Unseen {
  hostId: string;
  text: string;
}

/**
 * Looks on the image server and on each host at what there is of these machines. One that has moved
 * to another host meanwhile is looked for there. Error: the image server could not be asked.
 */
export async function lookAtMachines(
  ports: CreatePorts,
  machines: readonly NewMachine[],
  signal: AbortSignal,
): Promise<Result<{ sights: MachineSight[]; unseen: Unseen[] }>> {
  const files = await readOwnFiles(
    ports.place,
    machines.map(({ client }) => client),
    signal,
  );
  if (!files.ok) return files;
  const unseen: Unseen[] = [];
  const there = new Map<NewMachine, { hasConfig: boolean; runs: boolean }>();
  const byHost = Map.groupBy(machines, (machine) => hostOf(ports, machine));
  await Promise.all(
    [...byHost].map(async ([hostId, here]) => {
      if (hostId === null) return;
      const seen = await lookOnHost(ports, hostId, here, signal);
      if (seen.ok) for (const [machine, sight] of seen.value) there.set(machine, sight);
      else unseen.push({ hostId, text: `Could not be looked at: ${seen.error.message}` });
    }),
  );
  const sights = machines.map((machine): MachineSight => {
    const hasFile = files.value.get(machine.client.id)?.is === 'own';
    const sight = there.get(machine);
    return { machine, hasFile, hasConfig: sight?.hasConfig ?? null, runs: sight?.runs ?? null };
  });
  return ok({ sights, unseen });
}

function hostOf({ stateOf }: CreatePorts, { client, vm }: NewMachine): string | null {
  if (!vm || client.place.kind !== 'xen-vm') return null;
  const at = findVm(stateOf(), client.place.uuid);
  return at.kind === 'unclear' ? vm.hostId : at.host.id;
}

async function lookOnHost(
  ports: CreatePorts,
  hostId: string,
  machines: readonly NewMachine[],
  signal: AbortSignal,
): Promise<Result<[NewMachine, { hasConfig: boolean; runs: boolean }][]>> {
  const runner = ports.linkOf(hostId);
  if (!runner) return err(notConnected(ports, hostId));
  const domains = await lookAtDomains(runner, signal);
  if (!domains.ok) return domains;
  const paths = machines.map(({ client }) => newConfigPath(ports.configDir, client.id));
  const files = await lookAtFiles(
    runner,
    paths.map((path) => ({ path, compare: false })),
    signal,
  );
  if (!files.ok) return files;
  const uuids = new Set(domains.value.map(({ uuid }) => uuid));
  return ok(
    machines.map((machine, at) => {
      const { place } = machine.client;
      const runs = place.kind === 'xen-vm' && uuids.has(place.uuid);
      return [machine, { hasConfig: files.value[at]?.kind === 'file', runs }];
    }),
  );
}
