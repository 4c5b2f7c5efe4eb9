import type { AppServices } from '../app-context.ts';
import { call } from './call.ts';
import { resetView } from './view-actions.ts';

/** Shows the demo site or the user's own; tells why when it cannot be opened. */
export async function openSite(services: AppServices, kind: 'demo' | 'own'): Promise<void> {
  const opened =
    kind === 'demo'
      ? await call(services, 'Could not open the demo site', 'site.openDemo', {})
      : await call(services, 'Could not open your site', 'site.openOwn', {});
  if (opened) resetView(services.store);
}
