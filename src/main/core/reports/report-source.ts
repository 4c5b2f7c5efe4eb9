import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Block, ReportHead, Table, Value } from '../../../shared/reports/report.ts';
import type { SampleSeries } from '../../../shared/samples/series.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import type { Breach, SlaAudit, SlaDay } from '../../../shared/sla/sla-overview.ts';
import type { LastOverview } from '../store/images-seen.ts';

/** A report that is made while it is written: no more of it than a row is ever there at once. */
export interface ReportSource {
  head: ReportHead;
  sections: Iterable<SectionSource>;
  /** What has to be done before the sections are asked for, in short steps; left out: nothing. */
  prepare?: Iterable<void>;
}

export interface SectionSource {
  id: string;
  title: string;
  /** To be gone through once, before the next section is asked for. */
  blocks: Iterable<SourceBlock>;
}

export type TableSource = Omit<Table, 'rows' | 'more'> & { rows: Iterable<readonly Value[]> };
export type SourceBlock = Exclude<Block, Table> | TableSource;

/** A host with its VMs, in the order of their names. */
export interface HostEntry {
  host: Host;
  vms: readonly Vm[];
}

/**
 * What reports are made of. Where it is read from a store while the report is written, reading
 * throws SQLite's errors.
 */
export interface SiteAtMoment {
  /** In the order of their names; can be gone through again and again. */
  hosts(): Iterable<HostEntry>;
  host(hostId: string): HostEntry | null;
}

/** Times of the days that the period touches, in ms, by VM and of all together. */
export interface PromiseFacts {
  objectives: readonly Objective[];
  /** By UUID. */
  tags: ReadonlyMap<string, readonly string[]>;
  totals: ReadonlyMap<string, Omit<SlaDay, 'day'>>;
  days: readonly SlaDay[];
  breaches: readonly Breach[];
  audit: readonly SlaAudit[];
}

export interface ReportInputs {
  site: SiteAtMoment;
  /** Usage over the period, in at most so many points; `key` is of sample-keys.ts. */
  usage(key: string, points: number): SampleSeries;
  /** The same in points that are for sums: a day each, or an hour where the period is short. */
  figures(key: string): SampleSeries;
  /** When the history begins, where that is within the period; null: it began before. */
  historyBegin(): number | null;
  /** What is promised now, and how that was kept in the period. */
  promises(): PromiseFacts;
  /** What each image server kept when it was last read. */
  imageServers(): readonly LastOverview[];
  /** What makes the site of the period's begin into that of its end. */
  changes(): readonly ObjectChange[];
}
