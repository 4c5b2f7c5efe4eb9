import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidOf } from '../../../src/main/core/images/create/derive-identity.ts';
import { type NewVm, placeVms } from '../../../src/main/core/images/create/place-vms.ts';
import { planNewClients } from '../../../src/main/core/images/create/plan-new-clients.ts';
import { readVmConfig } from '../../../src/main/core/xen/xl/vm-config.ts';
import type { NewClientsRequest } from '../../../src/shared/images/new-clients.ts';
import { memoryNeedMiB } from '../../../src/shared/migration/memory-need.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Host } from '../../../src/shared/model/host.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import {
  digest,
  sampleChannel,
  sampleClient,
  sampleManifest,
  sampleRole,
} from '../../support/sample-images.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

function host(id: string, freeMemoryMiB: number, facts: Partial<Host['facts']> = {}): Host {
  return sampleHost({
    ...{ id, label: `xen-${id}` },
    facts: { ...sampleFacts({ totalMemoryMiB: 16_384, pcpus: 8 }), ...facts },
    usage: { at: 0, cpu: 0.2, dom0Cpu: 0, freeMemoryMiB },
  });
}

function site(hosts: readonly Host[]) {
  return {
    ...emptySite,
    hosts: Object.fromEntries(hosts.map((one) => [one.id, one])),
    vms: Object.fromEntries(hosts.map((one) => [one.id, {}])),
  };
}

const newVm = (name: string, more: Partial<NewVm> = {}): NewVm => ({
  ...{ name, uuid: uuidOf('s', name), type: 'pvh', memoryMiB: 512, vcpus: 1 },
  ...{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01', configPath: `/etc/xen/${name}.cfg`, ...more },
});

describe('the hosts of new VMs', () => {
  it('never hold more than they have room for, and none is refused while one has room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 16_384 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 32, max: 4_096 }),
        fc.integer({ min: 1, max: 30 }),
        (frees, memoryMiB, count) => {
          const hosts = frees.map((free, at) => host(`h${at}`, free));
          const state = site(hosts);
          const vms = Array.from({ length: count }, (_, at) => newVm(`n${at}`, { memoryMiB }));
          const places = placeVms(
            state,
            vms,
            hosts.map(({ id }) => id),
          );
          const need = memoryNeedMiB({
            type: 'pvh',
            memoryMiB,
            maxMemoryMiB: memoryMiB,
            maxVcpus: 1,
          });
          const kept = Math.ceil(16_384 * (1 - state.settings.memoryCeiling));
          const fits = frees.map((free) => Math.max(0, Math.floor((free - kept + 1) / need)));
          for (const [at, fit] of fits.entries()) {
            const here = places.filter(({ hostId }) => hostId === `h${at}`).length;
            expect(here * need).toBeLessThanOrEqual(frees[at] ?? 0);
            expect(here).toBeLessThanOrEqual(fit);
          }
          const placed = places.filter(({ hostId }) => hostId !== null).length;
          const room = frees
            .map((free) => Math.max(0, Math.floor((free - kept) / need)))
            .reduce((sum, fit) => sum + fit, 0);
          expect(placed).toBeGreaterThanOrEqual(Math.min(count, room));
        },
      ),
    );
  });

  it('are evenly filled, and say why none of them takes it', () => {
    const state = site([host('a', 8_000), host('b', 8_000), host('c', 8_000)]);
    const vms = Array.from({ length: 6 }, (_, at) => newVm(`n${at}`));
    const places = placeVms(state, vms, ['a', 'b', 'c']).map(({ hostId }) => hostId);
    expect(places.toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);

    const odd = site([
      host('a', 100),
      host('b', 8_000, { bridges: [] }),
      host('c', 8_000, { xenCaps: ['xen-3.0-x86_64'] }),
      { ...host('d', 8_000), link: { ...host('d', 0).link, state: 'offline' } },
      host('e', 8_000, { pcpus: 1 }),
    ]);
    const [none] = placeVms(odd, [newVm('n', { vcpus: 2 })], ['a', 'b', 'c', 'd', 'e', 'z']);
    expect(none).toMatchObject({ hostId: null });
    expect(none?.why).toEqual([
      expect.stringMatching(/^Needs 5\d\d MiB on xen-a, where 100 MiB are free/),
      'xen-b has no bridge xenbr0.',
      expect.stringContaining('xen-c has no hardware assist'),
      expect.stringContaining('xen-d cannot be reached'),
      'xen-e has 1 CPUs, fewer than the 2 that it shall have.',
      'One of the chosen hosts is gone.',
    ]);
  });

  it('are not those where the name or the path is taken, or the memory is promised to others', () => {
    const state = site([host('a', 2_000)]);
    state.vms.a = { n: sampleVm({ hostId: 'a', name: 'n', domid: null, state: 'halted' }) };
    expect(placeVms(state, [newVm('n')], ['a'])[0]?.why[0]).toContain('Another VM named n');
    const first = planned({ names: 'web-[1-2]' }, site([host('a', 2_100)]));
    const machines = first.machines.flatMap(({ machine }) => machine ?? []);
    expect(machines).toHaveLength(2);
    const busy = {
      ...site([host('a', 2_100)]),
      jobs: {
        j: {
          ...{ id: 'j', state: 'running' as const, phase: null, progress: null, cancellable: true },
          ...{ createdAt: 0, startedAt: 0, endedAt: null, pauseMs: null, summary: null },
          ...{ error: null, log: [], findings: [] },
          spec: {
            kind: 'create-clients' as const,
            act: 'create' as const,
            serverId: 's',
            machines,
          },
        },
      },
    };
    expect(placeVms(busy, [newVm('n', { memoryMiB: 1_500 })], ['a'])[0]?.why[0]).toContain(
      'promised to others',
    );
  });
});

