import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { agentFlags } from './agent-messages.ts';
import { wireMpint, wireString } from './wire.ts';

const curves: Record<string, { name: string; hash: string; size: number }> = {
  'P-256': { name: 'nistp256', hash: 'sha256', size: 32 },
  'P-384': { name: 'nistp384', hash: 'sha384', size: 48 },
  'P-521': { name: 'nistp521', hash: 'sha512', size: 66 },
};

const number = (base64url: string | undefined) => Buffer.from(base64url ?? '', 'base64url');

/** SSH wire format of a key's public half (RFC 4253, 5656, 8709); null: a kind SSH has no use for. */
export function publicBlobOf(privateKey: KeyObject): Buffer | null {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  if (jwk.kty === 'RSA') {
    return Buffer.concat([
      wireString('ssh-rsa'),
      wireMpint(number(jwk.e)),
      wireMpint(number(jwk.n)),
    ]);
  }
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    return Buffer.concat([wireString('ssh-ed25519'), wireString(number(jwk.x))]);
  }
  const curve = curves[jwk.crv ?? ''];
  if (!curve) return null;
  const point = Buffer.concat([Buffer.of(4), number(jwk.x), number(jwk.y)]);
  return Buffer.concat([
    wireString(`ecdsa-sha2-${curve.name}`),
    wireString(curve.name),
    wireString(point),
  ]);
}

function signRsa(key: KeyObject, data: Uint8Array, flags: number): Buffer {
  const [algorithm, hash] =
    flags & agentFlags.rsaSha512
      ? ['rsa-sha2-512', 'sha512']
      : flags & agentFlags.rsaSha256
        ? ['rsa-sha2-256', 'sha256']
        : ['ssh-rsa', 'sha1'];
  return Buffer.concat([wireString(algorithm), wireString(sign(hash, data, key))]);
}

/**
 * An SSH wire signature (algorithm and blob) by a key in memory. `flags` as in the agent protocol.
 * @throws when the key is of a kind that `publicBlobOf` refuses.
 */
export function signWith(key: KeyObject, data: Uint8Array, flags: number): Buffer {
  if (key.asymmetricKeyType === 'rsa') return signRsa(key, data, flags);
  if (key.asymmetricKeyType === 'ed25519') {
    return Buffer.concat([wireString('ssh-ed25519'), wireString(sign(null, data, key))]);
  }
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const curve = curves[jwk.crv ?? ''];
  if (!curve) throw new TypeError(`cannot sign with a key of kind ${key.asymmetricKeyType}`);
  const both = sign(curve.hash, data, { key, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([
    wireString(`ecdsa-sha2-${curve.name}`),
    wireString(
      Buffer.concat([
        wireMpint(both.subarray(0, curve.size)),
        wireMpint(both.subarray(curve.size)),
      ]),
    ),
  ]);
}
