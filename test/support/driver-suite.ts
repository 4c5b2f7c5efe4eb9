import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostLink } from '../../src/main/core/ssh/ssh-port.ts';
import { detectToolstack } from '../../src/main/core/xen/detect-toolstack.ts';
import { createXlDriver } from '../../src/main/core/xen/xl/xl-driver.ts';
import type { MoveMode, PowerAction } from '../../src/shared/model/job.ts';
import { createCleanups } from './cleanups.ts';
import { type HostDoor, typeAt } from './host-door.ts';
import { type OwnCore, openOwnCore } from './own-core.ts';
import { createSshSite, linkIn } from './ssh-site.ts';
import { listed, patienceMs, type Row, untilListed } from './typed-list.ts';
import { until } from './until.ts';
import { createWatchLog } from './watch-log.ts';

/** Two hosts and some of their guests, as the suite finds them. */
export interface DriverSite {
  source: HostDoor;
  target: HostDoor;
  /** Guests of the source by what they are; each with its configuration in /etc/xen. */
  guests: {
    /** Runs, and can be moved to the target live. Has an autostart link. */
    movable: string;
    /** A PV guest that runs; the source has no shadow paging. */
    pv: string;
    /** Is off, and can be started. */
    halted: string;
  };
  /** The guest with the name that hurts, and its host. */
  hostile: HostDoor;
  /** Whether that guest hears a request to shut down or reboot as soon as it runs. */
  hostileListens: boolean;
}

export const hostileName = 'web "1" $(reboot) ü';
/** So seldom that nothing but a push can bring a change in time. */
const never = { usageSeconds: 300, sweepSeconds: 3600 };

async function names(door: HostDoor, folder: string): Promise<string[]> {
  const { stdout } = await typeAt(door, ['ls', folder]);
  return stdout.split('\n').filter((name) => name !== '');
}

/**
 * What a driver and the console on top of it have to do on any pair of hosts, simulated or real.
 * `open` starts with the guests in the states that DriverSite tells.
 */
