import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { readSourceConfig, type SourceConfig } from '../../migration/carry-config.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { Outcome } from '../carry/client-port.ts';
import { type BootNeeds, rememberedNeeds } from './boot-needs.ts';
import { bootSettings } from './boot-settings.ts';
import { bringBootFiles } from './bring-boot-files.ts';
import { findVm, type VmPlace } from './find-vm.ts';
import { done, outcomeOf, refused, unknown } from './outcomes.ts';
import { planConfig } from './plan-config.ts';
import { sweepBootFilesScript } from './scripts/boot-files.ts';
import { switchConfig } from './switch-config.ts';
import type { XenPorts, XenVmClient } from './xen-clients.ts';

export interface XenSwitch {
  client: XenVmClient;
  digest: string;
}

/** How long files are brought before the rollout goes on with its round. */
const patienceMs = 40_000;
/** A copy that nothing names yet may be for a rollout that is about to name it. */
const keptMinutes = 24 * 60;

/** A client's VM, on the host where it is for certain. */
export interface FoundVm {
  at: Exclude<VmPlace, { kind: 'unclear' }>;
  host: { id: string; runner: CommandRunner; label: string };
  configPath: string;
}

/** Null `found`: why not, as the outcome of what was to be done. */
export function findClient(
  ports: Pick<XenPorts, 'stateOf' | 'linkOf'>,
  client: XenVmClient,
): { found: FoundVm } | { found: null; why: Outcome } {
  const at = findVm(ports.stateOf(), client.place.uuid);
  if (at.kind === 'unclear') {
    return { found: null, why: at.mayPass ? unknown(at.why) : refused(at.why) };
  }
  const { id, label } = at.host;
  const runner = ports.linkOf(id);
  if (!runner) return { found: null, why: unknown(`${label} is not connected.`) };
  if (at.vm.configPath === null) {
    const text = `“${at.vm.name}” has no configuration on ${label} to be switched.`;
    return { found: null, why: refused(text) };
  }
  return { found: { at, host: { id, runner, label }, configPath: at.vm.configPath } };
}

/** The configuration as it lies there, and as it shall be. */
export async function planned(
  { folder, configDir }: XenPorts,
  { client, digest }: XenSwitch,
  { at, host, configPath }: FoundVm,
  needs: BootNeeds,
): Promise<Result<{ config: SourceConfig; text: string }>> {
  const config = await readSourceConfig(host.runner, configPath, `${configDir}/auto`);
  if (!config.ok) return config;
  if (!config.value) {
    return err(appError('not-possible-now', `${configPath} is not on ${host.label} any more.`));
  }
  const settings = bootSettings(folder, { client, digest, ...needs });
  if (!settings.ok) return settings;
  const source = Buffer.from(config.value.base64, 'base64').toString('latin1');
  const { uuid } = client.place;
  const text = planConfig(source, { name: at.vm.name, uuid, path: configPath }, settings.value);
  return text.ok ? ok({ config: config.value, text: text.value }) : text;
}

/** See `Hypervisors.prepare`. Clients of one host share what is brought there. */
export function prepareBoot(ports: XenPorts, signal: AbortSignal) {
  const needsOf = rememberedNeeds(ports.place, signal);
  const brought = new Map<string, ReturnType<typeof bringBootFiles>>();
  const until = Date.now() + patienceMs;

  function bring({ host }: FoundVm, { manifest }: BootNeeds): ReturnType<typeof bringBootFiles> {
    const key = `${host.id}/${manifest.digest}`;
    const folder = `${ports.folder}/boot/${manifest.digest}`;
    const { place: server, holder } = ports;
    const copy = { server, host, manifest, folder, holder, until, signal };
    const bringing = brought.get(key) ?? bringBootFiles(copy).then(swept(host));
    brought.set(key, bringing);
    return bringing;
  }

  /** After something came there is reason to look what can go; if that fails, the next time will do. */
  const swept =
    ({ runner }: FoundVm['host']) =>
    async (files: Awaited<ReturnType<typeof bringBootFiles>>) => {
      if (files.ok && files.value.cameBytes > 0) {
        const words = [`${ports.folder}/boot`, ports.configDir, String(keptMinutes)];
        await runner.exec(scriptLine(sweepBootFilesScript, words), { signal });
      }
      return files;
    };

  return async (order: XenSwitch): Promise<Outcome> => {
    const looked = findClient(ports, order.client);
    if (!looked.found) return looked.why;
    const needs = await needsOf(order.client.role, order.digest);
    if (!needs.ok) return outcomeOf(needs.error);
    const plan = await planned(ports, order, looked.found, needs.value);
    if (!plan.ok) return outcomeOf(plan.error);
    const files = await bring(looked.found, needs.value);
    if (!files.ok) return outcomeOf(files.error);
    const { missingBytes } = files.value;
    if (missingBytes === 0) return done;
    return unknown(`${Math.ceil(missingBytes / 1024)} KiB are still to come to its host.`);
  };
}

/** See `Hypervisors.switchBoot`. */
export function switchBoot(ports: XenPorts, signal: AbortSignal) {
  const needsOf = rememberedNeeds(ports.place, signal);
  return async (order: XenSwitch): Promise<Outcome> => {
    const looked = findClient(ports, order.client);
    if (!looked.found) return looked.why;
    const needs = await needsOf(order.client.role, order.digest);
    if (!needs.ok) return outcomeOf(needs.error);
    const plan = await planned(ports, order, looked.found, needs.value);
    if (!plan.ok) return outcomeOf(plan.error);
    const { uuid } = order.client.place;
    const keep = { suffix: '.previous', once: false };
    const switched = await switchConfig(looked.found.host, { ...plan.value, uuid, keep }, signal);
    return switched.ok ? done : outcomeOf(switched.error);
  };
}
