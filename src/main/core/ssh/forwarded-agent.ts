import { Duplex } from 'node:stream';
import {
  agentMessage,
  createAgentMessageReader,
  frame,
  identitiesAnswer,
  readSignRequest,
} from './agent-messages.ts';
import { fingerprintOf } from './host-key.ts';
import type { ForwardedKeys } from './ssh-port.ts';
import { wireString } from './wire.ts';

const refusal = frame(agentMessage.failure);

async function answer(
  message: { type: number; body: Buffer },
  forwarded: ForwardedKeys,
): Promise<Buffer> {
  if (message.type === agentMessage.requestIdentities) {
    return identitiesAnswer(
      forwarded.keys.map((key) => ({
        blob: Buffer.from(key.publicBlob, 'base64'),
        comment: key.comment,
      })),
    );
  }
  if (message.type !== agentMessage.signRequest) return refusal;
  const request = readSignRequest(message.body);
  const wanted = request.blob.toString('base64');
  const key = forwarded.keys.find(({ publicBlob }) => publicBlob === wanted);
  if (!key) return refusal;
  const signature = await key.sign(request.data, request.flags);
  forwarded.onSign?.(fingerprintOf(request.blob));
  return frame(agentMessage.signResponse, wireString(signature));
}

/**
 * One connection to an agent of our own, as a remote command sees it: it lists exactly the keys
 * it was given, signs with these, tells of each signature, and refuses every other request
 * (adding keys, locking, extensions). Answers come in the order of the requests.
 */
export function forwardedAgentStream(forwarded: ForwardedKeys): Duplex {
  const reader = createAgentMessageReader();
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      // What is not the agent protocol ends this connection, never the command's channel.
      handle(chunk)
        .catch(() => stream.push(null))
        .finally(done);
    },
    final(done) {
      if (!stream.readableEnded) stream.push(null);
      done();
    },
  });
  async function handle(chunk: Buffer): Promise<void> {
    for (const message of reader.push(chunk)) {
      stream.push(await answer(message, forwarded).catch(() => refusal));
    }
  }
  return stream;
}
