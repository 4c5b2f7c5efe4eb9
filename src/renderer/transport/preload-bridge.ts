import type { SiteDelta } from '../../shared/model/site.ts';
import type { Result } from '../../shared/result.ts';

/** What Electron's preload puts on the window as `stateroom`; nothing else crosses. */
export interface PreloadBridge {
  invoke(method: string, input: unknown): Promise<Result<unknown>>;
  subscribe(listener: (delta: SiteDelta) => void): () => void;
}

export function findPreloadBridge(): PreloadBridge | null {
  const bridge: unknown = Reflect.get(window, 'stateroom');
  if (typeof bridge !== 'object' || bridge === null) return null;
  return 'invoke' in bridge && 'subscribe' in bridge ? (bridge as PreloadBridge) : null;
}