export function describeDriver(
  title: string,
  open: () => Promise<{ site: DriverSite; close(): Promise<void> }>,
): void {
  const cleanups = createCleanups();
  const driver = createXlDriver();
  let site: DriverSite;
  let links: Record<'source' | 'target' | 'hostile', HostLink>;

  beforeAll(async () => {
    const opened = cleanups.add(await open());
    site = opened.site;
    const ssh = cleanups.add(createSshSite());
    const link = async ({ label, keyFile, ...access }: HostDoor) => {
      const made = ssh.link({ ...access, identityFiles: [keyFile] }, { label });
      made.connect();
      await linkIn(made, 'online');
      return made;
    };
    links = {
      source: await link(site.source),
      target: await link(site.target),
      hostile: await link(site.hostile),
    };
  }, 20 * 60_000);
  afterAll(() => cleanups.run());

  async function configPathOf(link: HostLink, name: string): Promise<string> {
    const read = await driver.read(link, link.hostId);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const path = read.value.vms.find((vm) => vm.name === name)?.configPath;
    if (!path) throw new Error(`no configuration of ${name} on ${link.hostId}`);
    return path;
  }

  describe(`${title}: the driver`, () => {
    it('finds xl on both hosts', async () => {
      expect(await detectToolstack(links.source)).toEqual({ ok: true, value: 'xl' });
      expect(await detectToolstack(links.target)).toEqual({ ok: true, value: 'xl' });
    });

    it('reads what the host is, and every domain that xl lists', async () => {
      const read = await driver.read(links.source, 'source');
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      const { facts, freeMemoryMiB, vms, problems } = read.value;
      const said = (await typeAt(site.source, ['xl', 'info'])).stdout;
      const value = (key: string) => new RegExp(`^${key} *: (.*)$`, 'm').exec(said)?.[1];
      expect(problems).toEqual([]);
      expect(facts.hostname).toBe(value('host'));
      expect(facts.pcpus).toBe(Number(value('nr_cpus')));
      expect(facts.totalMemoryMiB).toBe(Number(value('total_memory')));
      expect(facts.hwCaps).toBe(value('hw_caps'));
      expect(facts.virtCaps.join(' ')).toBe(value('virt_caps'));
      expect(facts.scheduler).toBe(value('xen_scheduler'));
      expect(facts.xenVersion).toMatchObject({
        major: Number(value('xen_major')),
        minor: Number(value('xen_minor')),
      });
      expect(facts.bridges).toContain('xenbr0');
      expect(facts.addresses.length).toBeGreaterThan(0);
      expect(facts.numaNodes.length).toBeGreaterThan(0);
      expect(facts.cpupools.map((pool) => pool.name)).toContain('Pool-0');
      expect(facts.storage.some((each) => each.sizeMiB > 0 && each.source !== '')).toBe(true);
      expect(Math.abs(facts.clockSkewMs)).toBeLessThan(60_000);
      expect(freeMemoryMiB).toBeGreaterThan(0);
      expect(freeMemoryMiB).toBeLessThan(facts.totalMemoryMiB);

      const rows = await listed(site.source);
      const running = vms.filter((vm) => vm.domid !== null).map((vm) => vm.name);
      expect(running.toSorted()).toEqual(
        [...rows.keys()].filter((name) => name !== 'Domain-0').toSorted(),
      );
      const byName = new Map(vms.map((vm) => [vm.name, vm]));
      const movable = byName.get(site.guests.movable);
      expect(movable).toMatchObject({
        domid: rows.get(site.guests.movable)?.domid,
        state: 'running',
        autostart: true,
        consoleTty: expect.stringMatching(/^\/dev\//),
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(byName.get(site.guests.pv)).toMatchObject({ type: 'pv', state: 'running' });
      expect(byName.get(site.guests.halted)).toMatchObject({ domid: null, state: 'halted' });
    });

    it('is told at once when somebody else starts and destroys a guest', async () => {
      const name = site.guests.halted;
      const path = await configPathOf(links.source, name);
      const log = createWatchLog();
      const watch = await driver.watch(links.source, 'source', never, log);
      if (!watch.ok) throw new Error(JSON.stringify(watch.error));
      await until(() => log.vm(name)?.state === 'halted', 'the first look', patienceMs);

      const created = await typeAt(site.source, ['xl', 'create', path]);
      expect(created.code, created.stderr).toBe(0);
      await until(() => log.vm(name)?.state === 'running', 'the start pushed', patienceMs);
      // A guest so young may still get its devices: xl then complains of those, and destroys it.
      await typeAt(site.source, ['xl', 'destroy', name]);
      await until(() => log.vm(name)?.state === 'halted', 'the end pushed', patienceMs);
      watch.value.stop();
      expect(log.ended).toEqual([null]);
    });

    it('is told how much CPU time each domain has used, over and over', async () => {
      const log = createWatchLog();
      const intervals = { usageSeconds: 2, sweepSeconds: 3600 };
      const watch = await driver.watch(links.source, 'source', intervals, log);
      if (!watch.ok) throw new Error(JSON.stringify(watch.error));
      await until(() => log.usage.length >= 3, 'three readings', patienceMs);
      watch.value.stop();
      const [first, last] = [log.usage[0], log.usage.at(-1)];
      expect(last?.hostSeconds).toBeGreaterThan(first?.hostSeconds ?? Number.POSITIVE_INFINITY);
      const dom0 = (reading: typeof first) => reading?.domains.find(({ domid }) => domid === 0);
      expect(dom0(last)?.cpuSeconds).toBeGreaterThan(0);
      expect(dom0(last)?.cpuSeconds).toBeGreaterThanOrEqual(dom0(first)?.cpuSeconds ?? 0);
      expect(first?.domains.map(({ name }) => name)).toContain(site.guests.movable);
    });

    it('is told what a guest reads from its disk and what its network carries, and the machine’s own', async () => {
      const name = site.guests.halted;
      const path = await configPathOf(links.source, name);
      await until(
        async () => {
          const { code, stderr } = await typeAt(site.source, ['xl', 'create', path]);
          if (code === 0) return true;
          // libxl gives a hotplug script 10 s, which an emulated host that shares its CPU may not have;
          // what it half made then is there for a while after xl has destroyed it.
          if (!/because of timeout|already exists/.test(stderr)) throw new Error(stderr);
          await typeAt(site.source, ['xl', 'destroy', name]);
          return null;
        },
        `${name} started`,
        patienceMs,
      );
      const log = createWatchLog();
      const intervals = { usageSeconds: 2, sweepSeconds: 3600 };
      const watch = await driver.watch(links.source, 'source', intervals, log);
      if (!watch.ok) throw new Error(JSON.stringify(watch.error));
      const carried = (kind: 'net' | 'disk', own = false) => {
        const reading = log.usage.at(-1);
        const domid = reading?.domains.find((domain) => domain.name === name)?.domid;
        return reading?.devices.find(
          (device) => device.kind === kind && device.domid === (own ? null : domid),
        )?.bytes;
      };
      await until(() => (carried('disk')?.in ?? 0) > 0, 'something read', patienceMs);
      await until(
        () => (carried('net')?.in ?? 0) > 0 && (carried('net')?.out ?? 0) > 0,
        'something sent and received',
        patienceMs,
      );
      expect(carried('disk', true)?.in).toBeGreaterThan(0);
      expect(carried('net', true)?.out).toBeGreaterThan(0);
      watch.value.stop();
      expect(log.problems.flat()).toEqual([]);
      await typeAt(site.source, ['xl', 'destroy', name]);
      await untilListed(site.source, name, (row) => row === null);
    });

    it('is told every configuration file as it lies there', async () => {
      const path = await configPathOf(links.source, site.guests.movable);
      const typed = await typeAt(site.source, ['cat', path]);
      const log = createWatchLog();
      const watch = await driver.watch(links.source, 'source', never, log);
      if (!watch.ok) throw new Error(JSON.stringify(watch.error));
      await until(() => log.configTexts.length > 0, 'the files told', patienceMs);
      watch.value.stop();
      expect(log.configTexts[0]).toContainEqual({ path, text: typed.stdout });
    });

    it('reads a configuration to the byte', async () => {
      const path = await configPathOf(links.source, site.guests.movable);
      const typed = await typeAt(site.source, ['cat', path]);
      expect(await driver.readConfig(links.source, path)).toEqual({
        ok: true,
        value: typed.stdout,
      });
      expect(typed.stdout).toContain(site.guests.movable);
    });

    it('takes a guest whose name hurts through every power state, unharmed', async () => {
      const door = site.hostile;
      const booted = await typeAt(door, ['cat', '/proc/uptime']);
      const others = [...(await listed(door)).keys()].filter((name) => name !== hostileName);
      const configPath = await configPathOf(links.hostile, hostileName);
      const act = async (action: PowerAction) => {
        const done = await driver.power(links.hostile, { name: hostileName, configPath }, action);
        if (!done.ok) throw new Error(`${action}: ${JSON.stringify(done.error)}`);
      };
      const isRunning = (row: Row | null) => row !== null && /^[r-][b-]----$/.test(row.state);

      if ((await listed(door)).has(hostileName)) await act('force-off');
      await untilListed(door, hostileName, (row) => row === null);
      await act('start');
      const first = await untilListed(door, hostileName, isRunning);
      await act('pause');
      await untilListed(door, hostileName, (row) => row?.state[2] === 'p');
      await act('resume');
      await untilListed(door, hostileName, isRunning);
      if (site.hostileListens) {
        await act('reboot');
        const second = await untilListed(
          door,
          hostileName,
          (row) => isRunning(row) && row?.domid !== first?.domid,
        );
        expect(second?.domid).toBeGreaterThan(first?.domid ?? Number.POSITIVE_INFINITY);
        await act('shutdown');
        await untilListed(door, hostileName, (row) => row === null);
        await act('start');
        await untilListed(door, hostileName, isRunning);
      }
      await act('force-off');
      await untilListed(door, hostileName, (row) => row === null);

      // Nothing that stands in the name was ever run.
      const uptime = ({ stdout }: { stdout: string }) => Number(stdout.split(' ')[0]);
      const now = await typeAt(door, ['cat', '/proc/uptime']);
      expect(uptime(now)).toBeGreaterThan(uptime(booted));
      expect([...(await listed(door)).keys()]).toEqual(others);
    });

    it('sets weight and cap of a running guest, tells what is set, and puts them back', async () => {
      const read = await driver.read(links.source, 'source');
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      const vm = read.value.vms.find(({ name }) => name === site.guests.movable);
      const { scheduler } = read.value.facts;
      if (!vm?.uuid || (scheduler !== 'credit' && scheduler !== 'credit2')) {
        throw new Error(`no guest or no scheduler to set: ${JSON.stringify(vm)} ${scheduler}`);
      }
      const order = { vm: { name: vm.name, uuid: vm.uuid }, scheduler, to: {} } as const;
      const before = await driver.tune(links.source, order);
      if (!before.ok) throw new Error(JSON.stringify(before.error));
      expect(before.value).toEqual({ weight: vm.weight, cap: vm.cap, vcpus: vm.vcpus });

      const { weight, cap } = before.value;
      const set = await driver.tune(links.source, {
        ...order,
        to: { weight: weight * 2, cap: 50 },
      });
      expect(set).toEqual({ ok: true, value: { ...before.value, weight: weight * 2, cap: 50 } });
      const typed = await typeAt(site.source, ['xl', `sched-${scheduler}`, '-d', vm.name]);
      expect(typed.stdout).toMatch(new RegExp(` ${weight * 2} +50\\s*$`));
      const back = await driver.tune(links.source, { ...order, to: { weight, cap } });
      expect(back).toEqual(before);

      const other = {
        ...order,
        vm: { name: vm.name, uuid: '00000000-0000-4000-8000-000000000000' },
      };
      expect(await driver.tune(links.source, { ...other, to: { weight: 1 } })).toMatchObject({
        ok: false,
        error: { code: 'not-possible-now' },
      });
      const wild = await driver.tune(links.source, { ...order, to: { weight: 70_000 } });
      expect(wild).toMatchObject({ ok: false, error: { code: 'command-failed' } });
      expect(wild.ok || wild.error.details).toContain('out of range');
      expect(await driver.tune(links.source, order)).toEqual(before);
    });

    it('says in xl’s own words why something cannot be done', async () => {
      const none = { name: 'no such guest', configPath: null };
      const refused = await driver.power(links.source, none, 'pause');
      expect(refused).toMatchObject({ ok: false, error: { code: 'vm-not-found' } });
      const missing = { name: 'gone', configPath: '/etc/xen/not there.cfg' };
      const started = await driver.power(links.source, missing, 'start');
      expect(started).toMatchObject({ ok: false, error: { code: 'command-failed' } });
      expect(started.ok || started.error.details).toContain('No such file or directory');
    });
  });

  describe(`${title}: moving`, () => {
    let core: OwnCore;
    beforeAll(async () => {
      core = cleanups.add(await openOwnCore([site.source, site.target]));
    }, 20 * 60_000);

    const move = (name: string, mode: MoveMode) => ({
      vm: core.vm(site.source.label, name),
      targetHostId: core.idOf(site.target.label),
      mode,
    });
    async function run(name: string, mode: MoveMode) {
      const { jobIds } = await core.must('moves.start', { moves: [move(name, mode)] });
      return core.ended(jobIds[0] ?? '');
    }

    it('moves a running guest, with its configuration and autostart link', async () => {
      const name = site.guests.movable;
      const path = await configPathOf(links.source, name);
      const file = path.slice(path.lastIndexOf('/') + 1);
      const text = (await typeAt(site.source, ['cat', path])).stdout;
      expect(await names(site.source, '/etc/xen/auto')).toContain(file);

      const { verdict } = await core.must('moves.preflight', move(name, 'live'));
      expect(verdict.reasons.filter(({ severity }) => severity === 'blocks')).toEqual([]);
      expect(verdict.possible).toBe(true);
      const job = await run(name, 'live');
      expect(job, JSON.stringify(job, null, 1)).toMatchObject({
        state: 'succeeded',
        phase: 'done',
        error: null,
      });
      expect(job.log).toContain('Migration successful.');
      expect(job.summary).toContain(`${name} runs on ${site.target.label}.`);
      expect(job.pauseMs).toBeGreaterThan(0);
      expect(job.progress?.bytes).toBeGreaterThan(0);

      expect(await listed(site.source)).not.toContainEqual([name, expect.anything()]);
      const there = (await listed(site.target)).get(name);
      expect(there?.state).toMatch(/^[r-][b-]----$/);
      expect(await names(site.source, '/etc/xen')).not.toContain(file);
      expect((await typeAt(site.target, ['cat', path])).stdout).toBe(text);
      expect(await names(site.source, '/etc/xen/auto')).not.toContain(file);
      expect(await names(site.target, '/etc/xen/auto')).toContain(file);
      await core.until('the board to agree', ({ vms }) => {
        const [here, now] = [site.source, site.target].map(
          ({ label }) => vms[core.idOf(label)]?.[name],
        );
        return !here && now?.state === 'running' && now.autostart && now.configPath === path;
      });
    });

    it('refuses a PV guest where Xen has no shadow paging, and offers to stop and copy it', async () => {
      const name = site.guests.pv;
      const { verdict } = await core.must('moves.preflight', move(name, 'live'));
      expect(verdict.possible).toBe(false);
      expect(verdict.reasons.filter(({ severity }) => severity === 'blocks')).toEqual([
        expect.objectContaining({ code: 'pv-needs-shadow', offer: 'stop-and-copy' }),
      ]);
      const job = await run(name, 'live');
      expect(job).toMatchObject({ state: 'failed', error: { code: 'preflight-refused' } });
      expect((await listed(site.source)).get(name)?.state).toMatch(/^[r-][b-]----$/);
    });

    it('stops and copies that guest, which then runs on the target alone', async () => {
      const name = site.guests.pv;
      const path = await configPathOf(links.source, name);
      const job = await run(name, 'stop-and-copy');
      expect(job, JSON.stringify(job, null, 1)).toMatchObject({
        state: 'succeeded',
        phase: 'done',
        error: null,
      });
      expect(job.log.join('\n')).toContain('Saving to /dev/stdout new xl format');
      expect((await listed(site.source)).has(name)).toBe(false);
      expect((await listed(site.target)).get(name)?.state).toMatch(/^[r-][b-]----$/);
      expect((await typeAt(site.target, ['cat', path])).stdout).toContain(name);
      expect((await typeAt(site.source, ['cat', path])).code).not.toBe(0);
    });
  });
}
