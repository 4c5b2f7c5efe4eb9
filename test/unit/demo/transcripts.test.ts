import { afterEach, describe, expect, it } from 'vitest';
import {
  createDemoWorld,
  type DemoWorld,
  type MoveFailure,
} from '../../../src/main/demo/host/demo-world.ts';
import { type DomainRow, domainRows } from '../../../src/main/demo/host/domain-rows.ts';
import { startGuest } from '../../../src/main/demo/host/guest-actions.ts';
import type { SimDomain } from '../../../src/main/demo/host/sim-domain.ts';
import { copyMove } from '../../../src/main/demo/migration/copy-move.ts';
import { liveMove } from '../../../src/main/demo/migration/live-move.ts';
import { newCopy } from '../../../src/main/demo/migration/move-progress.ts';
import { formatInfo } from '../../../src/main/demo/xl/format-info.ts';
import { formatJson, type Json } from '../../../src/main/demo/xl/format-json.ts';
import { formatList } from '../../../src/main/demo/xl/format-list.ts';
import { formatLongList } from '../../../src/main/demo/xl/format-long-list.ts';
import {
  formatCpupools,
  formatSchedule,
  formatUptimes,
  formatVcpus,
} from '../../../src/main/demo/xl/format-tables.ts';
import { hostWithGuest, infoPvOnly, transcript, transcriptOf } from '../../support/transcripts.ts';

let world: DemoWorld;

/** The demo's first six hosts; what takes time takes next to none. */
function open(): DemoWorld {
  world = createDemoWorld({
    hosts: 6,
    vms: 40,
    seed: 7,
    speed: 2000,
    hostKeyOf: () => ({ type: 'ssh-ed25519', fingerprint: '', blob: '' }),
    userKeyBlob: '',
  });
  return world;
}
afterEach(() => world.clock.close());

function hostOf(index: number) {
  const host = world.hosts[index];
  if (!host) throw new Error(`no host ${index}`);
  return host;
}

/** Where each word of a line ends: what a table's columns are aligned by. */
function edges(line: string): number[] {
  return [...line.matchAll(/\S(?=\s|$)/g)].map((end) => end.index);
}

/** Numbers and the widths that they take are the host's own; a table's are part of its form. */
function withoutNumbers(line: string): string {
  return line.replace(/0x[0-9a-f]+|\d+(?:,\d+)*/g, 'N').replace(/ +/g, ' ');
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

/** Lines of progress follow memory's size: one stands for all. */
function shapeOf(lines: readonly string[]): string[] {
  return lines
    .map(withoutNumbers)
    .filter((line, at, all) => line !== '' && (line !== all[at - 1] || !/progress/.test(line)));
}

/** Every path of keys in a JSON value, in the order of the text; lists count by their first item. */
function paths(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return paths(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, item]) => paths(item, `${at}.${key}`))];
}

