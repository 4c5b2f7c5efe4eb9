import { describe, expect, it } from 'vitest';
import { hostCommands } from '../../../../src/renderer/state/commands/host-commands.ts';
import { siteCommands } from '../../../../src/renderer/state/commands/site-commands.ts';
import { vmCommands } from '../../../../src/renderer/state/commands/vm-commands.ts';
import { windowCommands } from '../../../../src/renderer/state/commands/window-commands.ts';
import { createAppStore } from '../../../../src/renderer/state/store.ts';
import { fakeLab } from '../../../support/fake-lab.ts';
import { createFakeCore } from '../../../support/fake-transport.ts';

/** The lab's site as a site file shows it. */
function openFile() {
  const file = {
    path: '/home/admin/lab.age',
    madeAt: Date.UTC(2026, 10, 30),
    site: 'own' as const,
  };
  const site = { ...fakeLab(0), kind: 'file' as const, file };
  const store = createAppStore({});
  store.setState({ site });
  return { store, transport: createFakeCore(site) };
}

describe('what can be done while a site file is open', () => {
  const services = openFile();
  const host = services.store.getState().site.hosts['xen-a'];
  if (!host) throw new Error('the lab has no xen-a');
  const all = new Map(
    [
      ...windowCommands(services),
      ...hostCommands(services, host).flatMap(({ commands }) => commands),
      ...vmCommands(services, [{ hostId: 'xen-a', name: 'counter' }]).flatMap(
        ({ commands }) => commands,
      ),
    ].map((command) => [command.id, command]),
  );

  it('is nothing that needs a host, and each says that it is a file and read-only', () => {
    const acts = ['add-host', 'disconnect', 'refresh', 'edit', 'remove', 'move-to', 'shutdown'];
    for (const id of [...acts, 'reboot', 'pause', 'force-off', 'file-save']) {
      expect(all.get(id)?.blocked, id).toMatch(/This is the site file of .*read-only\./);
    }
  });

  it('is everything that only looks', () => {
    for (const id of ['search', 'travel', 'capacity', 'details', 'changes', 'config']) {
      expect(all.get(id)?.blocked, id).toBeNull();
    }
  });

  it('is to leave it, and to open another', () => {
    const offered = siteCommands(services).filter(({ blocked }) => blocked === null);
    expect(offered.map(({ id }) => id)).toEqual(['site-own', 'site-demo', 'file-open']);
  });
});
