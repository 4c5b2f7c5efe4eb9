import { verdictOf } from '../../../shared/migration/judge-move.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { assignTargets } from '../../../shared/outage/assign-targets.ts';
import { lookBeforeStart } from './check-restart.ts';
import type { OutagePorts } from './outage-ports.ts';

export interface RestartRow {
  vm: VmRef;
  memoryMiB: number;
  /** Null: it stays off, for the reasons, or because that was chosen. */
  targetHostId: string | null;
  reasons: MoveReason[];
  options: string[];
}

/** So many targets are looked at at once. */
const atOnce = 8;

/** Where each VM of a host would be started, with what a look at those hosts says against it. */
export async function planRestarts(
  ports: OutagePorts,
  hostId: string,
  choices: Readonly<Record<string, string | null>>,
): Promise<RestartRow[]> {
  const assigned = assignTargets(hostId, ports.stateOf(), choices);
  const rows: RestartRow[] = [];
  for (let at = 0; at < assigned.length; at += atOnce) {
    const some = assigned.slice(at, at + atOnce).map(async (one): Promise<RestartRow> => {
      const { vm, targetHostId, options } = one;
      const found = targetHostId
        ? await lookBeforeStart(ports, vm, targetHostId, AbortSignal.timeout(60_000))
        : [];
      const isPossible = found.length === 0;
      return {
        vm: { hostId, name: vm.name },
        memoryMiB: vm.memoryMiB,
        targetHostId: isPossible ? targetHostId : null,
        reasons: verdictOf([...one.reasons, ...found]).reasons,
        options,
      };
    });
    rows.push(...(await Promise.all(some)));
  }
  return rows;
}