describe('what a demo host prints is what a real one was recorded to print', () => {
  it('`xl info -n`, key by key and to the same column', () => {
    open();
    const keys = (text: string) =>
      linesOf(text).map((line) => (/^[a-z_]+ *:/.exec(line)?.[0] ?? withoutNumbers(line)).trim());
    const once = (lines: string[]) => lines.filter((line, at) => line !== lines[at - 1]);
    const real = transcriptOf(hostWithGuest, 'xl info -n');
    expect(once(keys(formatInfo(hostOf(0).sim, true)))).toEqual(once(keys(real)));
  });

  it('`xl info` of a host without hardware assist says pv and nothing of hvm', () => {
    open();
    const said = (text: string, key: string) => new RegExp(`^${key} *: (.*)$`, 'm').exec(text)?.[1];
    const real = transcript(infoPvOnly);
    const ours = formatInfo(hostOf(5).sim, false);
    expect(linesOf(ours)).toHaveLength(linesOf(real).length);
    for (const key of ['virt_caps', 'xen_caps', 'xen_scheduler', 'platform_params']) {
      expect(said(ours, key)).toBe(said(real, key));
    }
  });

  it.each([
    ['xl list', (rows: DomainRow[]) => formatList(rows, false)],
    ['xl list -v', (rows: DomainRow[]) => formatList(rows, true)],
    ['xl vcpu-list', (rows: DomainRow[]) => formatVcpus(hostOf(0).sim, rows, 0)],
    ['xl sched-credit2', (rows: DomainRow[]) => formatSchedule(hostOf(0).sim, rows)],
    ['xl cpupool-list', () => formatCpupools(hostOf(3).sim)],
    ['xl uptime', (rows: DomainRow[]) => formatUptimes(rows, world.clock.now())],
  ])('`%s`, with the same heading and its columns in the same places', (command, print) => {
    open();
    // Of a guest that has just begun: a number wider than its column pushes the rest aside.
    const config = hostOf(0).guests.find((guest) => guest.state === 'halted')?.config;
    if (!config) throw new Error('no guest is off');
    startGuest(world, hostOf(0), config);
    const real = linesOf(transcriptOf(hostWithGuest, command));
    const ours = linesOf(print(domainRows(hostOf(0).sim, world.clock.now())));
    const heading = real.findIndex((line) => line.startsWith('Name'));
    expect(ours.slice(0, heading + 1)).toEqual(real.slice(0, heading + 1));
    const columns = (lines: string[]) => edges(lines.at(-2) ?? '').slice(1);
    expect(columns(real).length).toBeGreaterThan(1);
    expect(columns(ours)).toEqual(columns(real));
    expect(ours.at(-1)).toBe(real.at(-1));
  });

  it('`xl list -l`, byte by byte as libxl spaces it', () => {
    open();
    const real = transcriptOf(hostWithGuest, 'xl list -l');
    expect(`${formatJson(JSON.parse(real) as Json)}\n\n`).toBe(real);
  });

  it('`xl list -l`, with everything that libxl says of dom0 and of a PVH guest, in its order', () => {
    open();
    const [realDom0, realGuest] = JSON.parse(transcriptOf(hostWithGuest, 'xl list -l'));
    const [dom0, ...guests] = JSON.parse(
      formatLongList(domainRows(hostOf(0).sim, world.clock.now())),
    );
    expect(paths(dom0)).toEqual(paths(realDom0));
    const guest = guests.find((each: typeof realGuest) => each.config.c_info.type === 'pvh');
    const known = new Set(paths(realGuest));
    const ours = paths(guest).filter((path) => known.has(path));
    expect(ours).toEqual(paths(realGuest));
    // The recorded guest has neither a disk nor a network nor anything to do when it crashes.
    expect(
      paths(guest).filter(
        (path) => !known.has(path) && !/^\.config\.(disks|nics|on_crash)/.test(path),
      ),
    ).toEqual([]);
  });
});

async function live(
  name: string,
  failure?: MoveFailure,
): Promise<{ lines: string[]; status: number }> {
  open();
  const [source, target] = [hostOf(0), hostOf(1)];
  const domain = source.sim.byName(name) as SimDomain;
  if (failure) world.failNextMove(name, failure);
  const lines: string[] = [];
  const status = await liveMove({
    world,
    source,
    target,
    domain,
    copy: newCopy({ world }),
    link: new AbortController().signal,
    verbose: false,
    say: (line) => void lines.push(line),
  });
  return { lines, status };
}

describe('what a demo host says of a migration is what a real one was recorded to say', () => {
  it('when it succeeds', async () => {
    const { lines, status } = await live('web-01');
    expect(shapeOf(lines)).toEqual(
      shapeOf(linesOf(transcript('xl-migrate-pvh-success.stderr.txt'))),
    );
    expect(status).toBe(0);
  });

  it('when the guest hangs', async () => {
    const { lines, status } = await live('web-01', 'guest-hung');
    expect(shapeOf(lines)).toEqual(
      shapeOf(linesOf(transcript('xl-migrate-guest-hung-failure.stderr.txt'))),
    );
    expect(status).toBe(1);
  });

  it('when a PV guest leaves a host without shadow paging', async () => {
    const { lines, status } = await live('intranet');
    expect(shapeOf(lines)).toEqual(
      shapeOf(linesOf(transcript('xl-migrate-pv-no-shadow-failure.stderr.txt'))),
    );
    expect(status).toBe(1);
  });

  it('when a PV guest is saved and restored, our own words aside', async () => {
    open();
    const [source, target] = [hostOf(0), hostOf(1)];
    const record = {
      lines: [] as string[],
      status: null,
      copy: newCopy({ world }),
      link: new AbortController(),
      turn: false,
    };
    const domain = source.sim.byName('intranet') as SimDomain;
    await copyMove.run({ world, source, target, domain, record, folder: '/var/run/stateroom-1' });
    const xl = record.lines.filter((line) => !line.startsWith('stateroom:'));
    expect(shapeOf(xl)).toEqual(
      shapeOf(linesOf(transcript('xl-save-restore-pv-stop-and-copy.stderr.txt'))),
    );
  });
});
