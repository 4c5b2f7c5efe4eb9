import { blocks } from '../migration/blocks.ts';
import { verdictOf } from '../migration/judge-move.ts';
import { memoryNeedMiB } from '../migration/memory-need.ts';
import type { MoveReason } from '../migration/verdict.ts';
import type { Host } from '../model/host.ts';
import type { SiteState } from '../model/site.ts';
import type { Vm } from '../model/vm.ts';
import { byNaturalName } from '../natural-key.ts';
import { judgeRestart, judgeStranded } from './judge-restart.ts';

/** Where one VM of a host that is down would be started. */
export interface Assignment {
  vm: Vm;
  /** Null: nowhere, for the reasons. */
  targetHostId: string | null;
  /** Against (or to know before) that target; where there is none, why not. */
  reasons: MoveReason[];
  /** Every host that could take it, the roomiest first. */
  options: string[];
}

type Known = Pick<SiteState, 'hosts' | 'vms' | 'jobs' | 'settings'>;

/**
 * Sends each VM that ran on a host to where most memory is free, the largest first; what was
 * chosen by hand goes there if it can. No host is given more than it has: what was assigned before
 * counts. Pure.
 * @param choices By VM name; null: it stays off; left out: chosen here.
 */
export function assignTargets(
  hostId: string,
  state: Known,
  choices: Readonly<Record<string, string | null>> = {},
): Assignment[] {
  const source = state.hosts[hostId];
  if (!source) return [];
  const taken = new Map<string, number>();
  const stranded = Object.values(state.vms[hostId] ?? {})
    .filter((vm) => vm.domid !== null)
    .sort((a, b) => memoryNeedMiB(b) - memoryNeedMiB(a) || byNaturalName(a.name, b.name));
  return stranded
    .map((vm) => assign(vm, source, state, taken, choices))
    .sort((a, b) => byNaturalName(a.vm.name, b.vm.name));
}

function assign(
  vm: Vm,
  source: Host,
  state: Known,
  taken: Map<string, number>,
  choices: Readonly<Record<string, string | null>>,
): Assignment {
  const own = judgeStranded(vm, state);
  if (own.length > 0) return { vm, targetHostId: null, reasons: own, options: [] };
  const choice = Object.hasOwn(choices, vm.name) ? choices[vm.name] : undefined;
  const judged = Object.values(state.hosts)
    .filter(({ id }) => id !== source.id)
    .map((host) => {
      const target = withTaken(host, taken.get(host.id) ?? 0);
      const verdict = judgeRestart({
        vm,
        source,
        target,
        targetVms: Object.values(state.vms[host.id] ?? {}),
        jobs: Object.values(state.jobs),
        settings: state.settings,
      });
      return { target, verdict, free: target.usage?.freeMemoryMiB ?? 0 };
    });
  const able = judged
    .filter(({ verdict }) => verdict.possible)
    .sort((a, b) => b.free - a.free || byNaturalName(a.target.label, b.target.label));
  const options = able.map(({ target }) => target.id);
  if (choice === null) return { vm, targetHostId: null, reasons: [], options };
  const to = choice === undefined ? able[0] : judged.find(({ target }) => target.id === choice);
  if (!to) {
    const gone = blocks(
      'target-offline',
      'That host is not in the site any more.',
      'Choose another.',
    );
    const reasons = choice === undefined ? nowhere(judged) : [gone];
    return { vm, targetHostId: null, reasons, options };
  }
  const { reasons } = to.verdict;
  if (!to.verdict.possible) return { vm, targetHostId: null, reasons, options };
  taken.set(to.target.id, (taken.get(to.target.id) ?? 0) + memoryNeedMiB(vm));
  return { vm, targetHostId: to.target.id, reasons, options };
}

function withTaken(host: Host, takenMiB: number): Host {
  if (!host.usage || takenMiB === 0) return host;
  const freeMemoryMiB = host.usage.freeMemoryMiB - takenMiB;
  return { ...host, usage: { ...host.usage, freeMemoryMiB } };
}

/** Of many refusals, one for each kind of reason, what is closest to a way out first. */
function nowhere(judged: readonly { verdict: { reasons: MoveReason[] } }[]): MoveReason[] {
  const first = new Map<string, MoveReason>();
  for (const { verdict } of judged) {
    for (const reason of verdict.reasons) {
      if (reason.severity === 'blocks' && !first.has(reason.code)) first.set(reason.code, reason);
    }
  }
  return verdictOf([...first.values()]).reasons;
}
