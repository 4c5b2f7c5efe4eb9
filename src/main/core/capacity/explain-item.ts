import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { whyNowhere } from './obstacles.ts';
import type { Placement } from './placement.ts';
import { mayGo, needOf } from './plan-model.ts';
import type { SiteModel } from './site-model.ts';

/** Why an item is where it is: its rule, the verdict on its moves, or the room there is not. */
export function explainItem(
  state: SiteState,
  site: SiteModel,
  after: Placement,
  item: number,
  mayStop: boolean,
): CapacityPlan['stays'] {
  const { model, hosts, vms } = site;
  const parts = model.items[item]?.vms ?? [];
  const fixed = parts.find((at) => (model.vms[at]?.fixed ?? null) !== null);
  const at = fixed ?? parts[0] ?? -1;
  const [vm, planned] = [vms[at], model.vms[at]];
  if (!vm || !planned) return [];
  return [{ vm: { hostId: vm.hostId, name: vm.name }, reason: reason() }];

  function reason(): string {
    if (planned?.fixed) return planned.fixed;
    const others = [...model.hosts.keys()].filter((host) => host !== after.hostOf[at]);
    const open = others.filter((host) =>
      parts.every((part) => {
        const each = model.vms[part];
        return each !== undefined && mayGo(model, each, host);
      }),
    );
    const source = hosts[planned?.host ?? -1];
    if (open.length === 0) {
      if (planned?.only) return 'It is pinned, and none of those hosts can take it.';
      return source && vm ? whyNowhere(state, vm, source, hosts, mayStop) : '';
    }
    const apart = open.every((host) => !after.allows(item, host));
    if (apart) return 'On every host that could take it runs a VM that it is kept apart from.';
    const need = needOf(model, parts);
    const room = Math.max(
      ...open.map((host) => (model.hosts[host]?.memoryMiB ?? 0) - (after.memory[host] ?? 0)),
    );
    const cpuRoom = Math.max(
      ...open.map((host) => (model.hosts[host]?.cpus ?? 0) - (after.cpu[host] ?? 0)),
    );
    const mib = (value: number) => `${Math.max(0, Math.floor(value)).toLocaleString('en')} MiB`;
    const cpus = (value: number) => Math.max(0, value).toFixed(1);
    const together = parts.length > 1 ? `Together with ${parts.length - 1} more it` : 'It';
    const which =
      open.length === 1
        ? 'the only host that could take it has not both left'
        : `of the ${open.length} hosts that could take it, none has both left`;
    return `${together} needs ${mib(need.memoryMiB)} and ${cpus(need.cpu)} pCPUs; ${which}: at most ${mib(room)}, at most ${cpus(cpuRoom)} pCPUs under the target.`;
  }
}
