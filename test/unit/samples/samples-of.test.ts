import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/main/core/samples/roll-up.ts';
import { createSampleRecorder } from '../../../src/main/core/samples/sample-recorder.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { ok } from '../../../src/shared/result.ts';
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

function recorded(state: SiteState, at = usage.at): Map<string, Sample> {
  const kept = new Map<string, Sample>();
  const record = createSampleRecorder({
    store: {
      record: (entries) => {
        for (const { key, sample } of entries) kept.set(key, sample);
        return ok(undefined);
      },
    },
    state: () => state,
    log: recordingLog(),
  });
  record([{ type: 'usage', hostId: 'h1', usage: { ...usage, at }, vms: [] }]);
  return kept;
}

describe('recording samples', () => {
  it('keeps the host with dom0 apart, its running VMs and the site, and nobody who is off', () => {
    expect(recorded(siteOf())).toEqual(
      new Map([
        ['host h1', { at: 60_000, cpu: 4, dom0: 2, memoryMiB: 600 }],
        ['vm h1/runs', { at: 60_000, cpu: 2, dom0: null, memoryMiB: 128 }],
        ['site', { at: 60_000, cpu: 4, dom0: 2, memoryMiB: 600 }],
      ]),
    );
  });

  it('keeps a VM under its UUID, so that its samples go with it to another host', () => {
    const vm = sampleVm({ name: 'web', uuid: 'u-1', cpu: 1 });
    expect([...recorded(siteOf({ vms: { h1: { web: vm } } })).keys()]).toContain('vm u-1');
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
