import { createPrivateKey, type KeyObject } from 'node:crypto';
import { wireReader } from './wire.ts';

/** What a private key file says of itself before any passphrase. */
export interface KeyText {
  encrypted: boolean;
  /** SSH wire format of its public half; null when only the passphrase opens it (old PEM). */
  publicBlob: Buffer | null;
}

export type UnlockedKey =
  | { kind: 'key'; key: KeyObject; comment: string }
  | { kind: 'wrong-passphrase' }
  | { kind: 'unusable'; why: string };

const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/;
const pem = /-----BEGIN ((?:RSA |EC |DSA |ENCRYPTED )?)PRIVATE KEY-----/;
const putty = /^PuTTY-User-Key-File-[23]:/m;

/** PROTOCOL.key of OpenSSH: magic, cipher, kdf, its options, count, public key, private part. */
function inspectOpenSsh(base64: string): KeyText | null {
  const magic = 'openssh-key-v1\0';
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return null;
  try {
    const reader = wireReader(bytes.subarray(magic.length));
    const cipher = reader.text();
    reader.text();
    reader.bytes();
    reader.uint32();
    return { encrypted: cipher !== 'none', publicBlob: Buffer.from(reader.bytes()) };
  } catch {
    return null;
  }
}

/** Looks at the text of a private key file without opening it; null: it is not one we can read. */
export function inspectKey(text: string): KeyText | null {
  const modern = openSsh.exec(text);
  if (modern) return inspectOpenSsh(modern[1] ?? '');
  if (putty.test(text)) return { encrypted: !/^Encryption: none$/m.test(text), publicBlob: null };
  const classic = pem.exec(text);
  if (!classic) return null;
  const encrypted = classic[1] === 'ENCRYPTED ' || /^Proc-Type:.*ENCRYPTED/m.test(text);
  return { encrypted, publicBlob: null };
}

function unlockByOpenSsl(text: string, passphrase: string | null): UnlockedKey {
  try {
    const key = createPrivateKey({ key: text, ...(passphrase !== null && { passphrase }) });
    return { kind: 'key', key, comment: '' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // A wrong passphrase decrypts to noise: padding or, by chance, the structure gives it away.
    if (passphrase !== null && /BAD_DECRYPT|ASN1|DECODER|UNSUPPORTED|asn1/i.test(code)) {
      return { kind: 'wrong-passphrase' };
    }
    return { kind: 'unusable', why: code || 'it is malformed' };
  }
}

/** Opens the text of a private key file: OpenSSH's own form, PEM (PKCS#1, SEC1, PKCS#8), PuTTY. */
export async function unlockKey(text: string, passphrase: string | null): Promise<UnlockedKey> {
  if (!openSsh.test(text) && !putty.test(text)) return unlockByOpenSsl(text, passphrase);
  const { default: ssh2 } = await import('ssh2');
  const parsed = ssh2.utils.parseKey(text, passphrase ?? undefined);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error) {
    const wrong = passphrase !== null && /passphrase|integrity|Malformed/i.test(key.message);
    return wrong ? { kind: 'wrong-passphrase' } : { kind: 'unusable', why: key.message };
  }
  if (key.type === 'ssh-dss') return { kind: 'unusable', why: 'DSA keys are too weak' };
  return { kind: 'key', key: createPrivateKey(key.getPrivatePEM()), comment: key.comment };
}
