import type { SiteDelta } from '../model/site.ts';
import type { Result } from '../result.ts';
import type { MethodInput, MethodName, MethodOutput } from './methods.ts';

/** The renderer's only way to the core: Electron's IPC, a WebSocket, or a fake in tests. */
export interface Transport {
  invoke<M extends MethodName>(method: M, input: MethodInput<M>): Promise<Result<MethodOutput<M>>>;
  /** Calls back with every delta, in order. Returns how to stop. */
  subscribe(listener: (delta: SiteDelta) => void): () => void;
  /** Calls back when the way to the core breaks or is there again (always there in Electron). */
  onConnection(listener: (connected: boolean) => void): () => void;
}
