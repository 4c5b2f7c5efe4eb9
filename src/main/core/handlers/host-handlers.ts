import { userInfo } from 'node:os';
import { appError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import { vmsOfJob } from '../../../shared/model/vms-of-job.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import type { Site } from '../site/open-site.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { hostSuggestions } from '../ssh/suggest-hosts.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type HostMethods =
  | 'hosts.suggestions'
  | 'hosts.add'
  | 'hosts.update'
  | 'hosts.remove'
  | 'hosts.connect'
  | 'hosts.disconnect'
  | 'hosts.refresh'
  | 'hosts.pinnedKey';

export function hostHandlers(context: HandlerContext): Pick<Handlers, HostMethods> {
  const { sites, hub, ssh, newId } = context;

  function find(hostId: string): Result<{ site: Site; host: Host; link: HostLink }> {
    const site = currentSite(context);
    if (!site.ok) return site;
    const host = hub.state().hosts[hostId];
    const link = site.value.fleet.linkOf(hostId);
    if (!host || !link) return err(appError('host-not-found', 'This host is not in the site.'));
    return ok({ site: site.value, host, link });
  }

  /** A host with work on it stays until the work is over: its journal names it. */
  function atWork(hostId: string): boolean {
    return Object.values(hub.state().jobs).some(({ spec, state }) => {
      if (endedJobStates.includes(state)) return false;
      if (spec.kind === 'fence') return spec.hostId === hostId;
      // A plan's moves are jobs of their own; those to come find the host gone, and say so.
      return vmsOfJob(spec).some((vm) => vm.hostId === hostId);
    });
  }

  const busy = () =>
    err(
      appError('not-possible-now', 'A job is at work on this host.', {
        hint: 'Wait for it, or cancel it, and try again.',
      }),
    );

  return {
    'hosts.suggestions': async () =>
      ok(await hostSuggestions({ path: ssh.configPath, home: ssh.home }, userInfo().username)),
    'hosts.add': async ({ label, access }) => {
      const site = await sites.openOwn();
      if (!site.ok) return site;
      const host = { id: newId(), label, access };
      const kept = site.value.store.hosts.put(host);
      if (!kept.ok) return kept;
      site.value.fleet.put(host);
      return ok({ hostId: host.id });
    },
    'hosts.update': ({ hostId, label, access }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      if (atWork(hostId)) return busy();
      const kept = found.value.site.store.hosts.put({ id: hostId, label, access });
      if (kept.ok) found.value.site.fleet.put({ id: hostId, label, access });
      return mapped(kept, done);
    },
    'hosts.remove': async ({ hostId }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      if (atWork(hostId)) return busy();
      const { site, link } = found.value;
      const removed = site.store.hosts.remove(hostId);
      if (!removed.ok) return removed;
      site.store.hostKeys.remove(link.place);
      const dropped = site.outages.drop(hostId);
      if (!dropped.ok) return dropped;
      await site.fleet.remove(hostId);
      return ok({});
    },
    'hosts.connect': ({ hostId }) => {
      const found = find(hostId);
      if (found.ok) found.value.link.connect();
      return mapped(found, done);
    },
    'hosts.disconnect': ({ hostId }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      if (atWork(hostId)) return busy();
      found.value.link.disconnect();
      return ok({});
    },
    'hosts.refresh': async ({ hostId }) => {
      const found = find(hostId);
      return found.ok ? mapped(await found.value.site.inventory.refresh(hostId), done) : found;
    },
    'hosts.pinnedKey': ({ hostId }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site, link } = found.value;
      return mapped(site.store.hostKeys.get(link.place), (key) => ({ key }));
    },
  };
}
