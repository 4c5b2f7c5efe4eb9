import { z } from 'zod';
import { type ReportKind, reportKinds } from './report.ts';

export const reportFormats = ['html', 'pdf', 'xlsx', 'csv', 'json', 'md'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface SectionChoice {
  id: string;
  title: string;
  /** Left out unless it is asked for: long, and of use to few. */
  onDemand?: true;
}

/** What each kind of report is made of, in its order. */
export const reportSections: Readonly<Record<ReportKind, readonly SectionChoice[]>> = {
  site: [
    { id: 'summary', title: 'Summary' },
    { id: 'hosts', title: 'Hosts' },
    { id: 'vms', title: 'Virtual machines' },
    { id: 'disks', title: 'Disks', onDemand: true },
    { id: 'nics', title: 'Network interfaces', onDemand: true },
    { id: 'networks', title: 'Networks' },
    { id: 'storage', title: 'Storage' },
    { id: 'problems', title: 'Problems' },
  ],
  host: [
    { id: 'summary', title: 'Summary' },
    { id: 'usage', title: 'Usage' },
    { id: 'vms', title: 'Virtual machines' },
    { id: 'disks', title: 'Disks' },
    { id: 'nics', title: 'Network interfaces' },
    { id: 'storage', title: 'Storage' },
    { id: 'changes', title: 'Changes' },
  ],
  capacity: [
    { id: 'summary', title: 'Summary' },
    { id: 'usage', title: 'Usage of the site' },
    { id: 'hosts', title: 'Usage by host' },
    { id: 'failover', title: 'If a host fails' },
    { id: 'vms', title: 'Busiest virtual machines' },
  ],
  sla: [
    { id: 'summary', title: 'Summary' },
    { id: 'levels', title: 'Promises and how they were kept' },
    { id: 'breaches', title: 'Breaches' },
    { id: 'actions', title: 'What was done for promises' },
  ],
  images: [
    { id: 'summary', title: 'Summary' },
    { id: 'images', title: 'Images' },
    { id: 'drift', title: 'Clients that are not as they should be' },
    { id: 'clients', title: 'Clients' },
    { id: 'rollouts', title: 'Rollouts' },
  ],
  changes: [
    { id: 'summary', title: 'Summary' },
    { id: 'changes', title: 'Hosts and virtual machines' },
    { id: 'configs', title: 'Configuration files' },
    { id: 'images', title: 'Images and their clients' },
  ],
};

/** Of the record of a rollout, which is no report of the site. */
export const rolloutSections: readonly SectionChoice[] = [
  { id: 'summary', title: 'Summary' },
  { id: 'clients', title: 'Clients' },
  { id: 'events', title: 'Events' },
];

export const reportNames: Readonly<Record<ReportKind, string>> = {
  site: 'Site inventory',
  host: 'Host report',
  capacity: 'Capacity',
  sla: 'Service levels',
  images: 'Images and drift',
  changes: 'Changes',
};

export const defaultSections = (kind: ReportKind): string[] =>
  reportSections[kind].flatMap(({ id, onDemand }) => (onDemand ? [] : id));

/** What is asked for. Times are milliseconds since the epoch. */
export const reportQuestionSchema = z
  .object({
    kind: z.enum(reportKinds),
    /** For `host` alone. */
    hostId: z.string().optional(),
    from: z.number(),
    /** Null: now, with what is known only now, as the load. */
    to: z.number().nullable(),
    /** Ids of the kind's sections; the order is the report's own. */
    sections: z.array(z.string()).min(1),
  })
  .strict()
  .refine(({ kind, sections }) => sections.every((id) => isSection(kind, id)), {
    message: 'There is no such section in this kind of report.',
  })
  .refine(({ kind, hostId }) => (kind === 'host') === (hostId !== undefined), {
    message: 'A host report, and no other, is of one host.',
  })
  .refine(({ from, to }) => to === null || from < to, 'A period ends after it begins.');
export type ReportQuestion = z.infer<typeof reportQuestionSchema>;

const isSection = (kind: ReportKind, id: string) =>
  reportSections[kind].some((section) => section.id === id);
