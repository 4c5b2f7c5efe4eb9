import type { Client } from '../../src/shared/images/client.ts';
import type { Channel, Manifest, Role } from '../../src/shared/images/image.ts';
import type { ImagesOverview } from '../../src/shared/images/overview.ts';
import type { RolloutGlance } from '../../src/shared/images/rollout-glance.ts';
import { defaultPolicy, type RolloutPlan } from '../../src/shared/images/rollout-plan.ts';
import { accessSchema } from '../../src/shared/model/connection.ts';
import type { ImageServer } from '../../src/shared/model/image-server.ts';

/** A digest that is told from others at a glance. */
export function digest(letter: string): string {
  return letter.repeat(64);
}

export const sampleRole: Role = {
  generation: 0,
  name: 'web',
  title: 'Web servers',
  healthCommand: 'systemctl is-system-running',
  lastRollout: null,
};

export function sampleManifest(of: Partial<Manifest> = {}): Manifest {
  const file = { bytes: 1_000, sha256: digest('f') };
  return {
    role: 'web',
    digest: digest('a'),
    files: { 'initrd.img': file, 'rootfs.squashfs': file, vmlinuz: file },
    importedAt: 1_790_000_000,
    importedBy: 'anna',
    origin: 'recipe web',
    kernel: '6.1.0-31-amd64',
    packages: 2,
    ...of,
  };
}

export const sampleChannel: Channel = {
  generation: 3,
  role: 'web',
  name: 'stable',
  digest: digest('a'),
};

export function sampleClient(id: string, of: Partial<Client> = {}): Client {
  return {
    generation: 1,
    id,
    hostname: id,
    macs: ['00:16:3e:00:00:01'],
    role: 'web',
    follows: { kind: 'channel', channel: 'stable' },
    group: 'rest',
    place: { kind: 'xen-vm', uuid: '6b8b4567-327b-43c6-a43c-98695a3c0001' },
    stateDrive: { kind: 'nfs', folder: `state/${id}` },
    machineId: '0123456789abcdef0123456789abcdef',
    desired: digest('a'),
    previous: null,
    rejected: [],
    ...of,
  };
}

export function samplePlan(
  waves: readonly (readonly string[])[],
  policy: Partial<RolloutPlan['policy']> = {},
): RolloutPlan {
  return {
    id: 'r1',
    role: 'web',
    digest: digest('b'),
    createdAt: 1_790_000_000,
    createdBy: 'anna',
    waves: waves.map((clients, index) => ({ name: `wave ${index + 1}`, clients: [...clients] })),
    groups: Object.fromEntries(waves.flat().map((id) => [id, 'rest'])),
    xenHosts: [],
    leftOut: [],
    policy: { ...defaultPolicy, ...policy },
  };
}

export const sampleGlance: RolloutGlance = {
  id: 'r1',
  role: 'web',
  digest: digest('b'),
  status: 'running',
  wave: 0,
  waves: 2,
  reason: null,
  tally: { healthy: 1, pending: 2 },
  settled: 1,
  total: 3,
};

export function sampleImageServer(of: Partial<ImageServer> = {}): ImageServer {
  return {
    id: '1',
    label: 'images-1',
    access: accessSchema.parse({ address: 'images-1', port: 22, user: 'root' }),
    root: '/srv/stateless',
    link: { state: 'online', since: 1, lastSeen: 1, retryAt: null, error: null },
    facts: null,
    lacks: [],
    rollouts: [],
    problem: null,
    ...of,
  };
}

type ClientRow = ImagesOverview['clients'][number];
type RolloutRow = ImagesOverview['rollouts'][number];

/** A client as the overview of its server shows it. */
export function sampleClientRow(id: string, of: Partial<ClientRow> = {}): ClientRow {
  return {
    ...{ id, role: 'web', group: 'rest', kind: 'xen-vm', channel: 'stable' },
    ...{ desired: digest('a'), previous: null, running: digest('a') },
    ...{ health: 'ok', healthText: '', stateMounted: true, reportAge: 3, clockOffSeconds: 0 },
    ...{ rejected: [], drift: 'none', drifts: [], heldBy: null, driveFolder: null },
    ...of,
  };
}

/** A rollout that is not over, whose clock says so many ms. */
export function sampleRolloutRow(
  id: string,
  status: RolloutRow['head']['status'] = 'running',
  ms = 0,
): RolloutRow {
  const clock = { serverBoot: '0d5a3c3e-6a58-4bd0-9a69-4cf3b5b0c8ae', uptimeMs: ms, ms };
  return {
    ...{ id, role: 'web', digest: digest('b'), createdAt: 1, createdBy: 'anna', waves: 2 },
    ...{ head: { status, wave: 0, soakSince: null, clock, reason: null }, tally: { pending: 2 } },
    holder: 'anna',
  };
}
