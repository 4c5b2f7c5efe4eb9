import type { Handlers } from '../invoker.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type JobMethods = 'jobs.cancel' | 'jobs.pause' | 'jobs.resume' | 'jobs.dismiss' | 'jobs.recheck';

export function jobHandlers(context: HandlerContext): Pick<Handlers, JobMethods> {
  return {
    'jobs.cancel': ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.jobs.cancel(jobId), done) : site;
    },
    'jobs.pause': ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.jobs.pause(jobId, true), done) : site;
    },
    'jobs.resume': ({ jobId }) => {
      const site = currentSite(context);
      return site.ok ? mapped(site.value.jobs.pause(jobId, false), done) : site;
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
