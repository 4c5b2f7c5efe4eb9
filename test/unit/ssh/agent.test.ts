import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agentMessage,
  createAgentMessageReader,
  frame,
  identitiesAnswer,
  readIdentities,
  readSignRequest,
  signRequest,
} from '../../../src/main/core/ssh/agent-messages.ts';
import { planKeys, planMethod } from '../../../src/main/core/ssh/auth-plan.ts';
import { forwardedAgentStream } from '../../../src/main/core/ssh/forwarded-agent.ts';
import {
  fingerprintOf,
  hostKeyAlgorithms,
  hostKeyOf,
} from '../../../src/main/core/ssh/host-key.ts';
import { inspectKey, unlockKey } from '../../../src/main/core/ssh/private-key.ts';
import type { ForwardableKey } from '../../../src/main/core/ssh/ssh-port.ts';
import { wireMpint, wireReader, wireString, wireUint32 } from '../../../src/main/core/ssh/wire.ts';
import { anyOutput } from '../../support/any-output.ts';

const bytes = fc.uint8Array({ maxLength: 80 });
const blobOf = (type: string, more = 'x') => Buffer.concat([wireString(type), wireString(more)]);
const base64 = (blob: Uint8Array) => Buffer.from(blob).toString('base64');

describe('the wire format', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(bytes, fc.string({ unit: 'grapheme' }), fc.nat(), (blob, text, count) => {
        const reader = wireReader(
          Buffer.concat([wireString(blob), wireString(text), wireUint32(count), Buffer.from(blob)]),
        );
        expect(reader.bytes()).toEqual(Buffer.from(blob));
        expect(reader.text()).toBe(text);
        expect(reader.uint32()).toBe(count);
        expect(reader.rest()).toEqual(Buffer.from(blob));
      }),
    );
  });

  it('throws nothing but RangeError on any bytes, and never reads beyond them', () => {
    fc.assert(
      fc.property(bytes, (any) => {
        for (const read of [readIdentities, readSignRequest]) {
          try {
            read(Buffer.from(any));
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
        expect(typeof hostKeyOf(any).type).toBe('string');
      }),
    );
  });

  it('writes numbers as RFC 4251 has them', () => {
    expect(wireMpint(Buffer.of(0, 0, 0x80))).toEqual(Buffer.of(0, 0, 0, 2, 0, 0x80));
    expect(wireMpint(Buffer.of(0))).toEqual(Buffer.of(0, 0, 0, 0));
    expect(wireMpint(Buffer.of(0, 5))).toEqual(Buffer.of(0, 0, 0, 1, 5));
  });
});

describe('agent messages', () => {
  it('come out whole, however the bytes were cut', () => {
    const message = fc.tuple(fc.integer({ min: 0, max: 255 }), bytes);
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 9 }), (messages, size) => {
        const all = Buffer.concat(messages.map(([type, body]) => frame(type, body)));
        const reader = createAgentMessageReader();
        const read = [];
        for (let from = 0; from < all.length; from += size) {
          read.push(...reader.push(all.subarray(from, from + size)));
        }
        expect(read.map(({ type, body }) => [type, [...body]])).toEqual(
          messages.map(([type, body]) => [type, [...body]]),
        );
      }),
    );
  });

  it('that are too long are refused before they are waited for', () => {
    const reader = createAgentMessageReader();
    expect(() => reader.push(wireUint32(0x7fffffff))).toThrow(RangeError);
    expect(() => createAgentMessageReader().push(wireUint32(0))).toThrow(RangeError);
  });
});

function testKey(name: string): ForwardableKey & { signed: Buffer[] } {
  const signed: Buffer[] = [];
  return {
    publicBlob: base64(blobOf('ssh-ed25519', name)),
    comment: name,
    signed,
    async sign(data) {
      signed.push(Buffer.from(data));
      return blobOf('ssh-ed25519', `signature of ${name}`);
    },
  };
}

/** Everything the agent answers to these bytes, until it has nothing more to say. */
async function answersTo(keys: ForwardableKey[], sent: readonly Uint8Array[], told: string[] = []) {
  const stream = forwardedAgentStream({ keys, onSign: (print) => told.push(print) });
  const answers: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => answers.push(chunk));
  const over = new Promise<void>((resolve) => stream.once('end', () => resolve()));
  stream.on('error', () => {});
  for (const chunk of sent) stream.write(chunk);
  stream.end();
  await over;
  return createAgentMessageReader().push(Buffer.concat(answers));
}

