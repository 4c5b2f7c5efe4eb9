import { z } from 'zod';
import { vmRefSchema } from '../model/vm.ts';

/** Whose samples: a host's, a VM's (also those from before it moved, when it has a UUID), the site's. */
export const sampleSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site') }).strict(),
  z.object({ kind: z.literal('host'), hostId: z.string() }).strict(),
  z.object({ kind: z.literal('vm'), vm: vmRefSchema.strict() }).strict(),
]);
export type SampleSubject = z.infer<typeof sampleSubjectSchema>;

/** What the network and the disks carry, in bytes a second, as their owner sees it. */
export const trafficNumbers = ['netIn', 'netOut', 'diskRead', 'diskWrite'] as const;
/** All that is measured. */
export const sampleNumbers = ['cpu', 'dom0', 'memoryMiB', ...trafficNumbers] as const;
export type SampleNumber = (typeof sampleNumbers)[number];

/** Bytes a second; null: not known. */
export type Traffic = Record<(typeof trafficNumbers)[number], number | null>;
export const noTraffic: Traffic = { netIn: null, netOut: null, diskRead: null, diskWrite: null };

const number = z.number().nullable();
/** One number's values over a stretch of time; p95: 95 of 100 samples were no higher. */
const spreadSchema = z.object({ min: number, mean: number, max: number, p95: number });
export type Spread = { min: number; mean: number; max: number; p95: number };

/**
 * A stretch of `stepMs` that begins at `at` (ms since the epoch). CPU in pCPUs in use (a host's
 * and the site's with dom0 in it), memory in MiB, the rest in bytes a second. A host's network is
 * that of its network cards, its disks are those of the machine. `samples` 0 and null numbers: a gap.
 */
const seriesPointSchema = z.object({
  at: z.number(),
  samples: z.number(),
  cpu: spreadSchema,
  dom0: spreadSchema,
  memoryMiB: spreadSchema,
  netIn: spreadSchema,
  netOut: spreadSchema,
  diskRead: spreadSchema,
  diskWrite: spreadSchema,
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

export const sampleSeriesSchema = z.object({
  stepMs: z.number(),
  points: z.array(seriesPointSchema),
  /** When the first sample that is kept of it was taken; null: there is none. */
  since: z.number().nullable(),
});
export type SampleSeries = z.infer<typeof sampleSeriesSchema>;

export const seriesQuestionSchema = z
  .object({
    subject: sampleSubjectSchema,
    from: z.number(),
    to: z.number(),
    /** No more points than this are answered. */
    points: z.number().int().min(2).max(2000),
  })
  .strict()
  .refine(({ from, to }) => from < to, 'A range ends after it begins.');
