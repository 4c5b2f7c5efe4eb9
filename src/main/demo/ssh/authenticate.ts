import { timingSafeEqual } from 'node:crypto';
import type { AuthContext } from 'ssh2';
import ssh2 from 'ssh2';

/** True when `signature` over `data` was made with the private half of `blob` (wire format). */
export function verifies(
  blob: Buffer,
  data: Buffer,
  signature: Buffer,
  algorithm?: string,
): boolean {
  const key = ssh2.utils.parseKey(blob);
  return !(key instanceof Error) && key.verify(data, signature, algorithm);
}

/** root with the site's key, and nobody else: as sshd with `PermitRootLogin prohibit-password`. */
export function authenticate(context: AuthContext, authorizedBlob: string): void {
  const authorized = Buffer.from(authorizedBlob, 'base64');
  if (context.method !== 'publickey' || context.username !== 'root') {
    context.reject(['publickey']);
    return;
  }
  const offered = context.key.data;
  const known = offered.length === authorized.length && timingSafeEqual(offered, authorized);
  const { signature, blob, hashAlgo } = context;
  // Without a signature the client only asks whether this key would do.
  const proven = signature === undefined || (blob && verifies(offered, blob, signature, hashAlgo));
  if (known && proven) context.accept();
  else context.reject(['publickey']);
}
