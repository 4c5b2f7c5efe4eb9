import nodeCrypto from 'node:crypto';
import { promisify } from 'node:util';
import { scrypt as scryptOfScript } from '@noble/hashes/scrypt.js';

/** A key of 32 bytes; `work` is the logarithm of N, with r 8 and p 1, as age has it. */
export type ScryptKey = (passphrase: string, salt: Uint8Array, work: number) => Promise<Uint8Array>;

const keyBytes = 32;
const settings = (work: number) => {
  const [N, r, p] = [2 ** work, 8, 1];
  // Twice the 128 · N · r bytes that it takes, and some: the limit is only against oversights.
  return { N, r, p, maxmem: 256 * N * r + 2 ** 20 };
};

/** In a thread of Node's. */
export const nativeScryptKey: ScryptKey = (passphrase, salt, work) =>
  promisify<string, Uint8Array, number, object, Buffer>(nodeCrypto.scrypt)(
    passphrase,
    salt,
    keyBytes,
    settings(work),
  );

/** On the one thread there is: for a second or two the console stands still. */
export const scriptScryptKey: ScryptKey = async (passphrase, salt, work) =>
  scryptOfScript(passphrase, salt, { ...settings(work), dkLen: keyBytes });

/**
 * Electron's Node stands on BoringSSL: more than one of its versions had no `crypto.scrypt`
 * (electron/electron#27167, #30240), and a Node may be built without (ERR_CRYPTO_SCRYPT_NOT_SUPPORTED).
 * It is never imported by name: an import that is not there would keep the whole console from starting.
 */
export function scryptKeyOf(crypto: { scrypt?: unknown }): ScryptKey {
  return typeof crypto.scrypt === 'function' ? nativeScryptKey : scriptScryptKey;
}

export const scryptKey: ScryptKey = scryptKeyOf(nodeCrypto);
