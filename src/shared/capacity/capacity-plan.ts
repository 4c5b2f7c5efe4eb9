import { z } from 'zod';
import { moveModes } from '../model/job.ts';
import { vmRefSchema } from '../model/vm.ts';
import { planGoals } from './plan-goal.ts';

/** What a plan may not do. VMs by where they are now. */
export const planRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stay'), vm: vmRefSchema }),
  z.object({ kind: z.literal('pinned'), vm: vmRefSchema, hostIds: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('together'), vms: z.array(vmRefSchema).min(2) }),
  z.object({ kind: z.literal('apart'), vms: z.array(vmRefSchema).min(2) }),
]);
export type PlanRule = z.infer<typeof planRuleSchema>;

export const planInputSchema = z
  .object({
    goal: z.enum(planGoals),
    /** By which its progress is asked for while it is made, and it is cancelled. */
    askId: z.string().max(100).optional(),
    /** The host to empty; for `evacuate` alone. */
    hostId: z.string().optional(),
    /** No host gets VMs above this share of its pCPUs. */
    cpuTarget: z.number().min(0.1).max(1).default(0.8),
    /** Empty hosts that stay on, so that as many others may fail. */
    spareHosts: z.number().int().min(0).max(100).default(0),
    /** A freed host is worth so many moves; null: any number. */
    mostMovesPerHost: z.number().int().min(1).nullable().default(null),
    /** To even out the load, a move has to bring two hosts nearer by this share of a host. */
    minGain: z.number().min(0.01).max(1).default(0.05),
    /** Guests that cannot move live may be stopped, copied and started again. */
    stopAndCopy: z.boolean().default(false),
    rules: z.array(planRuleSchema).max(10_000).default([]),
  })
  .strict();
export type PlanInput = z.output<typeof planInputSchema>;

/**
 * A host's load with a plan's moves not made or made. CPU in pCPUs, memory in MiB, all in use;
 * `vmCpus`: what each VM has of the CPU, the largest first.
 */
const plannedLoadSchema = z.object({
  vms: z.number(),
  cpu: z.number(),
  memoryMiB: z.number(),
  vmCpus: z.array(z.number()),
});

/** The host whose failure is the worst, and how many of its VMs would find no room elsewhere. */
const failureSchema = z.object({ hostId: z.string(), vms: z.number(), ofVms: z.number() });

export const capacityPlanSchema = z.object({
  goal: z.enum(planGoals),
  /**
   * Of how many of its VMs the load of earlier days is known, and of how many days: of the
   * least known of these, and of the best known. Of all others the load of now counts.
   */
  demand: z.object({
    vms: z.number(),
    knownVms: z.number(),
    fewestDays: z.number(),
    mostDays: z.number(),
  }),
  /** In an order in which every step has room. Those of one round may run at the same time. */
  moves: z.array(
    z.object({
      /** Where it is when it moves: a VM that waits on a third host moves twice. */
      vm: vmRefSchema,
      /** By which it is known again when the move's turn comes. */
      uuid: z.string(),
      targetHostId: z.string(),
      mode: z.enum(moveModes),
      round: z.number(),
      memoryMiB: z.number(),
      /** Expected, in ms. */
      durationMs: z.number(),
      pauseMs: z.number(),
    }),
  ),
  hosts: z.array(
    z.object({
      hostId: z.string(),
      pcpus: z.number(),
      totalMemoryMiB: z.number(),
      /** pCPUs that dom0 uses, before and after alike. */
      dom0Cpu: z.number(),
      before: plannedLoadSchema,
      after: plannedLoadSchema,
    }),
  ),
  /** Hosts that the moves leave without VMs; the spare ones are not among them. */
  freed: z.array(z.string()),
  /** Hosts without VMs that stay on as spare. */
  spare: z.array(z.string()),
  /** Hosts with VMs, and how many any plan needs at least. */
  hostsBefore: z.number(),
  hostsAfter: z.number(),
  bound: z.number(),
  /** Hosts that could be freed by more moves than a freed host is worth, with how many. */
  costly: z.array(z.object({ hostId: z.string(), moves: z.number() })),
  /** What happens when a host fails, before and after: null: its VMs have room elsewhere, whichever it is. */
  failover: z.object({ before: failureSchema.nullable(), after: failureSchema.nullable() }),
  /** VMs that stay although moving them would help, each with what forbids it. */
  stays: z.array(z.object({ vm: vmRefSchema, reason: z.string() })),
  /** Hosts that the plan leaves alone, each with why. */
  leftOut: z.array(z.object({ hostId: z.string(), reason: z.string() })),
  /** What is in the plan's way as a whole: rules that contradict one another, a spare that is missing. */
  problems: z.array(z.string()),
});
export type CapacityPlan = z.infer<typeof capacityPlanSchema>;
