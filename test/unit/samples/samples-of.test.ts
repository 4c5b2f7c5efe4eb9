import { describe, expect, it } from 'vitest';
import type { HostTraffic } from '../../../src/main/core/inventory/traffic-rates.ts';
import type { Sample } from '../../../src/main/core/samples/roll-up.ts';
import { createSampleRecorder } from '../../../src/main/core/samples/sample-recorder.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { ok } from '../../../src/shared/result.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const facts = sampleFacts({ pcpus: 8, totalMemoryMiB: 1000 });
const usage = { at: 60_000, cpu: 0.5, dom0Cpu: 0.25, freeMemoryMiB: 400 };

function siteOf(more: Partial<SiteState> = {}): SiteState {
  const vms = {
    runs: sampleVm({ name: 'runs', uuid: null, cpu: 2 }),
    off: sampleVm({ name: 'off', domid: null, state: 'halted' }),
    half: sampleVm({ name: 'half', state: 'transit' }),
  };
  return { ...emptySite, hosts: { h1: sampleHost({ facts, usage }) }, vms: { h1: vms }, ...more };
}

const carried = { netIn: 10, netOut: 20, diskRead: 30, diskWrite: 40 };
const traffic: HostTraffic = {
  host: { ...carried, netIn: 1000 },
  vms: new Map([['runs', { ...carried, diskRead: null, diskWrite: null }]]),
};

function recorded(
  state: SiteState,
  told: Record<string, HostTraffic> = {},
  at = usage.at,
): Map<string, Sample> {
  const kept = new Map<string, Sample>();
  const recorder = createSampleRecorder({
    store: {
      record: (entries) => {
        for (const { key, sample } of entries) kept.set(key, sample);
        return ok(undefined);
      },
    },
    state: () => state,
    log: recordingLog(),
  });
  for (const [id, each] of Object.entries(told)) recorder.takeTraffic(id, each);
  recorder.take([{ type: 'usage', hostId: 'h1', usage: { ...usage, at }, vms: [] }]);
  return kept;
}

describe('recording samples', () => {
  it('keeps the host with dom0 apart, its running VMs and the site, and nobody who is off', () => {
    expect(recorded(siteOf(), { h1: traffic })).toEqual(
      new Map([
        ['host h1', { at: 60_000, cpu: 4, dom0: 2, memoryMiB: 600, ...traffic.host }],
        [
          'vm h1/runs',
          { at: 60_000, cpu: 2, dom0: null, memoryMiB: 128, ...noTraffic, netIn: 10, netOut: 20 },
        ],
        ['site', { at: 60_000, cpu: 4, dom0: 2, memoryMiB: 600, ...traffic.host }],
      ]),
    );
  });

  it('keeps a VM under its UUID, so that its samples go with it to another host', () => {
    const vm = sampleVm({ name: 'web', uuid: 'u-1', cpu: 1 });
    expect([...recorded(siteOf({ vms: { h1: { web: vm } } })).keys()]).toContain('vm u-1');
  });

  it('sums up what hosts carry, without those that have nothing to count', () => {
    const { h1 } = siteOf().hosts;
    if (!h1) throw new Error('no host');
    const diskless = { host: { ...carried, diskRead: null, diskWrite: null }, vms: new Map() };
    const site = siteOf({ hosts: { h1, h2: sampleHost({ id: 'h2', facts, usage }) } });
    expect(recorded(site, { h1: traffic, h2: diskless }).get('site')).toMatchObject({
      netIn: 1010,
      netOut: 40,
      diskRead: 30,
      diskWrite: 40,
    });
    expect(recorded(site).get('site')).toMatchObject({ cpu: 8, ...noTraffic });
  });

  it('leaves a host that is silent out of the sum, and keeps no sum while a rate is missing', () => {
    const silent = sampleHost({ id: 'h2', facts, usage: { ...usage, at: -60_000 } });
    const fresh = sampleHost({ id: 'h2', facts, usage: { ...usage, cpu: null, dom0Cpu: null } });
    const { h1 } = siteOf().hosts;
    if (!h1) throw new Error('no host');
    expect(recorded(siteOf({ hosts: { h1, h2: silent } })).get('site')?.cpu).toBe(4);
    expect(recorded(siteOf({ hosts: { h1, h2: fresh } })).has('site')).toBe(false);
  });
});
