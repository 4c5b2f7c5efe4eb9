import type { AppError } from '../../../shared/app-error.ts';
import { appError } from '../../../shared/app-error.ts';
import { err, type Result } from '../../../shared/result.ts';
import { type DomainSighting, lookAtDomains } from '../jobs/look-at-domains.ts';
import { readyWithin } from '../jobs/ready-within.ts';
import type { PlanPorts } from './plan-ports.ts';
import type { PlanRecord } from './plan-record.ts';

/** What each host of a plan said of its domains, or why it said nothing. */
export type PlanSightings = ReadonlyMap<string, Result<DomainSighting[], AppError>>;

/** Hosts that are asked at the same time. */
const atOnce = 16;
/** A host that is coming back gets this long; after that it is told as not seen. */
const patienceMs = 60_000;

/** Asks every host that the plan touches what runs there now. */
export async function lookAtPlan(
  ports: PlanPorts,
  plan: PlanRecord,
  closing: AbortSignal,
): Promise<PlanSightings> {
  const hostIds = new Set(
    plan.steps.flatMap(({ sourceHostId, targetHostId }) => [sourceHostId, targetHostId]),
  );
  for (const hostId of plan.freed) hostIds.add(hostId);
  const seen = new Map<string, Result<DomainSighting[], AppError>>();
  const waiting = [...hostIds];
  async function work(): Promise<void> {
    for (let hostId = waiting.shift(); hostId !== undefined; hostId = waiting.shift()) {
      seen.set(hostId, await look(ports, hostId, closing));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return seen;
}

async function look(
  ports: PlanPorts,
  hostId: string,
  closing: AbortSignal,
): Promise<Result<DomainSighting[], AppError>> {
  const link = ports.linkOf(hostId);
  if (!link) {
    return err(
      appError('host-not-found', 'The host is not among the console’s hosts any more.', {
        hint: 'Add it again to look at it.',
      }),
    );
  }
  const ready = await readyWithin(link, patienceMs, closing);
  return ready.ok ? lookAtDomains(link, closing) : ready;
}
