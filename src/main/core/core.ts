import type { VmsText } from '../../shared/contract/snapshot-parts.ts';
import type { SiteDelta } from '../../shared/model/site.ts';
import type { Invoke } from './invoker.ts';
import type { MadeReport } from './reports/report-desk.ts';

/** What a shell carries: one door in, one stream out. */
export interface Core {
  invoke: Invoke;
  subscribe(listener: (delta: SiteDelta) => void): () => void;
  /** For what is in a snapshot: its JSON, where that is what it was read from. */
  vmsText: VmsText;
  /** A report that `reports.make` made; null: there is none with this id any more. */
  madeReport(reportId: string): MadeReport | null;
  /** Ends every connection; jobs that run on the hosts go on there and are found again. */
  close(): Promise<void>;
}
