import type { CapacityPlan } from '../../../../shared/capacity/capacity-plan.ts';
import type { HostPreview } from '../../../../shared/images/host-preview.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import { findXenHost } from './find-xen-host.ts';
import type { HostPorts } from './host-ports.ts';
import { isStillRead } from './plan-evacuation.ts';
import { proposeEvacuation } from './propose-evacuation.ts';
import { noWayBack } from './way-back.ts';

/**
 * What a rollout would move where, host after host in its order: of a host whose VMs do not come
 * back, the next one sees them where they went. Nothing is begun.
 */
export async function previewHosts(
  ports: Pick<HostPorts, 'propose'>,
  site: SiteState,
  { waves, xenHosts, policy }: Pick<RolloutPlan, 'waves' | 'xenHosts' | 'policy'>,
): Promise<HostPreview[]> {
  let state = site;
  const previews: HostPreview[] = [];
  for (const id of waves.flatMap(({ clients }) => clients)) {
    const named = xenHosts.find(({ client }) => client === id);
    if (!named) continue;
    const now = state;
    const host = findXenHost(now, named);
    const unknown = (problem: string): HostPreview => ({
      ...{
        client: id,
        label: named.label,
        problem,
        isStillRead: isStillRead(now),
        moves: [],
        stays: [],
      },
    });
    if (typeof host === 'string') {
      previews.push(unknown(host));
      continue;
    }
    if (host.link.state !== 'online') {
      previews.push(unknown(`${host.label} is not connected, so nobody knows what runs on it.`));
      continue;
    }
    const made = await proposeEvacuation(ports, state, host, policy.afterwards);
    if (!made.ok) {
      previews.push(unknown(made.error.message));
      continue;
    }
    const { plan, stays } = made.value;
    previews.push({
      client: id,
      label: host.label,
      problem: null,
      isStillRead: stays.length > 0 && isStillRead(now),
      stays,
      moves: plan.moves.map((move) => {
        const target = now.hosts[move.targetHostId];
        const vm = now.vms[move.vm.hostId]?.[move.vm.name];
        return {
          vm: move.vm.name,
          to: target?.label ?? move.targetHostId,
          memoryMiB: move.memoryMiB,
          durationMs: move.durationMs,
          pauseMs: move.pauseMs,
          noWayBack: vm && target ? noWayBack(now, vm, host, target) : null,
        };
      }),
    });
    if (policy.afterwards === 'leave' && stays.length === 0) state = moved(state, plan);
  }
  return previews;
}

/** The site once these moves are made. */
function moved(state: SiteState, { moves }: CapacityPlan): SiteState {
  const vms = { ...state.vms };
  const hosts = { ...state.hosts };
  const change = (hostId: string, memoryMiB: number) => {
    const host = hosts[hostId];
    if (!host?.usage) return;
    const freeMemoryMiB = host.usage.freeMemoryMiB + memoryMiB;
    hosts[hostId] = { ...host, usage: { ...host.usage, freeMemoryMiB } };
  };
  for (const { vm: at, targetHostId } of moves) {
    const { [at.name]: vm, ...others } = vms[at.hostId] ?? {};
    if (!vm) continue;
    vms[at.hostId] = others;
    vms[targetHostId] = { ...vms[targetHostId], [at.name]: { ...vm, hostId: targetHostId } };
    change(at.hostId, vm.memoryMiB);
    change(targetHostId, -vm.memoryMiB);
  }
  return { ...state, hosts, vms };
}
