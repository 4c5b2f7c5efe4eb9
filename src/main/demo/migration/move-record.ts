import type { SteadyCopy } from './move-progress.ts';

/** What the directory of a move at its source holds, and the processes that belong to it. */
export interface MoveRecord {
  /** Lines of the file `err`, oldest first. */
  readonly lines: string[];
  /** Content of the file `status`; null while the move runs. */
  status: number | null;
  /** The transport's byte counter. */
  readonly copy: SteadyCopy;
  /** Aborted when the transport is ended: by a cancel, or by the loss of the link. */
  readonly link: AbortController;
  /** The directory `turn` is there: a cancel or the move itself has decided. */
  turn: boolean;
}
