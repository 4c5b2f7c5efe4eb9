import { describe, expect, it } from 'vitest';
import { noControl } from '../../../src/main/core/sla/decide.ts';
import { levelsOf } from '../../../src/main/core/sla/sla-levels.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Objective, SlaPromise } from '../../../src/shared/sla/objective.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

/** The level of one VM of this name on a host with this link. */
function levelOf(name: string, link: 'online' | 'offline', more: Partial<SlaPromise> = {}) {
  const vm = sampleVm({ hostId: 'h1', name, uuid: 'u1' });
  const host = sampleHost({ id: 'h1', label: 'xen-a' });
  const objective: Objective = {
    id: 'o1',
    subject: { kind: 'tag', tag: 'shop' },
    promise: samplePromise(more),
  };
  const state = {
    ...emptySite,
    hosts: { h1: { ...host, link: { ...host.link, state: link } } },
    vms: { h1: { [name]: vm } },
  };
  return levelsOf({
    state,
    book: { objectives: () => [objective], objectiveOf: () => objective, leases: () => new Map() },
    seen: new Map([
      ['u1', { at: 0, verdict: { kind: 'kept', wantsMore: false }, cpu: 1, answer: null }],
    ]),
    control: noControl,
    month: '2026-11',
    totals: new Map(),
    now: 1000,
    maxGapMs: 60_000,
  })[0];
}

describe('how it stands with a VM', () => {
  it('is known while its host is heard of', () => {
    expect(levelOf('web-01', 'online')).toMatchObject({ now: 'kept', unsure: null });
  });

  it('is not known once its host is lost, and what must not be done then is said', () => {
    expect(levelOf('web-01', 'offline')).toMatchObject({
      now: 'unknown',
      unsure:
        'xen-a is not heard of. web-01 may still run there: it is started elsewhere only once xen-a is proved to be off.',
    });
  });

  it('says of a VM whose name fits in no address why it is not asked', () => {
    const probe = { kind: 'tcp', address: '{name}.lan', port: 443 } as const;
    expect(levelOf('web-01', 'online', { probe })?.unsure).toBeNull();
    expect(levelOf('web "1" $(reboot) ü', 'online', { probe })?.unsure).toContain(
      'is no name that an address can hold',
    );
  });
});
