import { z } from 'zod';

export const reportKinds = ['site', 'host', 'capacity', 'sla', 'images', 'changes'] as const;
export type ReportKind = (typeof reportKinds)[number];

/**
 * What a value is. `text`: words; `number`: as it is, in the unit beside it; `bytes`: whole bytes;
 * `rate`: whole bytes a second;
 * `percent`: a fraction, 0.5 is a half; `time`: milliseconds since the epoch; `duration`:
 * milliseconds.
 */
export const valueTypes = [
  'text',
  'number',
  'bytes',
  'rate',
  'percent',
  'time',
  'duration',
] as const;
export type ValueType = (typeof valueTypes)[number];

/** Null: not known, or nothing there. */
const valueSchema = z.union([z.string(), z.number(), z.null()]);
export type Value = z.infer<typeof valueSchema>;

const measure = { type: z.enum(valueTypes), unit: z.string().optional() };

const columnSchema = z.object({ label: z.string(), ...measure });
export type Column = z.infer<typeof columnSchema>;

const factSchema = z.object({ label: z.string(), ...measure, value: valueSchema });
export type Fact = z.infer<typeof factSchema>;

const tableSchema = z.object({
  kind: z.literal('table'),
  title: z.string(),
  columns: z.array(columnSchema),
  rows: z.array(z.array(valueSchema)),
  /** Instead of rows, where there are none. */
  whenEmpty: z.string(),
  /** A preview has only the first rows, and these are not all. */
  more: z.boolean().optional(),
});
export type Table = z.infer<typeof tableSchema>;

/** A picture of numbers. `values` of a series are as many as the axis has; null is a gap. */
const chartSchema = z.object({
  kind: z.literal('chart'),
  /** `lines` over time; `bars` side by side or `stacked` one on the other, by name. */
  form: z.enum(['lines', 'bars', 'stacked']),
  title: z.string(),
  axis: z.discriminatedUnion('type', [
    z.object({ type: z.literal('time'), values: z.array(z.number()) }),
    z.object({ type: z.literal('text'), values: z.array(z.string()) }),
  ]),
  value: z.object({
    type: z.enum(['number', 'bytes', 'rate', 'percent']),
    unit: z.string().optional(),
  }),
  series: z.array(z.object({ label: z.string(), values: z.array(z.number().nullable()) })),
  /** What the values are measured against, as all the memory there is. */
  limit: z.object({ label: z.string(), value: z.number() }).nullable(),
});
export type Chart = z.infer<typeof chartSchema>;

const blockSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('paragraph'),
    text: z.string(),
    /** `warning`: what the reader must not miss. */
    tone: z.enum(['plain', 'warning']),
  }),
  z.object({ kind: z.literal('facts'), title: z.string(), facts: z.array(factSchema) }),
  tableSchema,
  chartSchema,
  /** Lines of a file that differ; each begins with its sign: ` `, `-` or `+`. */
  z.object({ kind: z.literal('lines'), title: z.string(), lines: z.array(z.string()) }),
]);
export type Block = z.infer<typeof blockSchema>;

export const reportHeadSchema = z.object({
  /** `rollout`: the record of one, made from an image server and not from the site. */
  kind: z.enum([...reportKinds, 'rollout']),
  title: z.string(),
  /** Which site: its own name where it has one. */
  site: z.string(),
  /** Things are as they were at its end. */
  period: z.object({ from: z.number(), to: z.number() }),
  madeAt: z.number(),
  /** IANA name of the zone that times are written in. */
  timeZone: z.string(),
});
export type ReportHead = z.infer<typeof reportHeadSchema>;

export const reportSchema = z.object({
  head: reportHeadSchema,
  sections: z.array(z.object({ id: z.string(), title: z.string(), blocks: z.array(blockSchema) })),
});
export type Report = z.infer<typeof reportSchema>;
