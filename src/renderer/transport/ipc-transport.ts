import { appError } from '../../shared/app-error.ts';
import type { Transport } from '../../shared/contract/transport.ts';
import { err } from '../../shared/result.ts';
import type { PreloadBridge } from './preload-bridge.ts';

/** The way to the core inside Electron: always there as long as the window is. */
export function createIpcTransport(bridge: PreloadBridge): Transport {
  return {
    async invoke(method, input) {
      try {
        return (await bridge.invoke(method, input)) as never;
      } catch (cause) {
        return err(
          appError('internal', 'The console’s core did not answer this call.', {
            details: String(cause),
            hint: 'This is a bug in the console. Its log says more.',
          }),
        );
      }
    },
    subscribe: (listener) => bridge.subscribe(listener),
    onConnection: () => () => {},
  };
}
