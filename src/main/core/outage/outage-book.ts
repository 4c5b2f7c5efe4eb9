import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Fencing, Outage, Proof, RestartedVm } from '../../../shared/outage/outage.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { OutageRepository } from '../store/outage-repository.ts';

/** What is known of hosts that are down: on disk first, then in the state. */
export interface OutageBook {
  of(hostId: string): Outage;
  /** From now on the host counts as down, until it answers. */
  prove(hostId: string, proof: Proof): Result<void>;
  /** Remembers that a VM of the host is about to be started elsewhere. */
  note(hostId: string, vm: RestartedVm): Result<void>;
  /** Its file there cannot start it a second time any more. */
  forget(hostId: string, uuid: string): Result<void>;
  setFencing(hostId: string, fencing: Fencing | null): Result<void>;
  /** The host is not the console's any more. */
  drop(hostId: string): Result<void>;
  /** Is told of every event: a host that answers is not down, a VM that moved back is at home. */
  take(events: readonly SiteEvent[]): void;
}

export function createOutageBook(options: {
  repository: OutageRepository;
  state: () => SiteState;
  emit: (events: readonly SiteEvent[]) => void;
}): OutageBook {
  const { repository, state, emit } = options;

  const of = (hostId: string): Outage => {
    const { outages } = state();
    const known = Object.hasOwn(outages, hostId) ? outages[hostId] : undefined;
    return known ?? { hostId, proof: null, vms: [] };
  };

  function keep(outage: Outage): Result<void> {
    const { hostId } = outage;
    if (outage.proof === null && outage.vms.length === 0) {
      const removed = repository.remove(hostId);
      if (removed.ok) emit([{ type: 'outage-removed', hostId }]);
      return removed;
    }
    const kept = repository.put(outage);
    if (kept.ok) emit([{ type: 'outage-put', outage }]);
    return kept;
  }

  function forget(hostId: string, uuid: string): Result<void> {
    const known = of(hostId);
    const vms = known.vms.filter((vm) => vm.uuid !== uuid);
    return vms.length === known.vms.length ? ok(undefined) : keep({ ...known, vms });
  }

  return {
    of,
    prove: (hostId, proof) => keep({ ...of(hostId), proof }),
    note(hostId, vm) {
      const known = of(hostId);
      return keep({ ...known, vms: [...known.vms.filter(({ uuid }) => uuid !== vm.uuid), vm] });
    },
    forget,
    setFencing(hostId, fencing) {
      const kept = repository.setFencing(hostId, fencing);
      if (kept.ok) emit([{ type: 'fencing', hostId, fencing }]);
      return kept;
    },
    drop(hostId) {
      const removed = repository.remove(hostId);
      return removed.ok ? repository.setFencing(hostId, null) : removed;
    },
    take(events) {
      for (const event of events) {
        if (event.type === 'host-put' && event.host.link.state === 'online') {
          const known = of(event.host.id);
          if (known.proof !== null) keep({ ...known, proof: null });
        }
        if (event.type !== 'job-put' || event.job.state !== 'succeeded') continue;
        const { spec } = event.job;
        if (spec.kind === 'move') forget(spec.targetHostId, spec.uuid);
      }
    },
  };
}
