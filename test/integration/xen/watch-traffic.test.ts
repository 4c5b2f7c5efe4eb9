import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { createFrameReader } from '../../../src/main/core/xen/xl/frames.ts';
import { parseTraffic } from '../../../src/main/core/xen/xl/parse-traffic.ts';
import { stateroomWatch } from '../../../src/main/core/xen/xl/scripts/stateroom-watch.ts';
import { createFakeXenTools } from '../../support/fake-xen-tools.ts';
import { createLocalRunner } from '../../support/local-runner.ts';
import { hostWithGuest, transcriptOf } from '../../support/transcripts.ts';
import { until } from '../../support/until.ts';

const nonce = 'a0b1c2d3e4f5';
const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path));
const patience = { timeout: 600_000 };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A dom0 whose /sys is a folder: `put` lays files, `link` a device behind something. */
function openHost(shell: string) {
  const tools = createFakeXenTools();
  cleanups.push(() => tools.remove());
  for (const command of ['list -v', 'list -l']) {
    tools.answer(command, transcriptOf(hostWithGuest, `xl ${command}`));
  }
  tools.answer('info free_memory', '1884\n');
  tools.domains({ 0: 'Domain-0', 1: 'hvm1' });
  const sys = join(tools.configDir, '..', 'sys');
  mkdirSync(sys);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(sys, path)), { recursive: true });
    writeFileSync(join(sys, path), `${text}\n`);
  };
  const counters = (folder: string, names: readonly [string, string], of: [number, number]) => {
    for (const [index, name] of names.entries())
      put(`${folder}/statistics/${name}`, `${of[index]}`);
  };
  const runner = createLocalRunner({ env: tools.env });
  const line = scriptLine(stateroomWatch, [nonce, tools.configDir, '1', '600']);
  // The line says /bin/sh and /sys; what stands there differs from host to host.
  const here = line.replaceAll('/sys/', `${sys}/`) as typeof line;
  const asShell = (
    shell === 'busybox' ? here.replace('/bin/sh', `${busybox} sh`) : here
  ) as typeof line;
  const told: string[] = [];
  return {
    sys,
    put,
    vif: (at: string, of: [number, number]) => {
      counters(`bus/xen-backend/devices/${at}`, ['rx_bytes', 'tx_bytes'], of);
    },
    nic: (name: string, of: [number, number]) => {
      counters(`class/net/${name}`, ['rx_bytes', 'tx_bytes'], of);
    },
    vbd: (name: string, of: [number, number], state = 'Connected') => {
      counters(`bus/xen-backend/devices/${name}`, ['rd_sect', 'wr_sect'], of);
      put(`bus/xen-backend/devices/${name}/state`, state);
    },
    link: (path: string) => {
      mkdirSync(dirname(join(sys, path)), { recursive: true });
      symlinkSync('/', join(sys, path));
    },
    errors: [] as string[],
    async watch(): Promise<void> {
      const opened = await runner.open(asShell);
      if (!opened.ok) throw new Error(opened.error.message);
      cleanups.unshift(() => opened.value.kill());
      const reader = createFrameReader(nonce, ({ kind, text }) => {
        if (kind === 'traffic') told.push(text);
      });
      opened.value.onStdout((text) => reader.push(text));
      opened.value.onStderr((text) => this.errors.push(text));
    },
    /** The lines of a look that begins after now. */
    async next(): Promise<string[]> {
      const before = told.length;
      await until(() => told.length > before + 1, 'another look', 300_000);
      return (
        told
          .at(-1)
          ?.split('\n')
          .filter((each) => each !== '')
          .sort() ?? []
      );
    },
  };
}

const shells = [
  { shell: 'dash', present: existsSync('/bin/sh') },
  { shell: 'busybox', present: busybox !== undefined },
];

for (const { shell, present } of shells) {
  describe.skipIf(!present)(`what network and disks carry, read by ${shell}`, patience, () => {
    it('is told of guests and machine at each look, each device once', async () => {
      const host = openHost(shell);
      host.vif('vif-3-0/net/vif3.0', [648, 566]);
      host.link('class/net/vif3.0/device');
      host.nic('vif3.0-emu', [10, 20]);
      host.vif('vif-12-1/net/web', [1, 18_446_744_073_709]);
      host.vbd('vbd-3-51712', [8216, 4]);
      host.put('bus/xen-backend/devices/console-3-0/state', 'Initialising');
      host.nic('eth0', [49_852, 55_720]);
      host.link('class/net/eth0/device');
      host.nic('xenbr0', [648, 900]);
      host.nic('lo', [7, 7]);
      host.nic('eth0v1', [5, 5]);
      host.link('class/net/eth0v1/device/physfn');
      host.put(
        'block/vda/stat',
        '    1638      451   174818    10665      102       38     1216    14305        0    12680',
      );
      host.link('block/vda/device');
      host.put('block/loop0/stat', '67 0 8448 892 0 0 0 0 0 836 892');
      await host.watch();
      expect(await host.next()).toEqual([
        'disk vda 174818 1216',
        'nic eth0 49852 55720',
        'vbd-3-51712 8216 4',
        'vif-12-1 1 18446744073709',
        'vif-3-0 648 566',
        'vif-3-0-emu 10 20',
      ]);
      host.vif('vif-3-0/net/vif3.0', [1000, 2000]);
      expect(await host.next()).toContain('vif-3-0 1000 2000');
      expect(host.errors).toEqual([]);
    });

    it('is told as unknown of what qemu serves, and of a back end that was never connected', async () => {
      const host = openHost(shell);
      host.put('bus/xen-backend/devices/qdisk-5-51712/state', 'Initialising');
      host.vbd('vbd-6-768', [0, 0], 'InitWait');
      host.vbd('vbd-7-51712', [0, 0]);
      host.put('bus/xen-backend/devices/vbd-8-51712/state', 'Initialising');
      await host.watch();
      const lines = ['qdisk-5-51712 - -', 'vbd-6-768 - -', 'vbd-7-51712 0 0', 'vbd-8-51712 - -'];
      expect(await host.next()).toEqual(lines);
      const table = parseTraffic(lines.join('\n'));
      expect(table.ok && table.value.devices.map(({ bytes }) => bytes?.in ?? null)).toEqual([
        null,
        null,
        0,
        null,
      ]);
      host.vbd('vbd-6-768', [8, 0]);
      rmSync(join(host.sys, 'bus/xen-backend/devices/vbd-7-51712'), { recursive: true });
      const later = await host.next();
      expect(later).toContain('vbd-6-768 8 0');
      expect(later.join()).not.toContain('vbd-7');
    });

    it('is nothing, and no error, where the host has no such thing at all', async () => {
      const host = openHost(shell);
      await host.watch();
      expect(await host.next()).toEqual([]);
      expect(host.errors).toEqual([]);
    });
  });
}
