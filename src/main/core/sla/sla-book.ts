import { ok, type Result } from '../../../shared/result.ts';
import { isInHours } from '../../../shared/sla/hours.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import type { Breach, SlaAudit, SlaDay } from '../../../shared/sla/sla-overview.ts';
import type { Log } from '../log.ts';
import type { SlaRepository } from '../store/sla-repository.ts';
import type { Lease } from './lease.ts';
import { createObjectiveIndex } from './objective-index.ts';

/** What is promised and what is held, in memory as on disk; and time that waits to be written. */
export interface SlaBook {
  objectives(): readonly Objective[];
  tags(): ReadonlyMap<string, readonly string[]>;
  objectiveOf(uuid: string): Objective | null;
  /** Whether what was set of a VM is still to be held at this moment. */
  isHeldFor(uuid: string, at: number): boolean;
  putObjective(objective: Objective): Result<void>;
  removeObjective(id: string): Result<void>;
  setTags(uuid: string, tags: readonly string[]): Result<void>;
  leases(): ReadonlyMap<string, Lease>;
  /** On disk when it answers ok. Null removes it. */
  putLease(uuid: string, lease: Lease | null): Result<void>;
  addTime(uuid: string, time: SlaDay): void;
  addBreach(breach: Breach): void;
  audit(entry: SlaAudit): void;
  /** Writes time and breaches that wait. */
  flush(): void;
}

export function openSlaBook(store: SlaRepository, log: Log): Result<SlaBook> {
  const kept = store.objectives();
  if (!kept.ok) return kept;
  const keptTags = store.tags();
  if (!keptTags.ok) return keptTags;
  const keptLeases = store.leases();
  if (!keptLeases.ok) return keptLeases;
  const objectives = new Map(kept.value.map((objective) => [objective.id, objective]));
  const tags: Map<string, readonly string[]> = keptTags.value;
  const leases = new Map(keptLeases.value.map((lease) => [lease.uuid, lease]));
  const time = new Map<string, SlaDay & { uuid: string }>();
  let breaches: Breach[] = [];
  let objectiveOf = createObjectiveIndex([...objectives.values()], tags);
  const indexAnew = () => {
    objectiveOf = createObjectiveIndex([...objectives.values()], tags);
  };

  return ok({
    objectives: () => [...objectives.values()],
    tags: () => tags,
    objectiveOf: (uuid) => objectiveOf(uuid),
    isHeldFor(uuid, at) {
      const promise = objectiveOf(uuid)?.promise;
      return promise !== undefined && promise.mode !== 'watch' && isInHours(promise.hours, at);
    },
    putObjective(objective) {
      const written = store.putObjective(objective);
      if (!written.ok) return written;
      objectives.set(objective.id, objective);
      indexAnew();
      return written;
    },
    removeObjective(id) {
      const written = store.removeObjective(id);
      if (!written.ok) return written;
      objectives.delete(id);
      indexAnew();
      return written;
    },
    setTags(uuid, wanted) {
      const written = store.setTags(uuid, wanted);
      if (!written.ok) return written;
      if (wanted.length > 0) tags.set(uuid, wanted);
      else tags.delete(uuid);
      indexAnew();
      return written;
    },
    leases: () => leases,
    putLease(uuid, lease) {
      const written = lease === null ? store.removeLease(uuid) : store.putLease(lease);
      if (!written.ok) return written;
      if (lease === null) leases.delete(uuid);
      else leases.set(uuid, lease);
      return written;
    },
    addTime(uuid, { day, goodMs, badMs }) {
      const key = `${day} ${uuid}`;
      const known = time.get(key);
      time.set(key, {
        uuid,
        day,
        goodMs: goodMs + (known?.goodMs ?? 0),
        badMs: badMs + (known?.badMs ?? 0),
      });
    },
    addBreach: (breach) => void breaches.push(breach),
    audit(entry) {
      log.info({ sla: entry }, 'service level');
      const written = store.addAudit(entry);
      if (!written.ok) log.error({ error: written.error }, 'service level audit not written');
    },
    flush() {
      if (time.size === 0 && breaches.length === 0) return;
      const written = store.addTime([...time.values()], breaches);
      // What cannot be written now, for a full disk, is tried again with what comes next.
      if (!written.ok) return log.error({ error: written.error }, 'service levels not written');
      time.clear();
      breaches = [];
    },
  });
}
