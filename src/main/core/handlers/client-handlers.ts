import { appError } from '../../../shared/app-error.ts';
import { beforeImageSuffix, type Conversion } from '../../../shared/images/conversion.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import { err, ok } from '../../../shared/result.ts';
import type { ImageServerState } from '../images/parse/image-server-state.ts';
import { readState } from '../images/read-state.ts';
import { bootSettings } from '../images/xen/boot-settings.ts';
import { clientFolder } from '../images/xen/client-folders.ts';
import { findVm } from '../images/xen/find-vm.ts';
import { planConfig } from '../images/xen/plan-config.ts';
import { type PlannedConversion, planConversion } from '../images/xen/plan-conversion.ts';
import type { Handlers } from '../invoker.ts';
import type { Site } from '../site/open-site.ts';
import { withholdPasswords } from '../xen/xl/withhold-passwords.ts';
import type { HandlerContext } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type ClientMethods = 'clients.preview' | 'clients.convert' | 'clients.undo';

export function clientHandlers(context: HandlerContext): Pick<Handlers, ClientMethods> {
  const find = (serverId: string) => findServer(context, serverId);
  return {
    'clients.preview': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const server = await readState(place);
      if (!server.ok) return server;
      const planned = planConversion(context.hub.state(), server.value, request);
      const vms = await Promise.all(
        planned.map((one) => shown(site, server.value, place.root, one)),
      );
      return ok({ vms });
    },
    'clients.convert': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const server = await readState(place);
      if (!server.ok) return server;
      const specs: JobSpec[] = [];
      const troubles: string[] = [];
      for (const one of planConversion(context.hub.state(), server.value, request)) {
        const { hostId, name: vm } = one.ref;
        const { client } = one;
        if (client) specs.push({ kind: 'convert', act: 'convert', vm, hostId, serverId, client });
        else troubles.push(...one.troubles.map((why) => `${vm}: ${why}`));
      }
      if (troubles.length === 0) return site.jobs.start(specs);
      return err(
        appError('preflight-refused', troubles[0] ?? '', { details: troubles.join('\n') }),
      );
    },
    'clients.undo': async ({ serverId, clients }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const server = await readState(place);
      if (!server.ok) return server;
      const specs: JobSpec[] = [];
      for (const id of clients) {
        const client = server.value.clients.get(id)?.value;
        if (client?.place.kind !== 'xen-vm') {
          return err(appError('client-not-found', `There is no client ${id} that is a VM.`));
        }
        const at = findVm(context.hub.state(), client.place.uuid);
        if (at.kind === 'unclear') return err(appError('not-possible-now', `${id}: ${at.why}`));
        const { hostId, name: vm } = at.vm;
        specs.push({ kind: 'convert', act: 'undo', vm, hostId, serverId, client });
      }
      return site.jobs.start(specs);
    },
  };
}

/** A planned client with its configuration before and after, as it lies on its host now. */
async function shown(
  site: Site,
  { settings }: ImageServerState,
  root: string,
  { ref, client, troubles }: PlannedConversion,
): Promise<Conversion> {
  const vm = site.state().vms[ref.hostId]?.[ref.name];
  const path = vm?.configPath ?? null;
  const nothing: Conversion = {
    ...{ hostId: ref.hostId, vm: ref.name, troubles, client: null },
    ...{ configPath: path, keptAs: null, before: null, after: null },
  };
  const link = site.fleet.linkOf(ref.hostId);
  const driver = site.driverOf(ref.hostId);
  if (!client || !settings || path === null || !link || !driver) return nothing;
  const refuse = (why: string) => ({ ...nothing, troubles: [...troubles, why] });
  const text = await driver.readConfig(link, path);
  if (!text.ok) return refuse(text.error.message);
  const digest = client.desired ?? '';
  const changes = bootSettings(clientFolder, { client, digest, settings: settings.value, root });
  if (!changes.ok) return refuse(changes.error.message);
  const bytes = Buffer.from(text.value, 'utf8').toString('latin1');
  const uuid = vm?.uuid ?? '';
  const after = planConfig(bytes, { name: ref.name, uuid, path }, changes.value);
  if (!after.ok) return refuse(after.error.message);
  return {
    ...nothing,
    client,
    keptAs: `${path}${beforeImageSuffix}`,
    before: withholdPasswords(text.value),
    after: withholdPasswords(Buffer.from(after.value, 'latin1').toString('utf8')),
  };
}
