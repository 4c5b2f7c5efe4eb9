import type { Connection, Channel as SshChannel } from 'ssh2';
import ssh2 from 'ssh2';

/** The agent that a client forwards, as a program on the host sees it. */
export interface AgentClient {
  /** SSH wire format of each key that it offers, base64. */
  identities(): Promise<string[]>;
  /** The bare signature of an ed25519 key, or of whatever kind the key is; rejects on refusal. */
  sign(blob: string, data: Buffer): Promise<Buffer>;
  close(): void;
}

/**
 * ssh2's server lacks a public call for this channel, although its protocol layer can open it.
 * These are the two internals it takes, of the one version that package.json pins.
 */
interface ServerInternals {
  _chanMgr: { add(opened: (error: Error | undefined, channel: SshChannel) => void): number };
  _protocol: { openssh_authAgent(channel: number, window: number, packet: number): void };
}

const windowSize = 2 * 1024 * 1024;
const packetSize = 32 * 1024;

function hasInternals(connection: object): connection is ServerInternals {
  return '_chanMgr' in connection && '_protocol' in connection;
}

/** Opens an auth-agent@openssh.com channel to the client. Rejects when the client refuses it. */
export async function openAgent(connection: Connection): Promise<AgentClient> {
  if (!hasInternals(connection)) throw new Error('this version of ssh2 cannot open agent channels');
  const channel = await new Promise<SshChannel>((resolve, reject) => {
    const id = connection._chanMgr.add((error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
    connection._protocol.openssh_authAgent(id, windowSize, packetSize);
  });
  const agent = new ssh2.AgentProtocol(true);
  channel.pipe(agent).pipe(channel);
  agent.on('error', () => channel.end());

  return {
    identities: () =>
      new Promise((resolve, reject) => {
        agent.getIdentities((error, keys) => {
          if (error) reject(error);
          else resolve((keys ?? []).map((key) => key.getPublicSSH().toString('base64')));
        });
      }),
    sign: (blob, data) =>
      new Promise((resolve, reject) => {
        agent.sign(Buffer.from(blob, 'base64'), data, (error, signature) => {
          if (error || !signature) reject(error ?? new Error('the agent gave no signature'));
          else resolve(signature);
        });
      }),
    close: () => channel.end(),
  };
}
