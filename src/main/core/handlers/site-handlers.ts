import { ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type SiteMethods =
  | 'site.snapshot'
  | 'site.openDemo'
  | 'site.openOwn'
  | 'site.dismissWarning'
  | 'prompts.answer'
  | 'settings.update';

export function siteHandlers(context: HandlerContext): Pick<Handlers, SiteMethods> {
  const { sites, hub, settings } = context;
  return {
    'site.snapshot': () => ok(hub.snapshot()),
    'site.openDemo': async () => mapped(await sites.openDemo(), done),
    'site.openOwn': async () => mapped(await sites.openOwn(), done),
    'site.dismissWarning': ({ id }) => {
      hub.emit([{ type: 'warning-removed', id }]);
      return ok({});
    },
    'prompts.answer': ({ promptId, answer }) => {
      const site = currentSite(context);
      return site.ok ? site.value.prompts.answer(promptId, answer) : site;
    },
    'settings.update': (changes) => {
      // An absent field is not a change; zod's partial types one as possibly undefined.
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      hub.emit([{ type: 'settings', settings: settings.update(Object.fromEntries(given)) }]);
      return ok({});
    },
  };
}
