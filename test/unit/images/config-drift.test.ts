import { describe, expect, it } from 'vitest';
import { composeOverview } from '../../../src/main/core/images/compose-overview.ts';
import type { ImageServerState } from '../../../src/main/core/images/parse/image-server-state.ts';
import { bootSettings } from '../../../src/main/core/images/xen/boot-settings.ts';
import { withConfigDrift } from '../../../src/main/core/images/xen/config-drift.ts';
import { editXlCfg } from '../../../src/main/core/xen/xl/edit-xl-cfg.ts';
import { digest, sampleClient } from '../../support/sample-images.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const client = sampleClient('web1', { previous: digest('b') });
const uuid = client.place.kind === 'xen-vm' ? client.place.uuid : '';
const settings = { generation: 1, address: '10.0.0.9', httpPort: 80 };
const [folder, root] = ['/var/lib/stateless', '/srv/stateless'];
const server: ImageServerState = {
  clock: { wallMs: 0, weekday: 0, minute: 0, bootId: 'b', uptimeMs: 0 },
  settings: { value: settings, sum: '' },
  clients: new Map([['web1', { value: client, sum: '' }]]),
  ...{ roles: new Map(), images: new Map(), channels: new Map(), reports: new Map() },
  ...{ leases: new Map(), rollouts: new Map(), ended: new Map(), rolloutLeases: new Map() },
  ...{
    bootFiles: new Map(),
    reportAges: new Map(),
    packed: new Map(),
    packedImages: new Map(),
    problems: [],
  },
} as ImageServerState;

function configOf(letter: string): string {
  const changes = bootSettings(folder, { client, digest: digest(letter), settings, root });
  const text = changes.ok ? editXlCfg('name = "web1"\n', changes.value) : changes;
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
}

function drift(text: string | null, online = true) {
  const host = sampleHost();
  const link = { ...host.link, state: online ? ('online' as const) : ('offline' as const) };
  const vm = sampleVm({ uuid, configPath: '/etc/xen/web1.cfg' });
  const shown = withConfigDrift(composeOverview(server, root), server, {
    ...{ root, folder },
    state: { hosts: { h1: { ...host, link } }, vms: { h1: { web1: vm } } },
    configOf: (hostId, path) => (hostId === 'h1' && path === '/etc/xen/web1.cfg' ? text : null),
  });
  const row = shown.clients[0];
  return row?.drifts.includes('boot-file') ? 'boot-file' : row?.drift;
}

describe('the configuration of a client that is a VM', () => {
  it('is as it should be with its image, whatever else stands in it', () => {
    expect(drift(configOf('a'))).toBe('silent');
    expect(drift(`# by anna\n${configOf('a')}memory = 512\n`)).toBe('silent');
  });

  it.each([
    ['another kernel', configOf('a').replace('/vmlinuz', '/vmlinuz.old')],
    ['an image it never was to run', configOf('c')],
    ['another role', configOf('a').replace('stateless.role=web', 'stateless.role=db')],
    ['a boot loader, which is asked first', `${configOf('a')}bootloader = "pygrub"\n`],
    ['arguments that take the place of its own', `${configOf('a')}cmdline = "quiet"\n`],
    ['nothing of an image', 'name = "web1"\n'],
    ['what xl refuses', 'name = web1\n'],
  ])('that was edited by hand is drift: %s', (_what, text) => {
    expect(drift(text)).toBe('boot-file');
  });

  it('is no drift while only what it was switched from is known, or nothing', () => {
    expect(drift(configOf('b'))).toBe('silent');
    expect(drift(null)).toBe('silent');
    expect(drift('name = "web1"\n', false)).toBe('silent');
  });
});
