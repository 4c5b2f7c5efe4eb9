import type { MethodInput } from '../../src/shared/contract/methods.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { type Objective, objectiveSchema } from '../../src/shared/sla/objective.ts';
import type { Proposal } from '../../src/shared/sla/proposal.ts';
import type {
  SlaAudit,
  SlaDay,
  SlaOfVm,
  SlaOverview,
  VmLevel,
} from '../../src/shared/sla/sla-overview.ts';

const day = 86_400_000;

/** Objectives of a fake core: kept in memory, with a made-up past, the second VM's broken. */
interface FakeSla {
  overview(): SlaOverview;
  ofVm(uuid: string): SlaOfVm;
  days(uuid: string): SlaDay[];
  put(input: MethodInput<'sla.put'>): { id: string };
  remove(id: string): void;
  /** False when this is not proposed any more. */
  accept(uuid: string): boolean;
  dismiss(uuid: string): void;
  tag(uuid: string, tags: readonly string[]): void;
}

export function createFakeSla(state: () => SiteState, now: () => number): FakeSla {
  const objectives = new Map<string, Objective>();
  const tags = new Map<string, string[]>();
  const closed = new Set<string>();
  const accepted = new Map<string, Proposal>();
  const audit: SlaAudit[] = [];
  let lastId = 0;

  const vms = (): Vm[] => Object.values(state().vms).flatMap((byName) => Object.values(byName));

  function subjects(): { objective: Objective; vm: Vm }[] {
    return vms().flatMap((vm) => {
      const objective = [...objectives.values()].find(({ subject }) =>
        subject.kind === 'vm'
          ? subject.uuid === vm.uuid
          : (tags.get(vm.uuid ?? '') ?? []).includes(subject.tag),
      );
      return objective ? [{ objective, vm }] : [];
    });
  }

  function proposalOf(objective: Objective, vm: Vm, at: number): Proposal | null {
    const uuid = vm.uuid ?? '';
    if (at % 2 === 0 || objective.promise.cpus === null || closed.has(uuid)) return null;
    const from = vm.weight ?? 256;
    return {
      uuid,
      vm: { hostId: vm.hostId, name: vm.name },
      step: { kind: 'tune', part: 'weight', from, to: from * 3 },
      because: `${state().hosts[vm.hostId]?.label} is full (98 % of 16 pCPUs), and ${vm.name} gets 0.6 of ${objective.promise.cpus} promised pCPUs.`,
    };
  }

  function levelOf({ objective, vm }: { objective: Objective; vm: Vm }, at: number): VmLevel {
    const isBroken = proposalOf(objective, vm, at) !== null;
    const budgetMs = Math.round(30 * day * (1 - objective.promise.availability));
    const held = accepted.get(vm.uuid ?? '')?.step;
    return {
      uuid: vm.uuid ?? '',
      name: vm.name,
      vm: { hostId: vm.hostId, name: vm.name },
      objectiveId: objective.id,
      now: isBroken ? 'broken' : 'kept',
      cause: isBroken ? 'contention' : null,
      cpu: isBroken ? 0.6 : 1.4,
      unsure: null,
      answer: null,
      month: {
        attained: isBroken ? 0.991 : 1,
        goodMs: 20 * day,
        badMs: isBroken ? 4 * 3_600_000 : 0,
        budgetMs,
      },
      impossible:
        (objective.promise.cpus ?? 0) > vm.maxVcpus
          ? `It has at most ${vm.maxVcpus} ${vm.maxVcpus === 1 ? 'vCPU' : 'vCPUs'} (maxvcpus in its configuration): it cannot use ${objective.promise.cpus} pCPUs.`
          : null,
      helpless: null,
      held: held?.kind === 'tune' ? [{ part: held.part, original: held.from, set: held.to }] : [],
    };
  }

  return {
    overview() {
      const found = subjects();
      const levels = found.map(levelOf).sort((a, b) => (a.now < b.now ? -1 : 1));
      const broken = levels.filter((level) => level.now === 'broken');
      return {
        objectives: [...objectives.values()],
        tags: Object.fromEntries(tags),
        levels,
        counts: { kept: levels.length - broken.length, broken: broken.length, unknown: 0 },
        proposals: found.flatMap(({ objective, vm }, at) => proposalOf(objective, vm, at) ?? []),
        breaches: broken.map(({ uuid, name }) => ({
          uuid,
          name,
          cause: 'contention',
          since: now() - 26 * 60_000,
          until: now(),
          cpu: 0.6,
          promised: 1,
        })),
        audit: audit.toReversed(),
      };
    },
    ofVm: (uuid) => ({
      objective: subjects().find(({ vm }) => vm.uuid === uuid)?.objective ?? null,
      tags: tags.get(uuid) ?? [],
    }),
    days: () =>
      Array.from({ length: 30 }, (_, at) => ({
        day: new Date(now() - (29 - at) * day).toISOString().slice(0, 10),
        goodMs: at % 9 === 4 ? day - 2 * 3_600_000 : day,
        badMs: at % 9 === 4 ? 2 * 3_600_000 : 0,
      })).filter((_, at) => at !== 12 && at !== 13),
    put({ id, subject, promise }) {
      const known = id ?? `objective-${++lastId}`;
      objectives.set(known, objectiveSchema.parse({ id: known, subject, promise }));
      return { id: known };
    },
    remove(id) {
      objectives.delete(id);
      accepted.clear();
    },
    accept(uuid) {
      const found = subjects().map(({ objective, vm }, at) => proposalOf(objective, vm, at));
      const proposal = found.find((one) => one?.uuid === uuid);
      if (!proposal) return false;
      closed.add(uuid);
      accepted.set(uuid, proposal);
      const { name } = proposal.vm;
      audit.push({ at: now(), uuid, name, kind: 'asked', text: 'A proposal was accepted.' });
      const text = `Weight 256 → 768. ${proposal.because}`;
      audit.push({ at: now(), uuid, name, kind: 'set', text });
      return true;
    },
    dismiss: (uuid) => void closed.add(uuid),
    tag(uuid, wanted) {
      if (wanted.length > 0) tags.set(uuid, [...wanted]);
      else tags.delete(uuid);
    },
  };
}
