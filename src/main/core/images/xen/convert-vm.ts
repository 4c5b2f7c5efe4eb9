import { createHash } from 'node:crypto';
import { appError } from '../../../../shared/app-error.ts';
import { clientSchema } from '../../../../shared/images/client.ts';
import { beforeImageSuffix } from '../../../../shared/images/conversion.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { readSourceConfig } from '../../migration/carry-config.ts';
import { clientPath } from '../carry/switch-clients.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import { readBootNeeds } from './boot-needs.ts';
import { bootSettings } from './boot-settings.ts';
import { bringBootFiles } from './bring-boot-files.ts';
import { strayedSettings } from './plan-config.ts';
import { findClient, planned } from './switch-boot.ts';
import { switchConfig } from './switch-config.ts';
import type { XenPorts, XenVmClient } from './xen-clients.ts';

/** How long one call brings files before it says how far it is. */
const stretchMs = 15_000;

/** The file of a client, and whether it is this very VM's; null: there is none. */
async function readOwnFile(
  { place }: XenPorts,
  client: XenVmClient,
  signal: AbortSignal,
): Promise<Result<{ sum: string } | null>> {
  const path = clientPath(client.id);
  const reading = await readFiles(place, [path], signal);
  if (!reading.ok) return reading;
  const [file] = reading.value.files;
  if (!file) return ok(null);
  const parsed = parseJsonFile(file, clientSchema);
  if (!parsed.ok) return parsed;
  const at = parsed.value.place;
  if (at.kind === 'xen-vm' && at.uuid === client.place.uuid) {
    return ok({ sum: createHash('sha256').update(file.bytes).digest('hex') });
  }
  return err(appError('conflict', `There is another client ${client.id} on ${place.label}.`));
}

/**
 * Makes a VM a client: what it boots is brought, its file is written, its configuration switched,
 * and the one before kept. It runs on as it is until its next start. To do it twice is to do it
 * once, so that one that was cut off is done again.
 */
export async function convertVm(
  ports: XenPorts,
  client: XenVmClient,
  options: { signal: AbortSignal; onProgress(fraction: number, bytes: number, of: number): void },
): Promise<Result<void>> {
  const { signal } = options;
  const digest = client.desired;
  if (digest === null) return err(appError('invalid-input', 'It has no image to boot.'));
  const looked = findClient(ports, client);
  if (!looked.found) return err(appError('not-possible-now', looked.why.text));
  const { found } = looked;
  const needs = await readBootNeeds(ports.place, client.role, digest, signal);
  if (!needs.ok) return needs;
  const { manifest } = needs.value;
  const all = manifest.files.vmlinuz.bytes + manifest.files['initrd.img'].bytes;
  const first = await planned(ports, { client, digest }, found, needs.value);
  if (!first.ok) return first;
  for (let missing = all; missing > 0; ) {
    if (signal.aborted) return err(appError('cancelled', 'Cancelled.'));
    const brought = await bringBootFiles({
      ...{ server: ports.place, host: found.host, manifest, signal, holder: ports.holder },
      folder: `${ports.folder}/boot/${digest}`,
      until: Date.now() + stretchMs,
    });
    if (!brought.ok) return brought;
    missing = brought.value.missingBytes;
    options.onProgress(1 - missing / all, all - missing, all);
  }
  const own = await readOwnFile(ports, client, signal);
  if (!own.ok) return own;
  if (!own.value) {
    const path = clientPath(client.id);
    const about = { client: client.id, vm: found.at.vm.name, host: found.host.label };
    const written = await commit(ports.place, [
      { do: 'expect', path, sum: null },
      { do: 'audit', by: ports.holder, what: 'client made of a VM', about },
      { do: 'write', path, value: client },
    ]);
    if (!written.ok) return written;
  }
  const plan = await planned(ports, { client, digest }, found, needs.value);
  if (!plan.ok) return plan;
  const keep = { suffix: beforeImageSuffix, once: true };
  const order = { ...plan.value, uuid: client.place.uuid, keep };
  return switchConfig(found.host, order, signal);
}

/**
 * Makes a client a VM with a system of its own again: its configuration is what was kept, and its
 * file is set aside on the image server, with its drive. Refused while a rollout has leased it.
 */
export async function undoConversion(
  ports: XenPorts,
  client: XenVmClient,
  signal: AbortSignal,
): Promise<Result<void>> {
  const looked = findClient(ports, client);
  if (!looked.found) return err(appError('not-possible-now', looked.why.text));
  const { host, configPath } = looked.found;
  const auto = `${ports.configDir}/auto`;
  const kept = await readSourceConfig(host.runner, `${configPath}${beforeImageSuffix}`, auto);
  if (!kept.ok) return kept;
  if (!kept.value) {
    return err(
      appError('not-possible-now', `${configPath}${beforeImageSuffix} is not on ${host.label}.`, {
        hint: 'What it booted before is not known. Write its configuration by hand.',
      }),
    );
  }
  const own = await readOwnFile(ports, client, signal);
  if (!own.ok) return own;
  if (own.value) {
    const path = clientPath(client.id);
    const lease = { path: `leases/${client.group}/${client.id}.json`, holder: ports.holder };
    const to = `removed/${client.id}.${own.value.sum.slice(0, 12)}.json`;
    const about = { client: client.id, to };
    const removed = await commit(ports.place, [
      { do: 'lease', ...lease, seconds: 60 },
      { do: 'expect', path, sum: own.value.sum },
      { do: 'expect', path: to, sum: null },
      { do: 'audit', by: ports.holder, what: 'client taken away', about },
      { do: 'append', path: 'removed/list.jsonl', value: about },
      { do: 'rename', path, to },
      { do: 'release', ...lease },
    ]);
    if (!removed.ok) return removed;
  }
  const config = await readSourceConfig(host.runner, configPath, auto);
  if (!config.ok) return config;
  if (!config.value) {
    return err(appError('not-possible-now', `${configPath} is not on ${host.label} any more.`));
  }
  const text = Buffer.from(kept.value.base64, 'base64').toString('latin1');
  const keep = { suffix: '.previous', once: false };
  const order = { config: config.value, text, uuid: client.place.uuid, keep };
  return switchConfig(host, order, signal);
}

/** Whether a VM is the client that it was to be: its file is there, and its configuration says so. */
export async function isConverted(
  ports: XenPorts,
  client: XenVmClient,
  signal: AbortSignal,
): Promise<Result<{ hasFile: boolean; boots: boolean }>> {
  const own = await readOwnFile(ports, client, signal);
  if (!own.ok) return own;
  const looked = findClient(ports, client);
  if (!looked.found) return err(appError('not-possible-now', looked.why.text));
  const { host, configPath } = looked.found;
  const config = await readSourceConfig(host.runner, configPath, `${ports.configDir}/auto`);
  if (!config.ok) return config;
  const needs = await readBootNeeds(ports.place, client.role, client.desired ?? '', signal);
  if (!needs.ok) return needs;
  const of = { client, digest: client.desired ?? '', ...needs.value };
  const settings = bootSettings(ports.folder, of);
  if (!settings.ok) return settings;
  const text = Buffer.from(config.value?.base64 ?? '', 'base64').toString('latin1');
  const strayed = strayedSettings(text, settings.value);
  return ok({ hasFile: own.value !== null, boots: strayed.ok && strayed.value.length === 0 });
}
