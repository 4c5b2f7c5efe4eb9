import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { HostKey } from '../../../shared/model/connection.ts';

/** An ed25519 key in the forms that SSH wants it in. */
export interface DemoKey {
  /** OpenSSH's private key file. */
  readonly privateKey: string;
  readonly hostKey: HostKey;
}

const type = 'ssh-ed25519';
/** PKCS #8 around the 32 bytes of an ed25519 key (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function rawPart(key: KeyObject, part: 'x' | 'd'): Buffer {
  return Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url');
}

/** The format of OpenSSH's PROTOCOL.key, without a passphrase. */
function opensshFile(secret: Buffer, publicRaw: Buffer, blob: Buffer, comment: string): string {
  const check = Buffer.alloc(4, 7);
  const body = Buffer.concat([
    check,
    check,
    sshString(type),
    sshString(publicRaw),
    sshString(Buffer.concat([secret, publicRaw])),
    sshString(comment),
  ]);
  const padding = Buffer.from(
    Array.from({ length: (8 - (body.length % 8)) % 8 }, (_, at) => at + 1),
  );
  const one = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    one,
    sshString(blob),
    sshString(Buffer.concat([body, padding])),
  ]).toString('base64');
  const lines = file.match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function fromPrivate(key: KeyObject, comment: string): DemoKey {
  const publicRaw = rawPart(createPublicKey(key), 'x');
  const blob = Buffer.concat([sshString(type), sshString(publicRaw)]);
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return {
    privateKey: opensshFile(rawPart(key, 'd'), publicRaw, blob, comment),
    hostKey: { type, fingerprint: `SHA256:${digest}`, blob: blob.toString('base64') },
  };
}

/** The same key for the same label, at almost no cost: for hosts, which guard nothing real. */
export function derivedKey(label: string): DemoKey {
  const secret = createHash('sha256').update(`stateroom demo ${label}`).digest();
  const der = Buffer.concat([pkcs8Head, secret]);
  return fromPrivate(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), label);
}

/** A new key that nobody can guess: the one that opens the demo's hosts. */
export function randomKey(comment: string): DemoKey {
  return fromPrivate(generateKeyPairSync('ed25519').privateKey, comment);
}
