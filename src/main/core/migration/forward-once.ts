import type { SpareConnection } from '../ssh/spare-connection.ts';
import type { ForwardableKey, ForwardedKeys } from '../ssh/ssh-port.ts';

/** A key that is offered on for one login, and the switch that ends it. */
export interface OneLogin {
  forward: ForwardedKeys;
  /** From here on every request to sign is refused: the login it was for has happened. */
  end(): void;
}

/**
 * Offers exactly this key through the forwarded agent, tells of every signature, and stops as soon
 * as the caller says that the login is done, although the channel stays open after that.
 * @param over The connection that was prepared for it.
 */
export function forwardOnce(
  key: ForwardableKey,
  onSign: (fingerprint: string) => void,
  over: SpareConnection | null = null,
): OneLogin {
  let ended = false;
  return {
    forward: {
      keys: [
        {
          publicBlob: key.publicBlob,
          comment: key.comment,
          async sign(data, flags) {
            if (ended) throw new Error('the login this key was forwarded for is over');
            return key.sign(data, flags);
          },
        },
      ],
      onSign,
      over,
    },
    end() {
      ended = true;
    },
  };
}