const seed = '6b8b4567-327b-43c6-a43c-98695a3c0001';

function planned(more: Partial<NewClientsRequest>, state = site([host('a', 8_000)])) {
  const kept = <T>(value: T) => ({ value, sum: digest('0') });
  const server = {
    roles: new Map([['web', kept(sampleRole)]]),
    images: new Map([[`web/${digest('a')}`, sampleManifest()]]),
    channels: new Map([['web/stable', kept(sampleChannel)]]),
    clients: new Map([['old', kept(sampleClient('old'))]]),
    settings: kept({ generation: 1, address: '10.0.0.9', httpPort: 80 }),
    bootFiles: new Map<string, string>(),
  };
  const place = { root: '/srv/stateless', label: 'images-1', folder: '/var/lib/stateless' };
  return planNewClients(
    state,
    server,
    { ...place, configDir: '/etc/xen' },
    {
      ...{ role: 'web', digest: digest('a'), channel: 'stable', group: 'rest', names: 'web-[1-3]' },
      ...{ count: null, drive: { kind: 'nfs' }, seed },
      machines: {
        ...{ kind: 'xen-vm', hostIds: ['a'], start: true, type: 'pvh', memoryMiB: 512, vcpus: 2 },
        ...{ bridge: 'xenbr0', autostart: false },
      },
      ...more,
    },
  );
}

describe('new clients', () => {
  it('are the same each time they are planned, with cards and UUIDs that nobody has', () => {
    const state = site([host('a', 8_000)]);
    const [first] = planned({}, state).machines;
    const mac = first?.machine?.client.macs[0] ?? '';
    expect(planned({}, state)).toEqual(planned({}, state));
    expect(mac).toMatch(/^00:16:3e:[0-7][0-9a-f]:/);
    // Somebody has that very card by now: another is made up.
    state.vms.a = {
      other: sampleVm({
        hostId: 'a',
        name: 'other',
        nics: [{ mac: mac.toUpperCase(), bridge: 'xenbr0', model: '' }],
      }),
    };
    const [again] = planned({}, state).machines;
    expect(again?.machine?.client.macs[0]).not.toBe(mac);
    expect(planned({}, state).agreed).not.toBe(planned({}, site([host('a', 8_000)])).agreed);
  });

  it('have configurations that are read back as what was asked for', () => {
    const { machines, troubles } = planned({});
    expect(troubles).toEqual([]);
    for (const { name, machine, config } of machines) {
      const read = readVmConfig(config ?? '', '');
      const folder = `/var/lib/stateless/boot/${digest('a')}`;
      expect(read.ok && read.value).toMatchObject({
        ...{ name, type: 'pvh', memoryMiB: 512, vcpus: 2, disks: [] },
        uuid: machine?.client.place.kind === 'xen-vm' ? machine.client.place.uuid : '',
        nics: [{ mac: machine?.client.macs[0], bridge: 'xenbr0' }],
        bootFiles: [`${folder}/vmlinuz`, `${folder}/initrd.img`],
      });
    }
  });

  it('are refused for a name, a channel or a card that is another’s, each with its reason', () => {
    const of = (more: Partial<NewClientsRequest>) => {
      const { troubles, machines, agreed } = planned(more);
      expect(agreed).toBeNull();
      return [...troubles, ...machines.flatMap((one) => one.troubles)];
    };
    expect(of({ names: 'old' })).toEqual(['There is a client old already, or it is named twice.']);
    expect(of({ names: 'a-' })).toEqual(['“a-” is no host name: it ends with a letter or digit.']);
    expect(of({ names: '-x;$(reboot)' })[0]).toContain('is no name of a client');
    expect(of({ channel: 'testing' })).toEqual(['web has no channel testing.']);
    expect(of({ role: 'db', channel: null })).toEqual(['There is no role db.']);
    const list = '00:16:3e:00:00:01';
    expect(of({ names: 'n', machines: { kind: 'bare-metal', list } })).toEqual([
      '00:16:3e:00:00:01 is a card of the client old already.',
    ]);
    expect(of({ drive: { kind: 'block', device: '/dev/sda2' } })).toEqual([
      'A new VM has no disk: its drive is on the server.',
    ]);
  });

  it('never throw, whatever names and lists are pasted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 200 }), (names, list) => {
        planned({ names });
        const metal = planned({ names, machines: { kind: 'bare-metal', list } });
        if (metal.agreed !== null) expect(metal.machines.length).toBeGreaterThan(0);
      }),
    );
  });
});
