import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Planner } from '../planner/planner.ts';
import type { ReportDesk } from '../reports/report-desk.ts';
import type { SendMail } from '../reports/send-mail.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Sites } from '../site/create-sites.ts';
import type { Site, SshSurroundings } from '../site/open-site.ts';
import type { SiteHub } from '../site/site-hub.ts';
import type { SiteFiles } from '../site-file/site-files.ts';
import type { SecretStore } from '../ssh/ssh-stores.ts';

/** Asks the user for a file's path with the system's own dialog; null: none was chosen. */
export type ChooseFile = (ask: {
  purpose: 'save' | 'open';
  path: string;
}) => Promise<string | null>;

/** What the answers to methods are made from. */
export interface HandlerContext {
  sites: Pick<Sites, 'current' | 'openOwn' | 'openDemo' | 'openFile'>;
  files: Pick<SiteFiles, 'save' | 'cancel'>;
  /** Null: the shell has no dialog for it. */
  chooseFile: ChooseFile | null;
  hub: SiteHub;
  settings: SettingsStore;
  planner: Planner;
  reports: ReportDesk;
  secrets: SecretStore;
  sendMail: SendMail;
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
