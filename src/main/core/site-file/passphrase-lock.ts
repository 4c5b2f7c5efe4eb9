import { randomBytes } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { WrongPassphrase } from './file-errors.ts';
import { scryptKey } from './scrypt-key.ts';

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

const keyFor = (passphrase: string, salt: Uint8Array, work: number) =>
  scryptKey(passphrase, Buffer.concat([Buffer.from(label), salt]), work);

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
