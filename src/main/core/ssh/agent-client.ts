import { connect } from 'node:net';
import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import {
  type AgentIdentity,
  agentMessage,
  createAgentMessageReader,
  frame,
  readIdentities,
  signRequest,
} from './agent-messages.ts';
import type { ForwardableKey } from './ssh-port.ts';
import { wireReader } from './wire.ts';

const listTimeoutMs = 10_000;
/** Long, because an agent may ask its user first (`ssh-add -c`, a key to be touched). */
const signTimeoutMs = 120_000;

/** One question, one answer, one connection: what every agent can do. */
function ask(
  socketPath: string,
  request: Buffer,
  wanted: number,
  timeoutMs: number,
): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const reader = createAgentMessageReader();
    const fail = (why: string) => {
      settle(err(appError('ssh-key-unreadable', `The SSH agent ${why}.`, { details: socketPath })));
    };
    const timer = setTimeout(() => fail('does not answer'), timeoutMs);
    function settle(result: Result<Buffer>): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    }
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(`cannot be reached (${error.code ?? error.message})`),
    );
    socket.on('close', () => fail('closed the connection without an answer'));
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      try {
        const [message] = reader.push(chunk);
        if (!message) return;
        if (message.type === wanted) settle(ok(message.body));
        else fail('refused');
      } catch {
        fail('answered something that is not its protocol');
      }
    });
  });
}

async function sign(
  socketPath: string,
  blob: Buffer,
  data: Uint8Array,
  flags: number,
): Promise<Uint8Array> {
  const answer = await ask(
    socketPath,
    signRequest(blob, data, flags),
    agentMessage.signResponse,
    signTimeoutMs,
  );
  if (!answer.ok) throw new Error(answer.error.message);
  return Buffer.from(wireReader(answer.value).bytes());
}

/**
 * The keys of the user's agent, in its order. Each signs through the agent; a refusal there
 * rejects `sign`. Error: `ssh-key-unreadable` when the agent does not answer.
 */
export async function agentKeys(socketPath: string): Promise<Result<ForwardableKey[]>> {
  const answer = await ask(
    socketPath,
    frame(agentMessage.requestIdentities),
    agentMessage.identitiesAnswer,
    listTimeoutMs,
  );
  if (!answer.ok) return answer;
  let identities: AgentIdentity[];
  try {
    identities = readIdentities(answer.value);
  } catch {
    return err(appError('ssh-key-unreadable', 'The SSH agent answered a torn list of keys.'));
  }
  return ok(
    identities.map(({ blob, comment }) => ({
      publicBlob: blob.toString('base64'),
      comment,
      sign: (data, flags) => sign(socketPath, blob, data, flags),
    })),
  );
}