describe('the forwarded agent', () => {
  it('lists its keys, signs with these, and tells of it', async () => {
    const [key, other] = [testKey('mine'), testKey('other')];
    const blob = Buffer.from(key.publicBlob, 'base64');
    const told: string[] = [];
    const [list, signature, refused] = await answersTo(
      [key],
      [
        frame(agentMessage.requestIdentities),
        signRequest(blob, Buffer.from('challenge'), 0),
        signRequest(Buffer.from(other.publicBlob, 'base64'), Buffer.from('challenge'), 0),
      ],
      told,
    );
    expect(list && readIdentities(list.body)).toEqual([{ blob, comment: 'mine' }]);
    expect(signature?.type).toBe(agentMessage.signResponse);
    expect(refused?.type).toBe(agentMessage.failure);
    expect(key.signed.map(String)).toEqual(['challenge']);
    expect(told).toEqual([fingerprintOf(blob)]);
  });

  it('refuses when the key’s holder does, and goes on', async () => {
    const key = { ...testKey('mine'), sign: () => Promise.reject(new Error('no')) };
    const blob = Buffer.from(key.publicBlob, 'base64');
    const told: string[] = [];
    const [refused, list] = await answersTo(
      [key],
      [signRequest(blob, Buffer.of(1), 0), frame(agentMessage.requestIdentities)],
      told,
    );
    expect(refused?.type).toBe(agentMessage.failure);
    expect(list?.type).toBe(agentMessage.identitiesAnswer);
    expect(told).toEqual([]);
  });

  it('refuses every other request', async () => {
    const others = fc.integer({ min: 0, max: 255 }).filter((type) => type !== 11 && type !== 13);
    await fc.assert(
      fc.asyncProperty(others, bytes, async (type, body) => {
        const key = testKey('mine');
        const answers = await answersTo([key], [frame(type, body)]);
        expect(answers.map((answer) => answer.type)).toEqual([agentMessage.failure]);
      }),
    );
  });

  it('survives any bytes, and signs nothing for them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 5 }), async (chunks) => {
        const key = testKey('mine');
        await answersTo([key], chunks);
        expect(key.signed).toEqual([]);
      }),
    );
  });

  it('is read by the client as it was written', () => {
    const identity = fc.record({
      blob: bytes.map((one) => Buffer.from(one)),
      comment: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(identity), (identities) => {
        const [answer] = createAgentMessageReader().push(identitiesAnswer(identities));
        expect(answer && readIdentities(answer.body)).toEqual(identities);
      }),
    );
  });
});

describe('the keys to offer', () => {
  const agentKey = (name: string, type = 'ssh-ed25519') => ({
    publicBlob: base64(blobOf(type, name)),
    comment: name,
  });
  const blobs = (plan: ReturnType<typeof planKeys>) =>
    plan.candidates.map((one) => (one.kind === 'agent' ? one.publicBlob : one.path));

  it('are those of the agent that are named first, then its others, then files', () => {
    const [a, b, c] = [agentKey('a'), agentKey('b'), agentKey('c')];
    const files = [
      { path: '/c', publicBlob: c.publicBlob },
      { path: '/d', publicBlob: null },
    ];
    const plan = planKeys({ agent: [a, b, c], files, only: false });
    expect(blobs(plan)).toEqual([c.publicBlob, a.publicBlob, b.publicBlob, '/c', '/d']);
  });

  it('are only the named ones where that is said', () => {
    const [a, b] = [agentKey('a'), agentKey('b')];
    const files = [{ path: '/b', publicBlob: b.publicBlob }];
    expect(blobs(planKeys({ agent: [a, b], files, only: true }))).toEqual([b.publicBlob, '/b']);
  });

  it('leave out kinds that cannot be used, and say so', () => {
    const plan = planKeys({
      agent: [agentKey('token', 'sk-ssh-ed25519@openssh.com')],
      files: [],
      only: false,
    });
    expect(plan.candidates).toEqual([]);
    expect(plan.notes[0]).toMatch(/\(token\): this console cannot use sk-ssh-ed25519/);
  });

  it.each([
    [['publickey', 'password'], true, 3, false, 'key'],
    [['publickey', 'password'], false, 3, false, 'password'],
    [['keyboard-interactive', 'password'], false, 3, false, 'dialog'],
    [['keyboard-interactive', 'password'], false, 3, true, 'password'],
    [['keyboard-interactive'], false, 3, true, null],
    [['password'], true, 0, false, null],
    [['gssapi-with-mic'], true, 3, false, null],
  ] as const)(
    'of %j with keys %s: %s more tries, mute %s → %s',
    (allowed, keysLeft, triesLeft, dialogIsMute, method) => {
      expect(planMethod({ allowed, keysLeft, triesLeft, dialogIsMute })).toBe(method);
    },
  );
});

describe('a private key file', () => {
  it('is nothing but a result, whatever is in it', async () => {
    const pem = '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    const modern =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n';
    const putty = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\n';
    await fc.assert(
      fc.asyncProperty(anyOutput([pem, modern, putty]), async (text) => {
        inspectKey(text);
        for (const passphrase of [null, 'x']) {
          expect(['unusable', 'wrong-passphrase']).toContain(
            (await unlockKey(text, passphrase)).kind,
          );
        }
      }),
    );
  });
});

describe('the kinds of host key to ask for', () => {
  it('begin with the one that is pinned', () => {
    const pinned = { type: 'ssh-rsa', fingerprint: '', blob: '' };
    expect(hostKeyAlgorithms(pinned).slice(0, 3)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
    ]);
    expect([...hostKeyAlgorithms(pinned)].sort()).toEqual([...hostKeyAlgorithms(null)].sort());
  });
});
