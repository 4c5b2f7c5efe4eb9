import { needOf, type PlanModel } from '../plan-model.ts';
import { alikeHosts, placesOf } from './placement-program.ts';

/** More ways to choose hosts than these are left to the solver itself. */
const mostChoices = 120;

/**
 * Every way to choose so many hosts that could hold all items if these were liquid, hosts that are
 * alike told apart no more; those with most room to spare first. Null: there are too many.
 */
export function hostChoices(model: PlanModel, count: number): ReadonlySet<number>[] | null {
  const groups = alikeHosts(model);
  const places = placesOf(model);
  const need = needOf(model, model.vms.keys());
  const found: { hosts: Set<number>; spare: number }[] = [];
  let looked = 0;

  function choose(group: number, left: number, hosts: readonly number[]): boolean {
    if (group === groups.length) {
      looked += 1;
      if (left === 0) consider(hosts);
      return looked <= 100 * mostChoices && found.length <= mostChoices;
    }
    const here = groups[group] ?? [];
    for (let taken = Math.min(left, here.length); taken >= 0; taken -= 1) {
      if (!choose(group + 1, left - taken, [...hosts, ...here.slice(0, taken)])) return false;
    }
    return true;
  }

  function consider(hosts: readonly number[]): void {
    const chosen = new Set(hosts);
    const room = (key: 'memoryMiB' | 'cpus') =>
      hosts.reduce((sum, host) => sum + (model.hosts[host]?.[key] ?? 0), 0);
    // A host above its room may keep what it has: it counts with that.
    const kept = (key: 'memoryMiB' | 'cpu') =>
      model.vms.reduce((sum, vm) => sum + (chosen.has(vm.host) ? vm[key] : 0), 0);
    const memory = Math.max(room('memoryMiB'), kept('memoryMiB')) - need.memoryMiB;
    const cpu = Math.max(room('cpus'), kept('cpu')) - need.cpu;
    if (!hasOver(hosts) && (memory < -1e-6 || cpu < -1e-6)) return;
    if (places.some((each) => !each.some((host) => chosen.has(host)))) return;
    const share = (spare: number, all: number) => (all > 0 ? spare / all : 0);
    found.push({
      hosts: chosen,
      spare: Math.min(share(memory, need.memoryMiB), share(cpu, need.cpu)),
    });
  }

  function hasOver(hosts: readonly number[]): boolean {
    return hosts.some((host) => {
      const here = model.vms.flatMap((vm, at) => (vm.host === host ? [at] : []));
      const now = needOf(model, here);
      const { memoryMiB, cpus } = model.hosts[host] ?? { memoryMiB: 0, cpus: 0 };
      return now.memoryMiB > memoryMiB || now.cpu > cpus;
    });
  }

  if (!choose(0, count, [])) return null;
  return found.sort((a, b) => b.spare - a.spare).map(({ hosts }) => hosts);
}
