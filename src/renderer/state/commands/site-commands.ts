import { readOnlyText } from '../../../shared/model/read-only-text.ts';
import { openSite } from '../actions/open-site.ts';
import { openDialog } from '../actions/view-actions.ts';
import type { AppServices } from '../app-context.ts';
import type { Command } from './command.ts';

/** Which site is shown, and how it gets into a file and out of one. */
export function siteCommands(services: AppServices): Command[] {
  const { store } = services;
  const { site } = store.getState();
  const shown = 'It is the one that is shown.';
  const busy = site.fileWork ? 'A site file is being worked on.' : null;
  return [
    {
      id: 'site-own',
      label: site.kind === 'file' ? 'Close the site file' : 'Show your hosts',
      words: 'open own site leave',
      blocked: site.kind === 'own' ? shown : null,
      run: () => void openSite(services, 'own'),
    },
    {
      id: 'site-demo',
      label: 'Show the demo site',
      words: 'open simulated',
      blocked: site.kind === 'demo' ? shown : null,
      run: () => void openSite(services, 'demo'),
    },
    {
      id: 'file-open',
      label: 'Open a site file…',
      about: 'look at a site that was saved, read-only',
      words: 'import load read carried',
      blocked: busy,
      run: () => openDialog(store, { kind: 'open-file' }),
    },
    {
      id: 'file-save',
      label: 'Save into a site file…',
      about: 'inventory, history and usage, encrypted, without secrets',
      words: 'export backup carry take along',
      blocked: site.file
        ? readOnlyText(site.file)
        : Object.keys(site.hosts).length === 0
          ? 'There is nothing to save: no host is connected yet.'
          : busy,
      run: () => openDialog(store, { kind: 'save-file' }),
    },
  ];
}
