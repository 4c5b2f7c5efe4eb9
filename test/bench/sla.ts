import { evaluateSite } from '../../src/main/core/sla/evaluate-site.ts';
import type { Activity } from '../../src/main/core/sla/judge-reading.ts';
import type { Ledger } from '../../src/main/core/sla/ledger.ts';
import { createObjectiveIndex } from '../../src/main/core/sla/objective-index.ts';
import { seededRandom } from '../../src/main/demo/model/seeded-random.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Objective } from '../../src/shared/sla/objective.ts';
import { sampleFacts } from '../support/sample-facts.ts';
import { samplePromise } from '../support/sample-objective.ts';
import { sampleHost, sampleVm } from '../support/sample-site.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile, round } from './statistics.ts';

const budgetMs = 250;
const hosts = 1000;
const vmsPerHost = 20;
const rounds = 20;
const vcpus = 4;

/** One evaluation of a whole site, every VM with an objective; 20 of them, one after another. */
const benchmark: Benchmark = {
  about: 'one evaluation of 20,000 VMs with objectives of their own',
  async run(progress) {
    progress(`${rounds} evaluations of ${hosts * vmsPerHost} VMs`);
    const random = seededRandom(1, 'sla');
    const hostIds = Array.from({ length: hosts }, (_, host) => `h${host}`);
    const ids = hostIds.flatMap((host) =>
      Array.from({ length: vmsPerHost }, (_, vm) => `${host}-${vm}`),
    );
    const objectives = ids.map((uuid): Objective => {
      const cpus = 0.5 + random.next();
      return {
        id: uuid,
        subject: { kind: 'vm', uuid, name: uuid },
        promise: samplePromise({ cpus, hours: { days: [1, 2, 3, 4, 5, 6, 0], from: 0, to: 1440 } }),
      };
    });
    const objectiveOf = createObjectiveIndex(objectives, new Map());
    let ledgers = new Map<string, Ledger>();
    const times: number[] = [];
    let broken = 0;
    for (let round = 1; round <= rounds; round++) {
      const state = siteAt(Date.UTC(2026, 10, 30) + round * 15_000, hostIds, () => random.next());
      const activity = new Map(
        hostIds.map((id) => [
          id,
          new Map(
            Array.from({ length: vmsPerHost }, (_, vm): [number, Activity] => [
              vm + 1,
              random.next() < 0.8 ? 'waiting' : 'blocked',
            ]),
          ),
        ]),
      );
      const began = performance.now();
      const found = evaluateSite({
        state,
        hostIds,
        activity,
        objectiveOf,
        ledgers,
        maxGapMs: 60_000,
        probeOf: () => 'none',
      });
      times.push(performance.now() - began);
      if (found.length !== ids.length) throw new Error(`only ${found.length} VMs were judged`);
      broken += found.filter(({ verdict }) => verdict.kind === 'broken').length;
      ledgers = new Map(found.map(({ uuid, ledger }) => [uuid, ledger]));
    }
    if (broken === 0) throw new Error('no promise was broken: nothing was measured');
    return { ms: round(quantile(times, 0.95)), medianMs: round(quantile(times, 0.5)), broken };
  },
  budget: ({ ms }) => (Number(ms) > budgetMs ? [`ms over ${budgetMs}`] : []),
};
export default benchmark;

function siteAt(at: number, hostIds: readonly string[], value: () => number): SiteState {
  const facts = sampleFacts({ pcpus: 32 });
  return {
    ...emptySite,
    hosts: Object.fromEntries(
      hostIds.map((id) => [
        id,
        sampleHost({
          id,
          facts,
          usage: { at, cpu: 0.9 + value() * 0.1, dom0Cpu: 0.02, freeMemoryMiB: 0 },
        }),
      ]),
    ),
    vms: Object.fromEntries(
      hostIds.map((hostId) => [
        hostId,
        Object.fromEntries(
          Array.from({ length: vmsPerHost }, (_, vm) => {
            const name = `vm${vm}`;
            const state = value() < 0.02 ? 'halted' : 'running';
            const domid = state === 'running' ? vm + 1 : null;
            const cpu = value() * 2;
            const uuid = `${hostId}-${vm}`;
            return [name, sampleVm({ hostId, name, uuid, domid, state, vcpus, cpu })];
          }),
        ),
      ]),
    ),
  };
}
