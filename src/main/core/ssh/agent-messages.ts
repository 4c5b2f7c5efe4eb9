import { wireReader, wireString, wireUint32 } from './wire.ts';

/** The agent protocol (draft-miller-ssh-agent), as far as listing keys and signing go. */
export const agentMessage = {
  failure: 5,
  requestIdentities: 11,
  identitiesAnswer: 12,
  signRequest: 13,
  signResponse: 14,
} as const;

/** Flags of a sign request for RSA keys; without one the signature is the old ssh-rsa with SHA-1. */
export const agentFlags = { rsaSha256: 2, rsaSha512: 4 } as const;

/** Longest message taken from the other side; OpenSSH's own limit. */
const longestMessage = 256 * 1024;

export interface AgentIdentity {
  /** SSH wire format of the public key. */
  blob: Buffer;
  comment: string;
}

export function frame(type: number, ...parts: Uint8Array[]): Buffer {
  return wireString(Buffer.concat([Buffer.of(type), ...parts]));
}

export function identitiesAnswer(identities: readonly AgentIdentity[]): Buffer {
  return frame(
    agentMessage.identitiesAnswer,
    wireUint32(identities.length),
    ...identities.flatMap(({ blob, comment }) => [wireString(blob), wireString(comment)]),
  );
}

/** @throws RangeError when the body is torn. */
export function readIdentities(body: Buffer): AgentIdentity[] {
  const reader = wireReader(body);
  const count = reader.uint32();
  const identities: AgentIdentity[] = [];
  for (let index = 0; index < count; index++) {
    identities.push({ blob: Buffer.from(reader.bytes()), comment: reader.text() });
  }
  return identities;
}

export function signRequest(blob: Uint8Array, data: Uint8Array, flags: number): Buffer {
  return frame(agentMessage.signRequest, wireString(blob), wireString(data), wireUint32(flags));
}

/** @throws RangeError when the body is torn. */
export function readSignRequest(body: Buffer): { blob: Buffer; data: Buffer; flags: number } {
  const reader = wireReader(body);
  return { blob: reader.bytes(), data: reader.bytes(), flags: reader.uint32() };
}

export interface AgentMessageReader {
  /** The complete messages that this chunk ends. @throws RangeError on one that is too long. */
  push(chunk: Uint8Array): { type: number; body: Buffer }[];
}

export function createAgentMessageReader(): AgentMessageReader {
  let pending: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      pending = Buffer.concat([pending, chunk]);
      const messages: { type: number; body: Buffer }[] = [];
      while (pending.length >= 4) {
        const length = pending.readUInt32BE(0);
        if (length === 0 || length > longestMessage) throw new RangeError('not an agent message');
        if (pending.length < 4 + length) break;
        messages.push({ type: pending.readUInt8(4), body: pending.subarray(5, 4 + length) });
        pending = pending.subarray(4 + length);
      }
      return messages;
    },
  };
}
