import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Identity, type Recipient, Stanza } from 'age-encryption';

/**
 * age's passphrase stanza (C2SP age, "scrypt recipient type"). The library's own is the same, but
 * works its key out on the one thread there is: the whole console would stand still for seconds.
 */
const label = 'age-encryption.org/v1/scrypt';
/** The body of the stanza: age's file key of 16 bytes, and its tag. */
const bodyBytes = 32;
/** As logarithm of N: age's own default, a second's work, and the most that is done for a stranger. */
export const usualWork = 18;
const mostWork = 20;

/** The passphrase fits none of the file's stanzas. */
export class WrongPassphrase extends Error {}

const deriveKey = promisify<string, Uint8Array, number, object, Buffer>(scrypt);

function keyFor(passphrase: string, salt: Uint8Array, work: number): Promise<Buffer> {
  const labelled = Buffer.concat([Buffer.from(label), salt]);
  const [N, r, p] = [2 ** work, 8, 1];
  // Twice the 128 · N · r bytes that it takes: the limit is only against oversights.
  return deriveKey(passphrase, labelled, 32, { N, r, p, maxmem: 256 * N * r });
}

const nonce = new Uint8Array(12);

export function passphraseRecipient(passphrase: string, work: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const key = await keyFor(passphrase, salt, work);
      const args = ['scrypt', salt.toString('base64').replaceAll('=', ''), String(work)];
      return [new Stanza(args, chacha20poly1305(key, nonce).encrypt(fileKey))];
    },
  };
}

/** Throws WrongPassphrase where the passphrase does not fit, and an Error for a broken stanza. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza, ...others] = stanzas;
      const [kind, salt = '', work = ''] = stanza?.args ?? [];
      if (!stanza || kind !== 'scrypt') throw new Error('it is not locked with a passphrase');
      const saltBytes = Buffer.from(salt, 'base64');
      if (others.length > 0 || saltBytes.length !== 16 || !/^[1-9]\d?$/.test(work)) {
        throw new Error('its head is not of age’s form');
      }
      if (Number(work) > mostWork) throw new Error(`its head asks for too much work (${work})`);
      if (stanza.body.length !== bodyBytes) throw new Error('its head is not of age’s form');
      const key = await keyFor(passphrase, saltBytes, Number(work));
      try {
        return chacha20poly1305(key, nonce).decrypt(stanza.body);
      } catch {
        throw new WrongPassphrase();
      }
    },
  };
}
