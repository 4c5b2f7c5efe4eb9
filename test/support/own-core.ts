import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../../src/main/core/create-core.ts';
import { createSessionSecrets } from '../../src/main/core/ssh/session-secrets.ts';
import { printWithChromium } from '../../src/main/print-with-chromium.ts';
import type { VmRef } from '../../src/shared/model/vm.ts';
import { addHost, untilRead } from './add-hosts.ts';
import type { HostDoor } from './host-door.ts';
import { recordingLog } from './quiet-log.ts';
import { mirrorSite, type SiteMirror } from './site-mirror.ts';

/** A console's core in this process, with hosts of its own and nothing of this machine's user. */
export interface OwnCore extends SiteMirror {
  idOf(host: string): string;
  vm(host: string, name: string): VmRef;
  /** Everything that was logged so far. */
  readonly logLines: readonly string[];
  close(): Promise<void>;
}

/** Adds the hosts as a user would, says yes to their keys, and waits until each was read. */
export async function openOwnCore(doors: readonly HostDoor[]): Promise<OwnCore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stateroom-core-'));
  const log = recordingLog();
  const core = createCore({
    dataDir,
    settingsFile: { get: () => undefined, set: () => undefined },
    secrets: createSessionSecrets(),
    openDemo: () => Promise.reject(new Error('this core has hosts of its own')),
    initialSite: 'own',
    ssh: { configPath: join(dataDir, 'ssh_config'), home: dataDir, agentSocket: null },
    checkOutputs: true,
    print: printWithChromium,
    log,
  });
  const mirror = await mirrorSite(core);
  const ids = new Map<string, string>();
  for (const door of doors) ids.set(door.label, await addHost(mirror, door));
  await untilRead(mirror, [...ids.values()]);

  const idOf = (host: string): string => {
    const id = ids.get(host);
    if (id === undefined) throw new Error(`${host} was not added to this core`);
    return id;
  };
  return {
    ...mirror,
    idOf,
    vm: (host, name) => ({ hostId: idOf(host), name }),
    logLines: log.lines,
    async close() {
      await core.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
