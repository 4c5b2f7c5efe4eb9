import { judgeMove } from '../../../../shared/migration/judge-move.ts';
import type { MoveReasonCode } from '../../../../shared/migration/verdict.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import { runningOn } from './host-work.ts';

/** What a move back fails by whenever it is made: not room, and not what is under way just now. */
const lasting: readonly MoveReasonCode[] = [
  'xen-older',
  'type-unsupported',
  'pv-needs-shadow',
  'disk-missing',
  'disk-not-shared',
  'bridge-missing',
  'cpu-features',
  'cpu-family',
];

/** Why a VM of a host could not come back from another one; null: it could. Pure. */
export function noWayBack(
  { settings }: Pick<SiteState, 'settings'>,
  vm: Vm,
  host: Host,
  from: Host,
): string | null {
  const { reasons } = judgeMove({
    vm: { ...vm, hostId: from.id },
    source: from,
    target: host,
    targetVms: [],
    jobs: [],
    settings,
    mode: 'live',
  });
  const against = reasons.find(
    ({ code, severity }) => severity === 'blocks' && lasting.includes(code),
  );
  return against?.message ?? null;
}

/** The site with those hosts alone from which every VM of this one could come back. */
export function withWayBack(state: SiteState, host: Host): SiteState {
  const running = runningOn(state, host.id);
  const hosts = Object.entries(state.hosts).filter(
    ([id, other]) =>
      id === host.id || running.every((vm) => noWayBack(state, vm, host, other) === null),
  );
  return { ...state, hosts: Object.fromEntries(hosts) };
}
