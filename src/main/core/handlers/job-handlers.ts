import type { Handlers } from '../invoker.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

export function jobHandlers(
  context: HandlerContext,
): Pick<Handlers, 'jobs.cancel' | 'jobs.dismiss' | 'jobs.recheck'> {
  return {
    'jobs.cancel': ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.jobs.cancel(jobId), done) : site;
    },
    'jobs.dismiss': ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.jobs.dismiss(jobId), done) : site;
    },
    'jobs.recheck': async ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(await site.value.jobs.recheck(jobId), done) : site;
    },
  };
}
