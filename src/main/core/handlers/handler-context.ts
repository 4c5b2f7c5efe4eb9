import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { ReportDesk } from '../reports/report-desk.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Site, SshSurroundings } from '../site/open-site.ts';
import type { SiteHub } from '../site/site-hub.ts';

/** What the answers to methods are made from. */
export interface HandlerContext {
  sites: {
    current(): Site | null;
    openOwn(): Promise<Result<Site>>;
    openDemo(): Promise<Result<Site>>;
  };
  hub: SiteHub;
  settings: SettingsStore;
  reports: ReportDesk;
  ssh: SshSurroundings;
  newId: () => string;
}

export function currentSite({ sites }: Pick<HandlerContext, 'sites'>): Result<Site> {
  const site = sites.current();
  if (site) return ok(site);
  return err(
    appError('not-possible-now', 'No site is open.', {
      hint: 'Open the demo site, or connect a host of your own.',
    }),
  );
}

/** Maps an answer's value and lets a failure through. */
export function mapped<A, B>(result: Result<A>, map: (value: A) => B): Result<B> {
  return result.ok ? ok(map(result.value)) : result;
}

export const done = (): Record<string, never> => ({});
