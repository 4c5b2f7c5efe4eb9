import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';

/**
 * How other consoles see this one, e.g. `anna@laptop.3f9a2c1b`: the same after a restart, so that it
 * finds its own leases again, and another for each folder of data, which one console opens at a time.
 */
export function consoleIdOf(dataDir: string): string {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 60);
  const place = createHash('sha256').update(`${hostname()}\0${dataDir}`).digest('hex').slice(0, 8);
  return `${plain(userInfo().username)}@${plain(hostname())}.${place}`;
}
