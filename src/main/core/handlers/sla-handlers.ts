import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type SlaMethods =
  | 'sla.overview'
  | 'sla.ofVm'
  | 'sla.days'
  | 'sla.put'
  | 'sla.remove'
  | 'sla.accept'
  | 'sla.dismiss'
  | 'vms.tag';

export function slaHandlers(context: HandlerContext): Pick<Handlers, SlaMethods> {
  return {
    'sla.overview': () => {
      const site = currentSite(context);
      return site.ok ? site.value.sla.overview() : site;
    },
    'sla.ofVm': ({ uuid }) => {
      const site = currentSite(context);
      return site.ok ? ok(site.value.sla.ofVm(uuid)) : site;
    },
    'sla.days': ({ uuid }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.sla.days(uuid), (days) => ({ days })) : site;
    },
    'sla.put': ({ id, subject, promise }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const objective = { id: id ?? context.newId(), subject, promise };
      return mapped(site.value.sla.put(objective), () => ({ id: objective.id }));
    },
    'sla.remove': ({ id }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.sla.remove(id), done) : site;
    },
    'sla.accept': async ({ uuid, step }) => {
      const site = currentSite(context);
      return site.ok ? mapped(await site.value.sla.accept(uuid, step), done) : site;
    },
    'sla.dismiss': ({ uuid }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.sla.dismiss(uuid), done) : site;
    },
    'vms.tag': ({ vm, tags }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const vms = context.hub.state().vms[vm.hostId] ?? {};
      const uuid = Object.hasOwn(vms, vm.name) ? (vms[vm.name]?.uuid ?? null) : null;
      if (uuid === null) {
        return err(
          appError('not-possible-now', `${vm.name} has no UUID to know it by.`, {
            hint: 'Give it one in its configuration file (uuid = "…"): xl makes up another at each start.',
          }),
        );
      }
      return mapped(site.value.sla.setTags(uuid, tags), done);
    },
  };
}
