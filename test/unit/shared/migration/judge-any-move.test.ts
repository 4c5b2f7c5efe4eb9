import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMove } from '../../../../src/shared/migration/judge-move.ts';
import { moveVerdictSchema } from '../../../../src/shared/migration/verdict.ts';
import type { HostFacts } from '../../../../src/shared/model/host.ts';
import { defaultSettings } from '../../../../src/shared/model/settings.ts';
import { type Vm, vmStates, vmTypes } from '../../../../src/shared/model/vm.ts';
import { readHost, sampleJob, sampleMove } from '../../../support/sample-move.ts';
import { sampleHost, sampleVm } from '../../../support/sample-site.ts';

const uuid = sampleVm().uuid;
const offline = { ...sampleHost().link, state: 'offline' as const };

const word = fc.oneof(
  fc.constantFrom('', 'pv', 'hvm', 'hap', 'shadow', 'xen-3.0-x86_64', 'hvm-3.0-x86_64', 'xenbr0'),
  fc.string(),
);
const path = fc.oneof(
  fc.constantFrom('/dev/vg0/a', '/dev/mapper/vg0-a', '/srv/a.img', '/', '', 'rbd:a/b', '/dev/'),
  fc.string(),
);
const storage = fc.record({
  kind: fc.constantFrom('filesystem', 'volume-group', 'block' as const),
  name: path,
  source: word,
  type: word,
  shared: fc.boolean(),
  sizeMiB: fc.nat(),
  freeMiB: fc.nat(),
});
const someFacts: fc.Arbitrary<Partial<HostFacts>> = fc.record(
  {
    xenVersion: fc.record({ major: fc.nat(9), minor: fc.nat(30), extra: word }),
    xenCaps: fc.array(word),
    virtCaps: fc.array(word),
    hwCaps: fc.oneof(fc.constantFrom('ffffffff:00000000', '00000000', ''), fc.string()),
    bridges: fc.array(word),
    storage: fc.array(storage, { maxLength: 4 }),
    pcpus: fc.nat(256),
    totalMemoryMiB: fc.nat(1_000_000),
    autoballoon: fc.constantFrom('on', 'off', 'auto'),
    commandLine: word,
    clockSkewMs: fc.integer(),
    cpu: fc.record({
      vendor: fc.constantFrom('intel', 'amd', 'other'),
      family: fc.option(fc.nat(30)),
      model: fc.option(fc.nat(300)),
      name: word,
    }),
  },
  { requiredKeys: [] },
);
const someVm: fc.Arbitrary<Partial<Vm>> = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    uuid: fc.option(fc.constantFrom(uuid ?? '', 'other')),
    type: fc.constantFrom(...vmTypes),
    state: fc.constantFrom(...vmStates),
    memoryMiB: fc.nat(1_000_000),
    maxVcpus: fc.nat(512),
    cpu: fc.option(fc.double({ min: 0, max: 512, noNaN: true })),
    disks: fc.array(
      fc.record({
        vdev: word,
        path: fc.option(path),
        format: word,
        backend: word,
        readonly: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    nics: fc.array(fc.record({ mac: word, bridge: word, model: word }), { maxLength: 3 }),
    pciDevices: fc.array(word, { maxLength: 1 }),
    noMigrate: fc.boolean(),
  },
  { requiredKeys: [] },
);
const someHost = (id: string) =>
  fc
    .record({
      facts: fc.option(someFacts),
      state: fc.constantFrom('idle', 'connecting', 'online', 'offline', 'blocked' as const),
      toolstack: fc.constantFrom('xl', 'xe', 'none', 'unknown' as const),
      free: fc.option(fc.nat(1_000_000)),
    })
    .map(({ facts, state, toolstack, free }) =>
      readHost(id, facts ?? {}, {
        toolstack,
        link: { ...offline, state },
        ...(facts === null ? { facts: null } : {}),
        usage: free === null ? null : { at: 0, cpu: null, dom0Cpu: null, freeMemoryMiB: free },
      }),
    );

describe('for any move at all', () => {
  const someMove = fc
    .record({
      vm: someVm,
      source: someHost('xen-a'),
      target: fc.oneof(someHost('xen-b'), someHost('xen-a')),
      targetVms: fc.array(someVm.map((vm) => sampleVm({ ...vm, hostId: 'xen-b' }))),
      jobs: fc.array(
        fc
          .constantFrom('queued', 'running', 'failed', 'undecided' as const)
          .map((state) => sampleJob({ state })),
        { maxLength: 2 },
      ),
      mode: fc.constantFrom('live', 'stop-and-copy' as const),
    })
    .map((asked) => sampleMove({ ...asked, settings: defaultSettings }));

  it('the verdict is well-formed, possible exactly if nothing blocks, and the same each time', () => {
    fc.assert(
      fc.property(someMove, (asked) => {
        const before = structuredClone(asked);
        const verdict = judgeMove(asked);
        expect(moveVerdictSchema.parse(verdict)).toEqual(verdict);
        expect(verdict.possible).toBe(verdict.reasons.every((each) => each.severity !== 'blocks'));
        expect(judgeMove(asked)).toEqual(verdict);
        expect(asked).toEqual(before);
      }),
    );
  });

  it('a possible one has two hosts that were reached and read, and a running VM on one of them', () => {
    fc.assert(
      fc.property(someMove, (asked) => {
        if (!judgeMove(asked).possible) return;
        expect(asked.source.id).not.toBe(asked.target.id);
        expect([asked.source.link.state, asked.target.link.state]).toEqual(['online', 'online']);
        expect(asked.target.facts).not.toBeNull();
        expect(asked.vm.state).toBe('running');
      }),
    );
  });
});
