import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { findSiteFiles, usualPath } from '../site-file/find-site-files.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type SiteFileMethods =
  | 'siteFile.places'
  | 'siteFile.choose'
  | 'siteFile.save'
  | 'siteFile.open'
  | 'siteFile.cancel';

export function siteFileHandlers(context: HandlerContext): Pick<Handlers, SiteFileMethods> {
  const { sites, files, chooseFile, hub, ssh } = context;
  return {
    'siteFile.places': () =>
      ok({
        saveTo: usualPath(ssh.home, Date.now()),
        found: findSiteFiles(ssh.home),
        canChoose: chooseFile !== null,
      }),
    'siteFile.choose': async (ask) =>
      chooseFile
        ? ok({ path: await chooseFile(ask) })
        : err(appError('not-possible-now', 'This console has no dialog for files.')),
    'siteFile.save': async (to) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const { kind, store, samples, recorder } = site.value;
      // Refused before with its reason; here it is for the types.
      if (kind === 'file') return err(appError('not-possible-now', 'It is a site file already.'));
      recorder.flush();
      return files.save({ kind, store, samples, state: hub.state() }, to);
    },
    'siteFile.open': async (from) => mapped(await sites.openFile(from), done),
    'siteFile.cancel': async () => {
      await files.cancel();
      return ok({});
    },
  };
}
