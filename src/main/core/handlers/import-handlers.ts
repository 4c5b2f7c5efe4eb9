import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import { lookAtFiles } from '../images/import/look-at-files.ts';
import type { Handlers } from '../invoker.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type ImportMethods = Extract<keyof Handlers, `imports.${string}`>;

export function importHandlers(context: HandlerContext): Pick<Handlers, ImportMethods> {
  return {
    'imports.look': async ({ serverId, files }) => {
      const found = findServer(context, serverId);
      return found.ok ? lookAtFiles(found.value.place, files) : found;
    },
    'imports.start': async ({ serverId, request }) => {
      const found = findServer(context, serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const begun = await site.imports.begin(serverId, place, request);
      return mapped(begun, (importId) => ({ importId }));
    },
    'imports.list': ({ serverId }) =>
      mapped(currentSite(context), ({ imports }) => ({ imports: imports.of(serverId) })),
    'imports.end': ({ importId }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      if (!site.value.imports.end(importId)) {
        return err(appError('not-possible-now', 'There is no such import any more.'));
      }
      return ok(done());
    },
  };
}
