import type { TextPieces } from '../../shared/contract/snapshot-parts.ts';
import type { SiteDelta, SiteSnapshot } from '../../shared/model/site.ts';
import type { Result } from '../../shared/result.ts';
import type { Invoke } from './invoker.ts';
import type { MadeReport } from './reports/report-desk.ts';

/** What a shell carries: one door in, one stream out. */
export interface Core {
  invoke: Invoke;
  subscribe(listener: (delta: SiteDelta) => void): () => void;
  /**
   * The answer to `site.snapshot` for a shell that carries text: most of it as parts in JSON, from
   * when the site is still read, then the rest. Null: what was sent is no more; ask anew.
   */
  snapshotInParts(send: (part: TextPieces) => void): Promise<Result<SiteSnapshot> | null>;
  /** Resolves when the first site is open, or could not be. */
  readonly opened: Promise<void>;
  /** A report that `reports.make` made; null: there is none with this id any more. */
  madeReport(reportId: string): MadeReport | null;
  /** Ends every connection; jobs that run on the hosts go on there and are found again. */
  close(): Promise<void>;
}
