import { describe, expect, it } from 'vitest';
import { bootFiles } from '../../../src/main/core/images/boot/boot-files.ts';
import { stepChanges, xenHostLeasePath } from '../../../src/main/core/images/carry/rollout-file.ts';
import { findXenHost } from '../../../src/main/core/images/hosts/find-xen-host.ts';
import { workOn } from '../../../src/main/core/images/hosts/host-work.ts';
import { planHostClient } from '../../../src/main/core/images/hosts/plan-host-client.ts';
import { planReturn } from '../../../src/main/core/images/hosts/plan-return.ts';
import { noWayBack } from '../../../src/main/core/images/hosts/way-back.ts';
import { beginRollout } from '../../../src/main/core/images/rollout/begin-rollout.ts';
import { stepRollout } from '../../../src/main/core/images/rollout/step-rollout.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Host } from '../../../src/shared/model/host.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { defaultSettings } from '../../../src/shared/model/settings.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { digest, sampleClient, samplePlan } from '../../support/sample-images.ts';
import { sampleMoveJob } from '../../support/sample-job.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const settings = { generation: 1, address: '10.77.0.9', httpPort: 80 };
const usage = { at: 0, cpu: 0.1, dom0Cpu: 0.05, freeMemoryMiB: 8_192 };

function host(id: string, hostname: string, change: Partial<Host> = {}): Host {
  return sampleHost({ id, label: hostname, facts: sampleFacts({ hostname }), usage, ...change });
}

function site(hosts: Host[], vms: Vm[], jobs: Job[] = []) {
  return {
    ...emptySite,
    settings: defaultSettings,
    hosts: Object.fromEntries(hosts.map((one) => [one.id, one])),
    vms: Object.fromEntries(
      hosts.map(({ id }) => [
        id,
        Object.fromEntries(vms.filter((vm) => vm.hostId === id).map((vm) => [vm.name, vm])),
      ]),
    ),
    jobs: Object.fromEntries(jobs.map((job) => [job.id, job])),
  };
}

const [a, b, c] = [host('h1', 'xen-a'), host('h2', 'xen-b'), host('h3', 'xen-c')];

describe('the host that a client is', () => {
  const name = { hostname: 'xen-a', label: 'rack 1' };

  it('is the one that says so, whatever the console calls it', () => {
    expect(findXenHost(site([a, b], []), name)).toBe(a);
    const renamed = { ...a, label: 'mine' };
    expect(findXenHost(site([renamed, b], []), name)).toBe(renamed);
  });

  it('is the one of its label where none says so yet, or two do', () => {
    const silent = sampleHost({ id: 'h4', label: 'rack 1' });
    expect(findXenHost(site([b, silent], []), name)).toBe(silent);
    const twin = host('h5', 'xen-a', { label: 'rack 1' });
    expect(findXenHost(site([a, twin], []), name)).toBe(twin);
    expect(findXenHost(site([a, host('h5', 'xen-a')], []), name)).toMatch(/^More than one/);
    expect(findXenHost(site([b], []), name)).toMatch(/^There is no host/);
  });
});

