import { expect, it } from 'vitest';
import {
  nativeScryptKey,
  scriptScryptKey,
  scryptKeyOf,
} from '../../../src/main/core/site-file/scrypt-key.ts';

it('a key is the same with and without the runtime’s own scrypt', async () => {
  for (const [passphrase, work] of [
    ['correct horse battery staple', 4],
    ['Grüße مضيف', 10],
    ['', 1],
  ] as const) {
    const salt = Buffer.from(`age-encryption.org/v1/scrypt${passphrase}`);
    const native = await nativeScryptKey(passphrase, salt, work);
    expect(Buffer.from(await scriptScryptKey(passphrase, salt, work))).toEqual(native);
    expect(native).toHaveLength(32);
  }
});

it('a runtime without scrypt, as some of Electron’s were, gets the key all the same', () => {
  expect(scryptKeyOf({})).toBe(scriptScryptKey);
  expect(scryptKeyOf({ scrypt: () => undefined })).toBe(nativeScryptKey);
});
