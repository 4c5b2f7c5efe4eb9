import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { accessSchema, linkSchema } from './connection.ts';

/** Hardware assist: Intel VT or AMD Pacifica (SVM). `none`: neither, or switched off in firmware. */
export const hardwareAssists = ['vt', 'svm', 'none', 'unknown'] as const;

/** What a host says of itself; changes rarely. Memory in MiB throughout. Source: `xl info -n`. */
export const hostFactsSchema = z.object({
  hostname: z.string(),
  xenVersion: z.object({ major: z.number(), minor: z.number(), extra: z.string() }),
  dom0Kernel: z.string(),
  commandLine: z.string(),
  pcpus: z.number(),
  coresPerSocket: z.number(),
  threadsPerCore: z.number(),
  cpuMhz: z.number(),
  cpu: z.object({
    vendor: z.enum(['intel', 'amd', 'other']),
    family: z.number().nullable(),
    model: z.number().nullable(),
    name: z.string(),
  }),
  /** Eight 32-bit words in hex joined by colons: the CPU features Xen offers to guests. */
  hwCaps: z.string(),
  numaNodes: z.array(z.object({ id: z.number(), memoryMiB: z.number(), freeMiB: z.number() })),
  /** Tokens of xen_caps, e.g. xen-3.0-x86_64, hvm-3.0-x86_64. */
  xenCaps: z.array(z.string()),
  /** Tokens of virt_caps, e.g. pv, hvm, hap, shadow, pv_directio. */
  virtCaps: z.array(z.string()),
  assist: z.enum(hardwareAssists),
  totalMemoryMiB: z.number(),
  scheduler: z.string(),
  cpupools: z.array(
    z.object({ name: z.string(), cpus: z.number(), scheduler: z.string(), domains: z.number() }),
  ),
  bridges: z.array(z.string()),
  /** dom0's own global addresses, IPv4 first. */
  addresses: z.array(z.string()),
  storage: z.array(
    z.object({
      kind: z.enum(['filesystem', 'volume-group', 'block']),
      name: z.string(),
      /** What stands behind it: device, server:/export, VG UUID; equal on two hosts means shared. */
      source: z.string(),
      type: z.string(),
      shared: z.boolean(),
      sizeMiB: z.number(),
      freeMiB: z.number(),
    }),
  ),
  /** `weight` is left out where the scheduler has none, and in readings of earlier versions. */
  dom0: z.object({ vcpus: z.number(), memoryMiB: z.number(), weight: z.number().optional() }),
  /** xl.conf's autoballoon: only then may dom0 be shrunk to make room. */
  autoballoon: z.enum(['on', 'off', 'auto']),
  /** Host's clock minus the console's, in ms, when the facts were read. */
  clockSkewMs: z.number(),
});
export type HostFacts = z.infer<typeof hostFactsSchema>;

/** What changes all the time. CPU as a fraction of all pCPUs, 0 to 1; null: not known yet. */
export const hostUsageSchema = z.object({
  at: z.number(),
  cpu: z.number().nullable(),
  dom0Cpu: z.number().nullable(),
  freeMemoryMiB: z.number(),
});

export const hostSchema = z.object({
  /** Given by the console when the host is added; never holds a slash. */
  id: z.string(),
  label: z.string(),
  access: accessSchema,
  link: linkSchema,
  /** `none`: it answers over SSH, but neither xl nor xe is there. */
  toolstack: z.enum(['xl', 'xe', 'none', 'unknown']),
  facts: hostFactsSchema.nullable(),
  usage: hostUsageSchema.nullable(),
  /** What could not be read or understood of it, although it answers. Left out: nothing. */
  problems: z.array(appErrorSchema).optional(),
});
export type Host = z.infer<typeof hostSchema>;
