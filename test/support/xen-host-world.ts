import type { Outcome } from '../../src/main/core/images/carry/client-port.ts';
import type { OrderedAct } from '../../src/main/core/images/rollout/rollout-input.ts';
import { createRolloutWorld, type Fate } from './rollout-world.ts';

/**
 * Xen hosts with VMs on them. A move takes a round; one that nobody can move stays; and a host that
 * is rebooted with VMs on it is a broken promise, whoever gave the order. A host that hangs in its
 * new image is no place for VMs.
 */
export function createXenHostWorld(
  fates: Readonly<Record<string, Fate>>,
  images: { old: string; new: string },
  vms: readonly { name: string; host: string; pinned: boolean }[],
) {
  const world = createRolloutWorld(fates, images);
  const places = new Map(vms.map(({ name, host }) => [name, host]));
  const pinned = new Set(vms.filter((vm) => vm.pinned).map(({ name }) => name));
  /** As it lies on the image server: which VMs were moved off a host, and where they were put. */
  const away = new Map<string, Map<string, string>>();
  const broken: string[] = [];
  const on = (host: string) => [...places].filter(([, at]) => at === host).map(([name]) => name);
  const isUp = (host: string, now: number) => world.look(host, now).kind === 'present';

  function evacuate(host: string, now: number): Outcome {
    const here = on(host);
    const [vm] = here;
    if (vm === undefined) return { outcome: 'done', text: '' };
    const stuck = here.find((name) => pinned.has(name));
    if (stuck) return { outcome: 'refused', text: `It cannot be emptied. ${stuck} is pinned.` };
    const to = Object.keys(fates).find((other) => other !== host && isUp(other, now));
    if (to === undefined) return { outcome: 'refused', text: 'There is no other host.' };
    const record = away.get(host) ?? new Map<string, string>();
    away.set(host, record.set(vm, to));
    places.set(vm, to);
    return { outcome: 'unknown', text: `${vm} → ${to}` };
  }

  function bringBack(host: string, now: number): Outcome {
    const record = away.get(host) ?? new Map<string, string>();
    if (!isUp(host, now)) return { outcome: 'unknown', text: 'It is not connected.' };
    for (const [vm, to] of record) {
      record.delete(vm);
      if (places.get(vm) !== to) continue;
      places.set(vm, host);
      return { outcome: 'unknown', text: `${vm} → ${host}` };
    }
    return { outcome: 'done', text: '' };
  }

  return {
    ...world,
    places,
    away,
    broken,
    on,
    follow(order: OrderedAct, now: number): Outcome {
      const { client: host, kind } = order;
      if (kind === 'evacuate') return evacuate(host, now);
      if (kind === 'bring-back') return bringBack(host, now);
      if (kind === 'check-host') {
        const outcome = isUp(host, now) ? 'done' : 'unknown';
        return { outcome, text: outcome === 'done' ? '' : 'xl does not answer.' };
      }
      const before = world.of(host).boot;
      const heard = world.follow(order, now);
      if (world.of(host).boot !== before && on(host).length > 0) broken.push(host);
      return heard;
    },
  };
}
