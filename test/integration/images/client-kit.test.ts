import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { agentText } from '../../../src/main/core/images/client-kit/agent.ts';
import { dhcpText, initText } from '../../../src/main/core/images/client-kit/init.ts';
import { jsonWords } from '../../../src/main/core/images/client-kit/json-words.ts';
import { kitFiles } from '../../../src/main/core/images/client-kit/kit-files.ts';
import { makeInitrdScript } from '../../../src/main/core/images/client-kit/make-initrd.ts';
import { tableWords } from '../../../src/main/core/images/client-kit/tables.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { reportSchema } from '../../../src/shared/images/client.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { runs } from '../../support/properties.ts';
import { digest } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';

const places: LocalImageServer[] = [];
const mounts: string[] = [];
afterEach(() => {
  for (const mount of mounts.splice(0).toReversed()) execFileSync('umount', ['-l', mount]);
  for (const place of places.splice(0)) place.remove();
});

describe.each(serverShells)('the client kit (%s)', (shell) => {
  function open(before = '') {
    const place = createImageServer(shell, { before });
    places.push(place);
    return place;
  }
  async function run(place: LocalImageServer, text: string, args: string[] = [], stdin = '') {
    const ran = await place.runner.exec(scriptLine({ name: 'kit', text }, args), { stdin });
    if (!ran.ok) throw new Error(JSON.stringify(ran.error));
    return ran.value;
  }

  it('says any bytes as valid JSON, those that are no UTF-8 as a decoder would read them', async () => {
    const place = open();
    const text = `LC_ALL=C\n${jsonWords}\nbase64 -d | json_text`;
    const hostile = [
      '"\\\n\t\r\u0001\u007fü€😀',
      Buffer.from([0, 0xc3, 0x28, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0xed, 0xa0, 0x80, 0xff, 34]),
    ];
    const check = async (bytes: Uint8Array) => {
      const { stdout } = await run(place, text, [], `${Buffer.from(bytes).toString('base64')}\n`);
      expect(JSON.parse(stdout)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    };
    for (const bytes of hostile) await check(Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string({ unit: 'binary' }).map((of) => Buffer.from(of)),
        ),
        check,
      ),
      { numRuns: runs(25) },
    );
  });

  it('reads a text out of any JSON object, and never from within another text', async () => {
    const place = open();
    const text = `LC_ALL=C\nexport LC_ALL\n${jsonWords}\njson_string healthCommand`;
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }).filter((of) => !of.includes('\0') && of.isWellFormed()),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(0, 2),
        async (command, title, indent) => {
          const fooling = `${title},"healthCommand":"reboot"`;
          const json = JSON.stringify(
            { title: fooling, healthCommand: command, z: 1 },
            null,
            indent,
          );
          const { stdout, code } = await run(place, text, [], json);
          expect(code).toBe(0);
          expect(stdout).toBe(command);
        },
      ),
      { numRuns: runs(25) },
    );
    const none = ['', '{}', '{"title":",\\"healthCommand\\":\\"x\\""}', '{"healthCommand":"torn'];
    for (const json of none) expect((await run(place, text, [], json)).code).not.toBe(0);
  });

  it('is all of it what this shell understands', async () => {
    const place = open();
    const scripts = kitFiles.map(({ text }) => text).filter((text) => text.startsWith('#!'));
    expect(scripts.length).toBeGreaterThan(0);
    for (const text of [...scripts, initText, dhcpText, makeInitrdScript.text]) {
      place.put('script', text);
      const checked = await run(place, `${shell === 'dash' ? 'dash' : 'sh'} -n "$1"`, [
        place.file('script'),
      ]);
      expect(checked).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('makes no initrd of an image that could not run it, and says what is missing', async () => {
    const place = open();
    const tree = place.file('tree');
    const make = () =>
      run(place, makeInitrdScript.text, [place.root, tree, '6.1', place.file('initrd'), tree]);
    place.put('tree/bin/busybox', 'ELF /lib64/ld-linux-x86-64.so.2');
    expect((await make()).stderr).toContain('busybox-static');
    place.put('tree/bin/busybox', 'ELF');
    expect((await make()).stderr).toContain('no modules of its kernel 6.1');
    expect(place.has('initrd')).toBe(false);
  });

  describe('honours the tables of the image', () => {
    /** `bind` says what it would do; with a real one the same folders are mounted. */
    const words = `${tableWords}\ntrouble() { echo "trouble $*"; }\n`;
    const said = `${words}bind() { echo "bind $1 $2"; }\n`;
    function image(tables: Record<string, string>) {
      const place = open();
      const root = join(place.folder, 'srv');
      for (const [path, text] of Object.entries(tables)) place.put(path, text);
      return { place, root, drive: join(place.folder, 'drive'), top: join(place.folder, 'top') };
    }

    it('of what is writable in memory, with comments, odd lines and what is not there', async () => {
      const { place, root, top } = image({
        'etc/rwtab': '# x\nempty /var/log # y\n\tdirs  /var/cache/ \nempty /nowhere\nfiles etc/x\n',
        'etc/rwtab.d/app': 'files /etc/app\nempty /../x\nburn /etc\n',
        'etc/rwtab.d/app.rpmsave': 'empty /etc\n',
        'var/log/old': 'x',
        'var/cache/man/page': 'x',
        'etc/app/conf': 'mine',
      });
      execFileSync('chmod', ['2750', join(root, 'var/log')]);
      const { stdout } = await run(place, `${said}memory_of "$1" "$2"`, [root, top]);
      expect(stdout.replaceAll(root, 'R').replaceAll(top, 'T').trim().split('\n')).toEqual([
        'bind T/var/log R/var/log',
        'bind T/var/cache R/var/cache',
        'trouble etc/x in rwtab is no absolute path.',
        'bind T/etc/app R/etc/app',
        'trouble /../x in rwtab is no path of its own.',
        'trouble rwtab: burn /etc: no such kind.',
      ]);
      expect(existsSync(join(top, 'var/log/old'))).toBe(false);
      expect(statSync(join(top, 'var/log')).mode & 0o7777).toBe(0o2750);
      expect(existsSync(join(top, 'var/cache/man/page'))).toBe(false);
      expect(existsSync(join(top, 'var/cache/man'))).toBe(true);
      expect(readFileSync(join(top, 'etc/app/conf'), 'utf8')).toBe('mine');
    });

    it('of what lies on the drive: seeded once, and never over what is there', async () => {
      const { place, root, drive } = image({
        'etc/statetab': '/var/lib/app\n/etc/app.conf\n/var/lib/new/\n/var/lib/missing\n',
        'var/lib/app/data/seed': 'from v1',
        'etc/app.conf': 'v1',
      });
      execFileSync('ln', ['-s', 'seed', join(root, 'var/lib/app/data/link')]);
      mkdirSync(drive);
      const text = `${said}drive_of "$1" "$2"`;
      const first = await run(place, text, [root, drive]);
      expect(first.stdout.replaceAll(root, 'R').replaceAll(drive, 'D').trim().split('\n')).toEqual([
        'bind D/var/lib/app R/var/lib/app',
        'bind D/etc/app.conf R/etc/app.conf',
        'bind D/var/lib/new R/var/lib/new',
        'trouble statetab: the image has no /var/lib/missing.',
      ]);
      expect(lstatSync(join(drive, 'var/lib/app/data/link')).isSymbolicLink()).toBe(true);
      execFileSync('sh', ['-c', 'echo mine >"$1/var/lib/app/data/seed"', 'sh', drive]);
      place.put('var/lib/app/data/seed', 'from v2');
      place.put('etc/statetab', '/var/lib/app\n/etc/app.conf\n');
      await run(place, text, [root, drive]);
      expect(readFileSync(join(drive, 'var/lib/app/data/seed'), 'utf8')).toBe('mine\n');
      expect(readFileSync(join(drive, 'etc/app.conf'), 'utf8')).toBe('v1');
    });

    it('so that a seed that was cut off in the middle is begun anew, and is never half there', async () => {
      const { place, root, drive } = image({
        'etc/statetab': '/var/lib/app\n',
        'var/lib/app/a': 'x',
      });
      mkdirSync(drive);
      place.replace('mv', () => 'kill -9 $PPID; exit 1');
      await run(place, `${said}drive_of "$1" "$2"`, [root, drive]);
      expect(existsSync(join(drive, 'var/lib/app'))).toBe(false);
      place.replace('mv', (real) => `exec ${real} "$@"`);
      await run(place, `${said}drive_of "$1" "$2"`, [root, drive]);
      expect(readFileSync(join(drive, 'var/lib/app/a'), 'utf8')).toBe('x');
    });

    it.runIf(canHaveAccounts)('so that what is written there is on the drive', async () => {
      const { place, root, drive } = image({
        'etc/statetab': '/var/lib/app\n',
        'var/lib/app/a': 'x',
      });
      mkdirSync(drive);
      mounts.push(join(root, 'var/lib/app'));
      const real = `${words}bind() { mount -o bind "$1" "$2"; }\ndrive_of "$1" "$2"`;
      expect((await run(place, real, [root, drive])).stdout).toBe('');
      place.put('var/lib/app/b', 'written');
      expect(readFileSync(join(drive, 'var/lib/app/b'), 'utf8')).toBe('written');
    });
  });

  describe('reports and follows', () => {
    const boot = '3abe287f-4923-4ac8-abca-9a23ecf12264';
    /** A client as its kernel shows it; the agent runs in it until `rounds` pauses are over. */
    function client(role: object | null, longestSeconds = 600) {
      const place = open();
      const [a, b] = [digest('a'), digest('b')];
      const run = join(place.folder, 'srv/run');
      const mount = (state: string) =>
        place.put('proc/mounts', `/dev/loop3 ${run}/image squashfs ro 0 0\n${state}`);
      const file = (of: string) =>
        place.put(
          'sys/block/loop3/loop/backing_file',
          `${run}/server/images/web/${of}/rootfs.squashfs\n`,
        );
      place.put(
        'proc/cmdline',
        `quiet stateless.role=web stateless.digest=${a} stateless.client=web1\n`,
      );
      place.put('proc/sys/kernel/random/boot_id', `${boot}\n`);
      mkdirSync(join(run, 'reports'), { recursive: true });
      if (role) place.put('run/server/images/web/role.json', JSON.stringify(role));
      mount(`server:/x ${run}/state nfs4 rw,vers=4.2 0 0\n`);
      file(a);
      place.replace('systemctl', () => `echo "$*" >>'${place.folder}/systemctl'`);
      place.replace('reboot', () => `echo "reboot $*" >>'${place.folder}/systemctl'`);
      const environment = {
        STATELESS_RUN: run,
        STATELESS_PROC: place.file('proc'),
        STATELESS_SYS: place.file('sys'),
        STATELESS_XEN: place.file('proc/xen'),
        STATELESS_LONGEST: String(longestSeconds),
      };
      return {
        ...{ place, run, a, b, mount, file },
        async rounds(count: number) {
          place.put('../left', `${count}\n`);
          place.replace('sleep', (real) =>
            [
              `if [ "$1" != 10 ]; then exec ${real} "$@"; fi`,
              `n=$(cat '${place.folder}/left'); n=$((n - 1)); echo $n >'${place.folder}/left'`,
              'if [ $n -le 0 ]; then kill $PPID; fi',
            ].join('\n'),
          );
          const set = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
          const line = `export ${set.join(' ')}\n${agentText}`;
          await place.runner.exec(scriptLine({ name: 'agent', text: line }));
          const text = place.has('run/reports/web1.json')
            ? place.text('run/reports/web1.json')
            : '';
          return text === '' ? null : reportSchema.parse(JSON.parse(text));
        },
        acts: () =>
          existsSync(join(place.folder, 'systemctl'))
            ? readFileSync(join(place.folder, 'systemctl'), 'utf8').trim().split('\n')
            : [],
      };
    }

    it('what the health command said, whatever that is, by the time of the server', async () => {
      const one = client({ title: 'x', healthCommand: "printf '\"\\\\\\303\\n\\001ok'; exit 3" });
      expect(await one.rounds(1)).toMatchObject({
        client: 'web1',
        digest: one.a,
        bootId: boot,
        stateMounted: true,
        health: 'failed',
        healthText: '"\\\ufffd\n\u0001ok',
      });
      const written = statSync(one.place.file('run/reports/web1.json')).mtimeMs / 1000;
      expect(Math.abs(written - ((await one.rounds(1))?.at ?? 0))).toBeLessThan(120);
      expect(one.place.list('run/reports')).toEqual(['web1.json']);
    });

    it('an empty command as health, one that hangs and one that is not to be had as none', async () => {
      expect(await client({ healthCommand: '' }).rounds(1)).toMatchObject({ health: 'ok' });
      expect(await client({ healthCommand: 'echo on it; sleep 600' }, 5).rounds(1)).toMatchObject({
        health: 'failed',
        healthText: expect.stringMatching(/on it[\s\S]*ended after 5 s/),
      });
      expect(await client(null).rounds(1)).toMatchObject({ health: 'unknown' });
      const long = client({ healthCommand: 'head -c 100000 /dev/zero; exit 1' });
      expect((await long.rounds(1))?.healthText.length).toBeGreaterThan(1000);
    });

    it('an image only where the kernel and the mounted file both say it', async () => {
      const one = client({ healthCommand: '' });
      one.file(one.b);
      expect(await one.rounds(1)).toMatchObject({ digest: null });
    });

    it('its drive as missing where it is not mounted, cannot be written to, or lacks a part', async () => {
      const one = client({ healthCommand: '' });
      one.mount('');
      expect(await one.rounds(1)).toMatchObject({ stateMounted: false });
      one.mount(`server:/x ${one.run}/state nfs4 ro,errors=rw 0 0\n`);
      expect(await one.rounds(1)).toMatchObject({ stateMounted: false });
      one.mount(`server:/x ${one.run}/state nfs4 rw 0 0\n`);
      one.place.put('run/troubles', 'statetab: the image has no /var/lib/app.\n');
      expect(await one.rounds(1)).toMatchObject({
        stateMounted: false,
        health: 'ok',
        healthText: expect.stringContaining('/var/lib/app'),
      });
    });

    it('no order in a dom0 while a guest runs there, or while xl does not say', async () => {
      const one = client({ healthCommand: '' });
      const order = { client: 'web1', kind: 'reboot', key: 'r1.7', bootId: boot };
      const head = 'Name                  ID   Mem VCPUs\tState\tTime(s)';
      const dom0 = 'Domain-0               0   768     1     r-----     104.1';
      const listed = (...lines: string[]) =>
        one.place.replace('xl', () => `printf '%s\\n' '${[head, dom0, ...lines].join("' '")}'`);
      one.place.put('proc/xen/capabilities', 'control_d\n');
      one.place.put('run/server/orders/web1.json', JSON.stringify(order));
      listed('db  1                  3   512     1     -b----       2.0');
      await one.rounds(2);
      one.place.replace('xl', () => 'echo "xl: cannot reach xenstored" >&2; exit 1');
      await one.rounds(2);
      expect(one.acts()).toEqual([]);
      listed();
      await one.rounds(2);
      expect(one.acts()).toHaveLength(1);
    });

    it('its order once, and only if it runs the boot that is named there', async () => {
      const one = client({ healthCommand: '' });
      const order = { client: 'web1', kind: 'reboot', key: 'r1.7', bootId: boot };
      const wrong = [
        { ...order, bootId: 'another' },
        { ...order, client: 'web2' },
        { ...order, kind: 'burn' },
        { ...order, key: '' },
      ];
      for (const each of wrong) {
        one.place.put('run/server/orders/web1.json', JSON.stringify(each));
        await one.rounds(2);
      }
      one.place.put('run/server/orders/web1.json', '{"client":"web1","kind":"reb');
      await one.rounds(2);
      expect(one.acts()).toEqual([]);
      one.place.put('run/server/orders/web1.json', JSON.stringify(order));
      await one.rounds(4);
      // The agent itself may be restarted.
      await one.rounds(2);
      expect(one.acts()).toEqual(['reboot']);
      one.place.put('run/server/orders/web1.json', JSON.stringify({ ...order, key: 'r1.8' }));
      await one.rounds(2);
      expect(one.acts()).toEqual(['reboot', 'reboot']);
    });
  });
});
