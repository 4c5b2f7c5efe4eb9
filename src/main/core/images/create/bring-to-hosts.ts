import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { BootNeeds } from '../xen/boot-needs.ts';
import { bringBootFiles } from '../xen/bring-boot-files.ts';
import { type CreatePorts, hostLabelOf } from './create-ports.ts';

/** How long one call brings files before it says how far it is. */
const stretchMs = 5_000;

/** Hosts that are brought to at once: the image server's line is one. */
const atOnce = 3;

/** Brings what an image needs to boot to hosts. What is against one of them, by its id. */
export async function bringToHosts(
  ports: CreatePorts,
  { manifest }: BootNeeds,
  hostIds: readonly string[],
  options: { signal: AbortSignal; onProgress(fraction: number): void },
): Promise<Map<string, AppError>> {
  const { signal } = options;
  const all = manifest.files.vmlinuz.bytes + manifest.files['initrd.img'].bytes;
  const missing = new Map(hostIds.map((id) => [id, all]));
  const troubles = new Map<string, AppError>();
  const waiting = [...hostIds];

  async function bring(hostId: string): Promise<void> {
    const runner = ports.linkOf(hostId);
    const label = hostLabelOf(ports, hostId);
    if (!runner) {
      troubles.set(hostId, appError('not-connected', `${label} is not connected.`));
      return;
    }
    for (let left = all; left > 0; ) {
      if (signal.aborted) {
        troubles.set(hostId, appError('cancelled', 'Cancelled.'));
        return;
      }
      const brought = await bringBootFiles({
        ...{ server: ports.place, host: { runner, label }, manifest, signal },
        ...{ holder: ports.holder, folder: `${ports.folder}/boot/${manifest.digest}` },
        until: Date.now() + stretchMs,
      });
      if (!brought.ok) {
        troubles.set(hostId, brought.error);
        return;
      }
      left = brought.value.missingBytes;
      missing.set(hostId, left);
      const rest = [...missing.values()].reduce((sum, bytes) => sum + bytes, 0);
      options.onProgress(1 - rest / Math.max(1, all * hostIds.length));
    }
  }

  async function next(): Promise<void> {
    for (let hostId = waiting.shift(); hostId !== undefined; hostId = waiting.shift()) {
      await bring(hostId);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next));
  return troubles;
}
