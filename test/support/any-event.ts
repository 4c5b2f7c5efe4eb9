import fc from 'fast-check';
import { defaultSettings } from '../../src/shared/model/settings.ts';
import type { SiteEvent } from '../../src/shared/model/site.ts';
import { sampleGlance, sampleImageServer } from './sample-images.ts';
import { sampleJob } from './sample-move.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

const hostId = fc.constantFrom('h1', 'h2', 'h3');
const name = fc.constantFrom('web1', 'db1', '__proto__', 'constructor');
const id = fc.constantFrom('1', '2');
const vm = fc
  .tuple(hostId, name, fc.nat(4096))
  .map(([host, called, memoryMiB]) => sampleVm({ hostId: host, name: called, memoryMiB }));
const prompt = {
  hostId: 'h1',
  hostLabel: 'h1',
  kind: 'password',
  user: 'root',
  again: false,
} as const;

/** Any event of a small site, so that events meet. */
export const someEvent: fc.Arbitrary<SiteEvent> = fc.oneof(
  fc.constantFrom<SiteEvent[]>(
    { type: 'site', kind: 'demo' },
    { type: 'settings', settings: { ...defaultSettings, moveConcurrency: 3 } },
  ),
  fc
    .tuple(hostId, fc.string())
    .map(
      ([host, label]): SiteEvent => ({ type: 'host-put', host: sampleHost({ id: host, label }) }),
    ),
  hostId.map((host): SiteEvent => ({ type: 'host-removed', hostId: host })),
  fc.tuple(hostId, fc.array(vm, { maxLength: 3 })).map(
    ([host, vms]): SiteEvent => ({
      type: 'vms-replaced',
      hostId: host,
      vms: vms.map((each) => ({ ...each, hostId: host })),
    }),
  ),
  vm.map((each): SiteEvent => ({ type: 'vm-put', vm: each })),
  fc.tuple(hostId, name).map(
    ([host, called]): SiteEvent => ({
      type: 'vm-removed',
      hostId: host,
      name: called,
    }),
  ),
  fc.tuple(hostId, fc.array(fc.tuple(name, fc.option(fc.nat(8)), fc.option(fc.nat(99))))).map(
    ([host, vms]): SiteEvent => ({
      type: 'usage',
      hostId: host,
      usage: { at: 1, cpu: 0.5, dom0Cpu: null, freeMemoryMiB: 100 },
      vms,
    }),
  ),
  fc.tuple(id, fc.nat(3)).map(
    ([server, settled]): SiteEvent => ({
      type: 'image-server-put',
      server: sampleImageServer({
        id: server,
        rollouts: [{ ...sampleGlance, settled }],
      }),
    }),
  ),
  id.map((serverId): SiteEvent => ({ type: 'image-server-removed', serverId })),
  id.map((job): SiteEvent => ({ type: 'job-put', job: sampleJob({ id: job }) })),
  id.map((jobId): SiteEvent => ({ type: 'job-removed', jobId })),
  id.map((promptId): SiteEvent => ({ type: 'prompt-put', prompt: { ...prompt, id: promptId } })),
  id.map((promptId): SiteEvent => ({ type: 'prompt-removed', promptId })),
);
