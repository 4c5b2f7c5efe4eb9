import type { SiteDelta } from '../../shared/model/site.ts';
import type { Invoke } from './invoker.ts';

/** What a shell carries: one door in, one stream out. */
export interface Core {
  invoke: Invoke;
  subscribe(listener: (delta: SiteDelta) => void): () => void;
  /** Ends every connection; jobs that run on the hosts go on there and are found again. */
  close(): Promise<void>;
}