describe('what is under way on a host', () => {
  const plan = (change: Partial<Job> = {}): Job => ({
    ...sampleMoveJob(),
    id: 'p1',
    spec: {
      ...{ kind: 'plan', planId: 'x', goal: 'evacuate', hostId: 'h1', moves: 3 },
      onTrouble: 'stop',
    },
    state: 'running',
    plan: {
      ...{ moves: 3, moved: 1, running: 1, leftOut: 0, failed: 0, round: 1, rounds: 1 },
      paused: false,
    },
    ...change,
  });
  const move = sampleMoveJob({ state: 'running' });
  const ofPlan: Job = {
    ...move,
    spec: { ...move.spec, ...(move.spec.kind === 'move' ? { plan: 'p1' } : {}) } as Job['spec'],
    progress: { fraction: 0.47, bytes: 1, totalBytes: 2, bytesPerSecond: 1 },
  };

  it('is told by its own moves, in tens of percent', () => {
    expect(workOn(site([a, b], [], [plan(), ofPlan]), a, 'evacuate')).toEqual({
      kind: 'busy',
      own: true,
      text: 'Moving 3 VMs away: web1 → xen-b, 40 %. 1 is there.',
    });
  });

  it('is any other plan, and any job on one of its VMs', () => {
    expect(workOn(site([a, b], [], [plan()]), b, 'evacuate')).toMatchObject({ own: false });
    expect(workOn(site([a, b], [], [plan()]), a, 'bring-back')).toMatchObject({ own: false });
    expect(workOn(site([a, b], [], [move]), b, 'evacuate')).toMatchObject({ kind: 'busy' });
    expect(workOn(site([a, b, c], [], [move]), c, 'evacuate')).toEqual({ kind: 'none' });
  });

  it('is nobody’s to judge while a job on it is undecided', () => {
    const lost = sampleMoveJob({ state: 'undecided' });
    const work = workOn(site([a, b], [], [lost]), a, 'evacuate');
    expect(work).toMatchObject({ kind: 'undecided', text: expect.stringContaining('web1') });
  });
});

describe('who comes back', () => {
  const away = (name: string, to: string) => ({ uuid: `u-${name}`, name, to });
  const vm = (name: string, hostId: string, change: Partial<Vm> = {}) =>
    sampleVm({ name, hostId, uuid: `u-${name}`, ...change });

  it('is what runs where it was put; what was moved on, stopped or is back is left', () => {
    const state = site(
      [a, b, c],
      [
        vm('there', 'h2'),
        vm('on', 'h3'),
        vm('home', 'h1'),
        vm('off', 'h2', { domid: null, state: 'halted' }),
      ],
    );
    const names = ['there', 'on', 'home', 'off', 'gone'];
    const { plan, stay } = planReturn(
      state,
      a,
      names.map((name) => away(name, 'xen-b')),
    );
    expect(plan.steps.map(({ vm: name, targetHostId }) => [name, targetHostId])).toEqual([
      ['there', 'h1'],
    ]);
    expect(stay).toEqual(['on was moved on to xen-c.']);
  });

  it('is nobody whom the host cannot take in, and it is told why', () => {
    const newer = host('h2', 'xen-b', {
      facts: sampleFacts({ hostname: 'xen-b', xenVersion: { major: 4, minor: 19, extra: '.0' } }),
    });
    const old = host('h1', 'xen-a', {
      facts: sampleFacts({ hostname: 'xen-a', xenVersion: { major: 4, minor: 17, extra: '.0' } }),
    });
    const web = vm('web', 'h2');
    const { plan, stay } = planReturn(site([old, newer], [web]), old, [away('web', 'xen-b')]);
    expect(plan.steps).toEqual([]);
    expect(stay).toEqual([expect.stringMatching(/^web stays on xen-b: .*older/)]);
    // And that is known before it goes there.
    const state = site([old, newer], []);
    expect(noWayBack(state, vm('web', 'h1'), old, newer)).toMatch(/older/);
    expect(noWayBack(state, vm('web', 'h2'), newer, old)).toBeNull();
  });
});

