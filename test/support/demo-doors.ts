import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoHost } from '../../src/main/demo/start-demo-site.ts';
import type { HostDoor } from './host-door.ts';

/** Where the demo's hosts are, and the one key that opens them, in a file until `close`. */
export interface DemoDoors {
  readonly doors: readonly HostDoor[];
  door(label: string): HostDoor;
  close(): void;
}

export function demoDoors(hosts: readonly DemoHost[]): DemoDoors {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-doors-'));
  const keyFile = join(folder, 'id_ed25519');
  writeFileSync(keyFile, hosts[0]?.privateKey ?? '', { mode: 0o600 });
  const doors = hosts.map(({ label, address, port, user }) => ({
    label,
    address,
    port,
    user,
    keyFile,
    migrationAddress: address,
    migrationPort: port,
  }));
  return {
    doors,
    door(label) {
      const found = doors.find((door) => door.label === label);
      if (!found) throw new Error(`the demo site has no host ${label}`);
      return found;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
