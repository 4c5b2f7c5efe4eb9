import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { agentFlags } from './agent-messages.ts';
import { forwardedAgentStream } from './forwarded-agent.ts';
import type { ForwardableKey, ForwardedKeys } from './ssh-port.ts';
import { wireReader } from './wire.ts';

type Callback<T> = (error?: Error | null, value?: T) => void;

/** ssh2 recognises an agent by its class; its type asks for more than ssh2 itself does. */
const AgentClass = ssh2.BaseAgent as unknown as new () => object;

const flagsOf = { sha256: agentFlags.rsaSha256, sha512: agentFlags.rsaSha512, sha1: 0 };

/**
 * One key as an agent to ssh2: an agent is the only kind of login for which ssh2 signs later,
 * once the server has said that it would accept the key. So a passphrase is asked for only then.
 */
export function oneKeyAgent(
  key: ForwardableKey,
  around: { before(): void; after(): void; failed(error: unknown): void },
): ssh2.BaseAgent {
  class OneKeyAgent extends AgentClass {
    getIdentities(done: Callback<Buffer[]>): void {
      done(null, [Buffer.from(key.publicBlob, 'base64')]);
    }
    sign(
      _publicKey: unknown,
      data: Buffer,
      options: ssh2.SigningRequestOptions,
      done: Callback<Buffer>,
    ): void {
      around.before();
      key.sign(data, flagsOf[options.hash ?? 'sha1']).then(
        (signature) => {
          around.after();
          const reader = wireReader(signature);
          // ssh2 puts the algorithm there itself and wants the bare blob.
          reader.text();
          done(null, reader.bytes());
        },
        (error) => {
          around.failed(error);
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    }
  }
  return new OneKeyAgent() as object as ssh2.BaseAgent;
}

export interface ForwardingSlot {
  agent: ssh2.BaseAgent;
  /** Whose keys the server may use from now on; null: nobody's, every request is refused. */
  offer(keys: ForwardedKeys | null): void;
}

/** What ssh2 gives a server that asks for the forwarded agent of this connection. */
export function forwardingSlot(): ForwardingSlot {
  let offered: ForwardedKeys | null = null;
  class SlotAgent extends AgentClass {
    getStream(done: Callback<Duplex>): void {
      if (offered) done(null, forwardedAgentStream(offered));
      else done(new Error('no command here has keys forwarded'));
    }
  }
  return {
    agent: new SlotAgent() as object as ssh2.BaseAgent,
    offer(keys) {
      offered = keys;
    },
  };
}