describe('a host that is made a client', () => {
  const server = {
    images: new Map([[`web/${digest('a')}`, {} as never]]),
    channels: new Map(),
    clients: new Map(),
    settings: { value: settings, sum: '' },
  };
  const request = {
    ...{ hostId: 'h1', role: 'web', digest: digest('a'), channel: null, group: 'canary' },
    macs: ['52:54:00:77:00:01'],
  };

  it('is named by itself, boots Xen with the image’s kernel, and is told once only', () => {
    const planned = planHostClient(site([a], []), server, request, '/srv/stateless');
    expect(planned).toMatchObject({
      troubles: [],
      client: { id: 'xen-a', hostname: 'xen-a', place: { kind: 'xen-host', label: 'xen-a' } },
      bootFiles: ['boot/52-54-00-77-00-01.ipxe'],
    });
    const client = planned.client ?? sampleClient('x');
    const files = bootFiles(client, settings, '/srv/stateless');
    const lines = files.ok ? (files.value.get('boot/52-54-00-77-00-01.ipxe') ?? []) : [];
    const at = `http://10.77.0.9:80/images/web`;
    expect(lines.some((line) => line.startsWith(`kernel ${at}/xen.gz `))).toBe(true);
    expect(lines).toContain(
      `module ${at}/${digest('a')}/vmlinuz ${planned.kernelArguments} || goto failed`,
    );
    const clients = new Map([['xen-a', { value: client, sum: '' }]]);
    const again = planHostClient(site([a], []), { ...server, clients }, request, '/srv/stateless');
    expect(again).toMatchObject({ client: null, troubles: ['xen-a is the client xen-a already.'] });
  });

  it('is refused with every reason', () => {
    const odd = { ...request, digest: digest('b'), channel: 'stable' };
    const none = { ...server, settings: null };
    const silent = sampleHost({ id: 'h1', toolstack: 'none' });
    const { troubles } = planHostClient(site([silent], []), none, odd, '/srv/stateless');
    expect(troubles).toHaveLength(4);
  });
});

describe('the lease on a site’s Xen hosts', () => {
  it('is taken with each host that goes on its way, and given back when it has arrived', () => {
    const names = ['xen-1', 'xen-2'];
    const plan = {
      ...samplePlan([names], { soakSeconds: 0 }),
      xenHosts: names.map((name) => ({ client: name, hostname: name, label: name })),
    };
    const clock = {
      ...{ wallMs: 0, weekday: 1, minute: 0, bootId: 'server', uptimeMs: 1_000 },
    };
    let state = beginRollout(plan, clock);
    const sum = { eventsSum: null, eventsBytes: 0, snapshotSum: '', snapshotBytes: 0 };
    const happened: string[] = [];
    const look = (looks: Record<string, { boot: string; digest: string }>) => {
      const step = stepRollout(
        plan,
        state,
        {
          type: 'look',
          held: new Map(),
          looks: new Map(
            Object.entries(looks).map(([id, of]) => [
              id,
              {
                ...{ kind: 'present', bootId: of.boot, digest: of.digest, stateMounted: true },
                ...{ health: 'ok', healthText: '' },
              } as const,
            ]),
          ),
        },
        clock,
      );
      if (step.ok) write(step.value);
    };
    const hear = (client: string) => {
      const key = state.clients[client]?.order?.key ?? '';
      const results = [{ client, key, outcome: 'done' as const, text: '' }];
      const step = stepRollout(plan, state, { type: 'acted', results }, clock);
      if (step.ok) write(step.value);
    };
    function write(step: Parameters<typeof stepChanges>[1]): void {
      const made = stepChanges({ plan, state, ...sum }, step, {
        by: 'anna',
        at: clock,
        command: null,
      });
      ({ state } = made);
      for (const change of made.changes) {
        if ('path' in change && change.path === xenHostLeasePath) happened.push(change.do);
      }
    }
    const old = { boot: '1', digest: digest('a') };
    const fresh = { boot: '2', digest: digest('b') };
    const looks = { 'xen-1': old, 'xen-2': old };
    for (const name of names) {
      look(looks);
      expect(state.clients[name]?.order?.kind).toBe('evacuate');
      for (const kind of ['switch', 'reboot'] as const) {
        hear(name);
        look(looks);
        expect(state.clients[name]?.order?.kind).toBe(kind);
      }
      hear(name);
      looks[name as 'xen-1'] = fresh;
      for (const kind of ['check-host', 'bring-back'] as const) {
        look(looks);
        expect(state.clients[name]?.order?.kind).toBe(kind);
        hear(name);
      }
      expect(state.clients[name]?.state).toBe('healthy');
    }
    expect(happened).toEqual(['lease', 'release', 'lease', 'release']);
  });
});
