import type { ToolstackDriver } from '../toolstack.ts';
import { composeReading } from './compose-reading.ts';
import { powerVm } from './power-vm.ts';
import { readConfig } from './read-config.ts';
import { readHost } from './read-host.ts';
import { tuneVm } from './tune-vm.ts';
import { watchHost } from './watch-host.ts';

/**
 * Drives hosts whose toolstack is xl, over SSH and without anything installed there.
 * `configDir` is where domain configurations lie; `now` is the console's clock, in ms.
 */
export function createXlDriver(
  options: { configDir?: string; now?: () => number } = {},
): ToolstackDriver {
  const configDir = options.configDir ?? '/etc/xen';
  const now = options.now ?? Date.now;
  return {
    kind: 'xl',
    async read(runner, hostId, signal) {
      const read = await readHost(runner, { configDir, now, signal });
      if (!read.ok) return read;
      return composeReading(hostId, read.value.frames, read.value.exchange);
    },
    watch: (runner, hostId, intervals, listener) =>
      watchHost(runner, hostId, { configDir, intervals, listener }),
    power: powerVm,
    tune: tuneVm,
    readConfig,
  };
}
