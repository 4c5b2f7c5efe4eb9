import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  carryConfig,
  readSourceConfig,
  type SourceConfig,
} from '../../../src/main/core/migration/carry-config.ts';
import {
  retireConfigScript,
  writeConfigScript,
} from '../../../src/main/core/migration/scripts/move-config.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { createFakeXenPair, type FakeXenPair } from '../../support/fake-xen-pair.ts';

const pairs: FakeXenPair[] = [];
afterEach(() => {
  for (const pair of pairs.splice(0)) pair.remove();
});

const bytes = Buffer.from([0, 255, 10, 13, 39, 34, 92, 228]);
const text = Buffer.concat([Buffer.from(`name = 'web "1" ü'\nmemory = 128\n`), bytes]);
const stamp = '2026-01-02T03-04-05-678Z';

describe.each(['dash', 'bash'] as const)('a VM’s configuration (%s)', (shell) => {
  /**
   * Two hosts; paths are relative to each one's own folder, and so are the links that are made:
   * `auto`, the autostart folder, is the folder itself, where they lead to what they say.
   */
  function open(name = 'web1.cfg', auto = '.') {
    const pair = createFakeXenPair(shell);
    pairs.push(pair);
    const path = `etc/${name}`;
    const [source, target] = [pair.a, pair.b];
    const file = (host: typeof source, at = path) => join(host.folder, at);
    return {
      pair,
      path,
      source,
      target,
      put(host: typeof source, content: string | Buffer, at = path) {
        writeFileSync(file(host, at), content);
      },
      has: (host: typeof source, at = path) =>
        existsSync(file(host, at)) ? readFileSync(file(host, at)) : null,
      autostart(host: typeof source, link: string, to = path) {
        symlinkSync(join(host.folder, to), file(host, `${auto}/${link}`));
      },
      links: (host: typeof source) =>
        readdirSync(file(host, auto), { withFileTypes: true })
          .filter((each) => each.isSymbolicLink())
          .map((each) => each.name),
      files: (host: typeof source) =>
        readdirSync(file(host, 'etc'))
          .filter((each) => each !== 'auto')
          .toSorted(),
      async read(): Promise<SourceConfig> {
        const config = await readSourceConfig(source.link, path, auto);
        if (!config.ok || !config.value) throw new Error(JSON.stringify(config));
        return config.value;
      },
      carry: (config: SourceConfig) =>
        carryConfig({
          source: source.link,
          target: target.link,
          config,
          autostartFolder: auto,
          stamp,
        }),
    };
  }

  it.each(['web1.cfg', 'web "1" $(reboot) ü.cfg', 'a\\tb\\0041.cfg', "it's; rm -rf *.cfg"])(
    'moves along whole with its mode and its autostart link: %s',
    async (name) => {
      const vm = open(name);
      vm.put(vm.source, text);
      chmodSync(join(vm.source.folder, vm.path), 0o640);
      vm.autostart(vm.source, name);
      const config = await vm.read();
      expect(config).toMatchObject({ path: vm.path, mode: '640', autostart: name });
      expect(Buffer.from(config.base64, 'base64')).toEqual(text);
      expect(await vm.carry(config)).toEqual({ ok: true, value: { notes: [] } });
      expect(vm.has(vm.target)).toEqual(text);
      expect(statSync(join(vm.target.folder, vm.path)).mode & 0o777).toBe(0o640);
      expect(vm.links(vm.target)).toEqual([name]);
      expect(readlinkSync(join(vm.target.folder, name))).toBe(vm.path);
      expect(vm.files(vm.source)).toEqual([`${name}.moved`]);
      expect(vm.links(vm.source)).toEqual([]);
      expect(vm.files(vm.target)).toEqual([name]);
    },
  );

  it('is not there: that is an answer, not a failure', async () => {
    const vm = open();
    expect(await readSourceConfig(vm.source.link, vm.path, 'etc/auto')).toEqual({
      ok: true,
      value: null,
    });
  });

  it('knows no autostart from links of others', async () => {
    const vm = open();
    vm.put(vm.source, text);
    vm.put(vm.source, 'other', 'etc/other.cfg');
    vm.autostart(vm.source, 'web1.cfg', 'etc/other.cfg');
    vm.autostart(vm.source, 'dangling', 'etc/none.cfg');
    expect((await vm.read()).autostart).toBeNull();
  });

  it('can be carried again after an interruption at any point, with the same end', async () => {
    const vm = open();
    vm.put(vm.source, text);
    vm.autostart(vm.source, 'web1.cfg');
    const config = await vm.read();
    const args = [vm.path, config.sha256, config.mode, '.', 'web1.cfg', stamp];
    await vm.target.link.exec(scriptLine(writeConfigScript, args), { stdin: config.base64 });
    expect(vm.has(vm.source)).toEqual(text);
    expect(await vm.carry(config)).toEqual({ ok: true, value: { notes: [] } });
    expect(await vm.carry(config)).toEqual({ ok: true, value: { notes: [] } });
    expect([vm.files(vm.source), vm.files(vm.target)]).toEqual([['web1.cfg.moved'], ['web1.cfg']]);
    expect([vm.links(vm.source), vm.links(vm.target)]).toEqual([[], ['web1.cfg']]);
  });

  it('is taken away nowhere when it comes over torn', async () => {
    const vm = open();
    vm.put(vm.source, text);
    const config = await vm.read();
    const torn = { ...config, base64: config.base64.slice(0, 8) };
    expect(await vm.carry(torn)).toMatchObject({
      ok: false,
      error: { code: 'command-failed', details: expect.stringContaining('came over damaged') },
    });
    expect(vm.files(vm.target)).toEqual([]);
    expect(vm.has(vm.source)).toEqual(text);
  });

  it('sets another file of its name aside with the date, and never overwrites one', async () => {
    const vm = open();
    vm.put(vm.source, text);
    vm.put(vm.target, 'another');
    vm.put(vm.target, 'set aside before', `${vm.path}.before-${stamp}`);
    const carried = await vm.carry(await vm.read());
    const aside = `${vm.path}.before-${stamp}-`;
    expect(carried).toMatchObject({ ok: true, value: { notes: [expect.stringContaining(aside)] } });
    expect(vm.has(vm.target)).toEqual(text);
    expect(vm.has(vm.target, aside)?.toString()).toBe('another');
    expect(vm.has(vm.target, `${vm.path}.before-${stamp}`)?.toString()).toBe('set aside before');
  });

  it('leaves an autostart link of another VM alone, and says so', async () => {
    const vm = open();
    vm.put(vm.source, text);
    vm.autostart(vm.source, '10-web');
    vm.put(vm.target, 'other', 'etc/other.cfg');
    vm.autostart(vm.target, '10-web', 'etc/other.cfg');
    const carried = await vm.carry(await vm.read());
    expect(carried).toMatchObject({
      value: { notes: [expect.stringMatching(/10-web .*another VM/)] },
    });
    expect(readlinkSync(join(vm.target.folder, '10-web'))).toContain('other.cfg');
  });

  it('stays at the source too if it was changed there meanwhile', async () => {
    const vm = open();
    vm.put(vm.source, text);
    const config = await vm.read();
    vm.put(vm.source, 'edited');
    const carried = await vm.carry(config);
    expect(carried).toMatchObject({
      value: { notes: [expect.stringContaining('changed at the source')] },
    });
    expect(vm.has(vm.source)?.toString()).toBe('edited');
    expect(vm.has(vm.target)).toEqual(text);
  });

  /** Both hosts' `etc`, or only a part of it, is one and the same. */
  function share(vm: ReturnType<typeof open>, part: string): void {
    rmSync(join(vm.target.folder, part), { recursive: true });
    symlinkSync(join(vm.source.folder, part), join(vm.target.folder, part));
  }

  it('stays where it is when both hosts share /etc/xen, autostart link and all', async () => {
    const vm = open('web1.cfg', 'etc/auto');
    share(vm, 'etc');
    vm.put(vm.source, text);
    vm.autostart(vm.source, 'web1.cfg');
    const carried = await vm.carry(await vm.read());
    expect(carried).toMatchObject({
      value: { notes: [expect.stringContaining('both hosts share')] },
    });
    expect(vm.has(vm.source)).toEqual(text);
    expect(vm.files(vm.source)).toEqual(['web1.cfg']);
    expect(vm.links(vm.source)).toEqual(['web1.cfg']);
  });

  it('is started at boot by the target alone when the hosts share it, but not the autostart folder', async () => {
    const vm = open('shared/web1.cfg');
    mkdirSync(join(vm.source.folder, 'etc/shared'));
    mkdirSync(join(vm.target.folder, 'etc/shared'));
    share(vm, 'etc/shared');
    vm.put(vm.source, text);
    vm.autostart(vm.source, 'web1.cfg');
    expect((await vm.carry(await vm.read())).ok).toBe(true);
    expect(vm.has(vm.source)).toEqual(text);
    expect(vm.links(vm.target)).toEqual(['web1.cfg']);
    expect(vm.links(vm.source)).toEqual([]);
  });

  it('is put back when the target is away before it could confirm, but starts nothing at boot', async () => {
    const vm = open();
    vm.put(vm.source, text);
    vm.autostart(vm.source, 'web1.cfg');
    const config = await vm.read();
    let asked = 0;
    const flaky = {
      ...vm.target.link,
      exec: (...call: Parameters<typeof vm.target.link.exec>) => {
        if (++asked === 2) vm.target.link.cut();
        return vm.target.link.exec(...call);
      },
    };
    const carried = await carryConfig({
      source: vm.source.link,
      target: flaky,
      config,
      autostartFolder: '.',
      stamp,
    });
    expect(carried).toMatchObject({ ok: false, error: { code: 'ssh-unreachable' } });
    expect(vm.has(vm.source)).toEqual(text);
    expect(vm.links(vm.source)).toEqual([]);
  });

  it('is not retired if it is not what was copied', async () => {
    const vm = open();
    const retire = async () => {
      const line = scriptLine(retireConfigScript, [vm.path, '0'.repeat(64), 'etc/auto', '']);
      const ran = await vm.source.link.exec(line);
      return ran.ok ? ran.value.stdout : ran.error.message;
    };
    expect(await retire()).toBe('absent\n');
    vm.put(vm.source, text);
    expect(await retire()).toBe('changed\n');
    expect(vm.files(vm.source)).toEqual(['web1.cfg']);
  });
});
