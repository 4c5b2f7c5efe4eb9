import { describe, expect, it } from 'vitest';
import { offersOf } from '../../../../src/renderer/features/search/palette-commands.ts';
import { createSiteSearch } from '../../../../src/renderer/features/search/search-site.ts';
import { openPanel } from '../../../../src/renderer/state/actions/view-actions.ts';
import type { AppServices } from '../../../../src/renderer/state/app-context.ts';
import { hostCommands } from '../../../../src/renderer/state/commands/host-commands.ts';
import { keysMatch, keysText } from '../../../../src/renderer/state/commands/keys.ts';
import { vmCommands } from '../../../../src/renderer/state/commands/vm-commands.ts';
import { windowCommands } from '../../../../src/renderer/state/commands/window-commands.ts';
import { createAppStore } from '../../../../src/renderer/state/store.ts';
import { fakeLab } from '../../../support/fake-lab.ts';
import { createFakeCore } from '../../../support/fake-transport.ts';

function lab(): AppServices {
  const site = fakeLab(0);
  const store = createAppStore({});
  store.setState({ site });
  return { store, transport: createFakeCore(site) };
}

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('the registry of commands', () => {
  it('gives no two commands of one place the same id or the same keys', () => {
    const services = lab();
    const host = services.store.getState().site.hosts['xen-a'];
    if (!host) throw new Error('the lab has no xen-a');
    const vms = vmCommands(services, [{ hostId: 'xen-a', name: 'counter' }]);
    for (const commands of [
      windowCommands(services),
      vms.flatMap((section) => section.commands),
      hostCommands(services, host).flatMap((section) => section.commands),
    ]) {
      const ids = commands.map(({ id }) => id);
      const keys = commands.flatMap((command) => command.keys ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('refuses what cannot be done with a reason, as the menus and the search show it', () => {
    const services = lab();
    services.store.setState({ travel: { moments: [1], wanted: 1, shown: null, pinned: null } });
    const byId = new Map(windowCommands(services).map((command) => [command.id, command]));
    expect(byId.get('add-host')?.blocked).toBe('This is the past: go back to now first.');
    expect(byId.get('travel')).toMatchObject({ label: 'Close the history', blocked: null });
    expect(byId.get('board')?.blocked).toBe('The board is shown.');
  });
});

describe('keys', () => {
  it('are the same with the Command key, and never with Alt', () => {
    expect(keysMatch('Ctrl K', press('k', { ctrlKey: true }))).toBe(true);
    expect(keysMatch('Ctrl K', press('K', { metaKey: true }))).toBe(true);
    expect(keysMatch('Ctrl K', press('k'))).toBe(false);
    expect(keysMatch('Ctrl K', press('k', { ctrlKey: true, altKey: true }))).toBe(false);
    expect(keysMatch('H', press('h', { ctrlKey: true }))).toBe(false);
    expect(keysMatch('?', press('?'))).toBe(true);
  });

  it('are named as the machine’s keyboard names them', () => {
    expect(keysText('Ctrl K', 'MacIntel')).toBe('⌘ K');
    expect(keysText('Ctrl K', 'Linux x86_64')).toBe('Ctrl K');
  });
});

describe('the search over what can be done', () => {
  const search = (services: AppServices) =>
    createSiteSearch(services.store.getState().site, offersOf(services));

  it('offers what can be done to the VM in hand first, under its name', () => {
    const services = lab();
    openPanel(services.store, { kind: 'vm', vm: { hostId: 'xen-a', name: 'counter' } });
    const { offers } = search(services)('');
    expect(offers[0]).toMatchObject({ subject: 'counter', command: { id: 'move-to' } });
    expect(search(services)('shut').offers[0]).toMatchObject({
      subject: 'counter',
      command: { label: 'Shut down…' },
    });
  });

  it('finds an action by other words for it, too', () => {
    expect(search(lab())('preferences').offers[0]?.command.id).toBe('settings');
  });

  it('puts actions first only where they fit better than hosts and VMs do', () => {
    expect(search(lab())('settings').offersFirst).toBe(true);
    expect(search(lab())('counter').offersFirst).toBe(false);
  });

  it('finds a VM by its configuration’s path and says so', () => {
    expect(search(lab())('/etc/xen/counter').things[0]).toMatchObject({
      by: '/etc/xen/counter.cfg',
      item: { hostId: 'xen-a', vmName: 'counter' },
    });
  });
});
