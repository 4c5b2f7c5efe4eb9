import { createHash } from 'node:crypto';

function bytesOf(...words: readonly string[]): Buffer {
  return createHash('sha256').update(words.join(' ')).digest();
}

/** A random UUID (version 4) that a seed and a name always make. */
export function uuidOf(seed: string, name: string): string {
  const bytes = bytesOf('uuid', seed, name).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/**
 * A MAC of Xen's (00:16:3e), which the same seed and name always make as long as nobody else has
 * it; its fourth byte is below 80, as xl makes them. It goes among the taken ones.
 */
export function xenMacOf(seed: string, name: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const [a = 0, b = 0, c = 0] = bytesOf('mac', seed, name, String(attempt));
    const tail = [a & 0x7f, b, c].map((byte) => byte.toString(16).padStart(2, '0'));
    const mac = ['00', '16', '3e', ...tail].join(':');
    if (taken.has(mac)) continue;
    taken.add(mac);
    return mac;
  }
}

/** systemd's, of what is the machine's own: no two are alike, and one that is made again is the same. */
export function machineIdOf(own: string): string {
  return createHash('sha256').update(`stateless ${own}`).digest('hex').slice(0, 32);
}
