import { judgeMove } from '../../../shared/migration/judge-move.ts';
import { identityReasons } from '../../../shared/migration/reasons/identity.ts';
import type { MoveReason, MoveReasonCode } from '../../../shared/migration/verdict.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { ReadHost } from './site-model.ts';

/** Room is the planner's own to count, over the whole site. */
const planned: readonly MoveReasonCode[] = ['memory', 'memory-ceiling', 'cpu-ceiling'];

/** How a VM would move to a host, and what forbids it besides room and names; null: nothing. */
export function judgePlanned(
  state: SiteState,
  vm: Vm,
  source: ReadHost,
  target: ReadHost,
  mayStop: boolean,
): { mode: MoveMode; obstacle: MoveReason | null } {
  const live = obstacleTo('live');
  return mayStop && live?.offer === 'stop-and-copy'
    ? { mode: 'stop-and-copy', obstacle: obstacleTo('stop-and-copy') }
    : { mode: 'live', obstacle: live };

  function obstacleTo(mode: MoveMode): MoveReason | null {
    const { reasons } = judgeMove({
      vm,
      source,
      target,
      targetVms: [],
      jobs: Object.values(state.jobs),
      settings: state.settings,
      mode,
    });
    const blocking = reasons.filter(
      ({ code, severity }) => severity === 'blocks' && !planned.includes(code),
    );
    // What can be got round stands behind what cannot.
    return blocking.find(({ offer }) => offer === null) ?? blocking[0] ?? null;
  }
}

/** Why a VM can go to no other host: the reason that most of them give. */
export function whyNowhere(
  state: SiteState,
  vm: Vm,
  source: ReadHost,
  hosts: readonly ReadHost[],
  mayStop: boolean,
): string {
  const counts = new Map<MoveReasonCode, { count: number; message: string }>();
  const others = hosts.filter((host) => host.id !== source.id);
  // The first hundred tell as much as a thousand.
  for (const target of others.slice(0, 100)) {
    const reason = judgePlanned(state, vm, source, target, mayStop).obstacle;
    if (!reason) continue;
    const before = counts.get(reason.code);
    if (before) before.count += 1;
    else counts.set(reason.code, { count: 1, message: reason.message });
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  return most?.message ?? 'There is no other host.';
}

/** For each VM the hosts where its name or uuid is in use; null: nowhere. */
export function takenHosts(
  state: SiteState,
  hosts: readonly ReadHost[],
): (vm: Vm) => ReadonlySet<number> | null {
  const byWord = new Map<string, { host: number; vm: Vm }[]>();
  const note = (word: string, entry: { host: number; vm: Vm }) => {
    const list = byWord.get(word);
    if (list) list.push(entry);
    else byWord.set(word, [entry]);
  };
  for (const [host, { id }] of hosts.entries()) {
    for (const vm of Object.values(state.vms[id] ?? {})) {
      note(vm.name, { host, vm });
      if (vm.uuid !== null) note(vm.uuid, { host, vm });
    }
  }
  return (vm) => {
    const words = [vm.name, `${vm.name}--incoming`, ...(vm.uuid === null ? [] : [vm.uuid])];
    let taken: Set<number> | null = null;
    for (const { host, vm: other } of words.flatMap((word) => byWord.get(word) ?? [])) {
      const target = hosts[host];
      if (!target || target.id === vm.hostId) continue;
      const reasons = identityReasons({
        vm,
        source: target,
        target,
        targetVms: [other],
        jobs: [],
        settings: state.settings,
        mode: 'live',
      });
      if (reasons.some(({ severity }) => severity === 'blocks')) {
        taken ??= new Set();
        taken.add(host);
      }
    }
    return taken;
  };
}
