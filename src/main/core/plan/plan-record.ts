import { z } from 'zod';
import { carriedGoals } from '../../../shared/capacity/plan-goal.ts';
import { moveModes } from '../../../shared/model/job.ts';

/** A plan as it is carried out and journaled: all that is needed to make it and to tell of it. */
export const planRecordSchema = z.object({
  goal: z.enum(carriedGoals),
  hostId: z.string().nullable(),
  /** Groups of VMs, by UUID, that are never on one host, and that are only on one. */
  apart: z.array(z.array(z.string())),
  together: z.array(z.array(z.string())),
  /** In order; a VM that waits on a third host moves twice. */
  steps: z.array(
    z.object({
      vm: z.string(),
      uuid: z.string(),
      sourceHostId: z.string(),
      targetHostId: z.string(),
      mode: z.enum(moveModes),
      memoryMiB: z.number(),
      /** pCPUs that are kept for it. */
      cpu: z.number(),
      /** A round begins when the one before is over. */
      round: z.number(),
    }),
  ),
  /** By host that VMs move to, the pCPUs that its VMs may use under the plan's CPU target. */
  cpuRoom: z.record(z.string(), z.number()),
  /** Hosts without VMs once all is moved. */
  freed: z.array(z.string()),
});
export type PlanRecord = z.infer<typeof planRecordSchema>;
export type PlanStep = PlanRecord['steps'][number];

/** Where each VM of the plan shall be in the end, by its UUID. */
export function goalsOf(plan: PlanRecord): Map<string, PlanStep> {
  return new Map(plan.steps.map((step) => [step.uuid, step]));
}
