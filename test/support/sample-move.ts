import type { MoveQuestion } from '../../src/shared/migration/move-question.ts';
import type { Host, HostFacts } from '../../src/shared/model/host.ts';
import type { Job, JobSpec } from '../../src/shared/model/job.ts';
import { defaultSettings } from '../../src/shared/model/settings.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { sampleFacts } from './sample-facts.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

type Storage = HostFacts['storage'][number];

/** One host of two alike, with room to spare. */
export function readHost(id: string, facts: Partial<HostFacts> = {}, more: Partial<Host> = {}) {
  return sampleHost({
    id,
    label: id,
    facts: sampleFacts(facts),
    usage: { at: 0, cpu: 0.1, dom0Cpu: 0.05, freeMemoryMiB: 2000 },
    ...more,
  });
}

/** A move against which nothing speaks: `web1` from `xen-a` to `xen-b`. */
export function sampleMove(
  more: Partial<Omit<MoveQuestion, 'vm'>> & { vm?: Partial<Vm> } = {},
): MoveQuestion {
  const { vm, ...rest } = more;
  return {
    source: readHost('xen-a'),
    target: readHost('xen-b'),
    targetVms: [],
    jobs: [],
    settings: defaultSettings,
    mode: 'live',
    ...rest,
    vm: sampleVm({ hostId: 'xen-a', cpu: 0.2, ...vm }),
  };
}

export function sampleStorage(more: Partial<Storage> = {}): Storage {
  return {
    kind: 'filesystem',
    name: '/',
    source: '/dev/vda',
    type: 'ext4',
    shared: false,
    sizeMiB: 10_000,
    freeMiB: 5000,
    ...more,
  };
}

export const moveSpec = {
  kind: 'move',
  mode: 'live',
  vm: 'web1',
  uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
  sourceHostId: 'xen-a',
  targetHostId: 'xen-b',
  memoryMiB: 128,
} as const satisfies JobSpec;

export function sampleJob(more: Partial<Job> = {}): Job {
  return {
    id: 'job1',
    spec: moveSpec,
    state: 'running',
    phase: null,
    progress: null,
    cancellable: true,
    createdAt: 0,
    startedAt: 0,
    endedAt: null,
    pauseMs: null,
    summary: null,
    error: null,
    log: [],
    findings: [],
    ...more,
  };
}
