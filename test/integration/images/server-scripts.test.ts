import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { type Change, commit } from '../../../src/main/core/images/server/commit.ts';
import { readFiles, readServer } from '../../../src/main/core/images/server/read-server.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { sampleClient } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';

const servers: LocalImageServer[] = [];
const mounts: string[] = [];
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  for (const server of servers.splice(0)) server.remove();
});

const sum = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const write = (path: string, value: object): Change => ({ do: 'write', path, value });
const expected = (path: string, of: string | null): Change => ({ do: 'expect', path, sum: of });

describe.each(serverShells)('an image server (%s)', (shell) => {
  async function open(options: Parameters<typeof createImageServer>[1] = {}) {
    const server = createImageServer(shell, options);
    servers.push(server);
    await server.setUp();
    return server;
  }

  it('that is none yet says so, and is set up without touching what is there', async () => {
    const server = createImageServer(shell);
    servers.push(server);
    expect(await readServer(server)).toMatchObject({ error: { code: 'layout-unsupported' } });
    server.put('images/notes.txt', 'mine');
    expect(await readServer(server)).toMatchObject({ error: { code: 'layout-unsupported' } });
    await server.setUp();
    await server.setUp();
    expect(server.text('images/notes.txt')).toBe('mine');
    expect(await readServer(server)).toMatchObject({ ok: true, value: { files: [], odd: [] } });
  });

  it('of a newer layout is left alone', async () => {
    const server = await open();
    server.put('FORMAT', '2\n');
    const newer = { error: { code: 'layout-unsupported', message: expect.stringContaining('2') } };
    expect(await readServer(server)).toMatchObject(newer);
    expect(await commit(server, [write('clients/a.json', {})])).toMatchObject(newer);
    expect(server.list('clients')).toEqual([]);
  });

  it('is read to the byte in one go, torn, binary and odd files too', async () => {
    const server = await open();
    const bytes = Buffer.from([0, 255, 10, 13, 39, 34, 92, 228]);
    const files: Record<string, string | Uint8Array> = {
      'clients/torn.json': '{"id":"to',
      'clients/empty.json': '',
      'clients/binary.json': bytes,
      'clients/total.json': '{}',
      'images/web/role.json': '{}\n',
      [`images/web/${'a'.repeat(64)}/manifest.json`]: '{}\n',
      'rollouts/r1/plan.json': '{"a":1}',
      'rollouts/r1/state.json': '{}',
      'rollouts/r1/events.jsonl': '{"a":1}\n{"torn',
      'rollouts/r2/ended.json': '{}',
    };
    for (const [path, content] of Object.entries(files)) server.put(path, content);
    server.put('rollouts/r2/plan.json', 'is over, and not sent');
    server.put('rollouts/r1/events-4.jsonl', 'is in the snapshot, and not sent');
    server.put('clients/big.json', 'x'.repeat(200_000));
    server.put('clients/o dd $(reboot)\n.json', '{}');
    const read = await readServer(server);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const got = Object.fromEntries(
      read.value.files.map((one) => [one.path, Buffer.from(one.bytes)]),
    );
    const all = Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]);
    expect(got).toEqual(Object.fromEntries(all));
    expect(read.value.odd).toContain('clients/big.json');
    expect(read.value.odd.some((path) => path.startsWith('clients/o dd'))).toBe(true);
    expect(read.value.clock.uptimeMs).toBeGreaterThan(0);
  });

  it('is read again while clients replace their reports meanwhile, and whole in the end', async () => {
    const server = await open();
    const report = (times: number) =>
      `${JSON.stringify({ id: 'web-1', note: 'x'.repeat(times) })}\n`;
    server.put('reports/web-1.json', report(0));
    /** Somebody writes a longer report after its length was told, this often. */
    const disturb = (times: number) => {
      writeFileSync(join(server.folder, 'left'), `${times}`);
      server.replace(
        'cat',
        (real) => `left=$(${real} ${server.folder}/left)
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) >${server.folder}/left
  echo more >>${server.file('reports/web-1.json')}
fi
exec ${real} "$@"`,
      );
    };
    disturb(3);
    const read = await readServer(server);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const seen = read.value.files.map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
    expect(seen).toEqual([`${report(0)}more\nmore\nmore\n`]);
    disturb(1_000_000);
    expect(await readFiles(server, ['reports/web-1.json'])).toMatchObject({
      error: { code: 'conflict', retryable: true },
    });
  });

  it('keeps a thousand clients that are made at once, and gives their sums back', async () => {
    const server = await open();
    const clients = Array.from({ length: 1000 }, (_none, n) => sampleClient(`web${n}`));
    const made = await commit(
      server,
      clients.flatMap((client): Change[] => {
        const path = `clients/${client.id}.json`;
        return [expected(path, null), write(path, client)];
      }),
    );
    expect(made.ok && made.value.sums.size).toBe(1000);
    const read = await readServer(server);
    const state = read.ok ? parseTree(read.value.clock, read.value.files) : null;
    expect(state?.problems).toEqual([]);
    expect([...(state?.clients.values() ?? [])].map(({ value }) => value.id).toSorted()).toEqual(
      clients.map(({ id }) => id).toSorted(),
    );
    expect(state?.clients.get('web7')?.sum).toBe(
      made.ok ? made.value.sums.get('clients/web7.json') : '',
    );
  });

  it('changes nothing when one file is not what was read, and names each that is not', async () => {
    const server = await open();
    server.put('clients/a.json', 'by hand');
    server.put('clients/b.json', 'b');
    const refused = await commit(server, [
      expected('clients/a.json', sum('as it was read')),
      expected('clients/b.json', null),
      expected('clients/gone.json', sum('it was there')),
      write('clients/a.json', { mine: true }),
      write('clients/new.json', {}),
      { do: 'append', path: 'rollouts/r1/events.jsonl', value: {} },
      { do: 'audit', by: 'anna', what: 'change', about: {} },
    ]);
    expect(refused).toMatchObject({ error: { code: 'conflict', retryable: true } });
    const details = refused.ok ? '' : refused.error.details;
    for (const name of ['a', 'b', 'gone']) expect(details).toContain(`clients/${name}.json`);
    expect(server.text('clients/a.json')).toBe('by hand');
    expect(server.list('clients')).toEqual(['a.json', 'b.json']);
    expect(server.list('rollouts')).toEqual([]);
    expect(server.checkAudit()).toBe(0);
    expect(server.list('tmp')).toEqual([]);
  });

  it('loses no change of writers who race', async () => {
    const server = await open();
    server.put('clients/a.json', '{"n":0}\n');
    async function raise(times: number): Promise<number> {
      let conflicts = 0;
      for (let done = 0; done < times; ) {
        const before = server.text('clients/a.json');
        const changed = await commit(server, [
          expected('clients/a.json', sum(before)),
          write('clients/a.json', { n: JSON.parse(before).n + 1 }),
          { do: 'audit', by: 'racer', what: 'raise', about: {} },
        ]);
        if (changed.ok) done++;
        else {
          expect(changed.error.code).toBe('conflict');
          conflicts++;
        }
      }
      return conflicts;
    }
    const conflicts = await Promise.all([raise(6), raise(6), raise(6)]);
    expect(JSON.parse(server.text('clients/a.json'))).toEqual({ n: 18 });
    expect(server.checkAudit()).toBe(18);
    expect(conflicts.reduce((all, one) => all + one, 0)).toBeGreaterThan(0);
  });

  it('gives a lease to one, lets it be renewed, and takes it by force only', async () => {
    const server = await open();
    const path = 'leases/rest/web1.json';
    const take = (holder: string, seconds = 600) =>
      commit(server, [{ do: 'lease', path, holder, seconds }]);
    const act = (holder: string) =>
      commit(server, [{ do: 'hold', path, holder }, write('clients/a.json', { by: holder })]);
    const taken = await Promise.all(['r1', 'r2', 'r3'].map((holder) => take(holder)));
    expect(taken.filter((one) => one.ok).length).toBe(1);
    const holder = JSON.parse(server.text(path)).holder as string;
    const other = holder === 'r1' ? 'r2' : 'r1';
    expect((await take(holder)).ok).toBe(true);
    expect((await act(holder)).ok).toBe(true);
    expect(await act(other)).toMatchObject({
      error: { code: 'lease-held', message: expect.stringContaining(holder) },
    });
    await commit(server, [{ do: 'release', path, holder: other }]);
    expect(server.has(path)).toBe(true);
    expect((await commit(server, [{ do: 'break', path }])).ok).toBe(true);
    expect(await act(holder)).toMatchObject({ error: { code: 'lease-held' } });
    expect((await take(other)).ok).toBe(true);
    await commit(server, [{ do: 'release', path, holder: other }]);
    expect(server.has(path)).toBe(false);
  });

  it('holds no lease that has run out, that another boot of it gave, or that is torn', async () => {
    const server = await open();
    const path = 'leases/rest/web1.json';
    const act = () => commit(server, [{ do: 'hold', path, holder: 'r1' }]);
    expect((await commit(server, [{ do: 'lease', path, holder: 'r1', seconds: 0 }])).ok).toBe(true);
    expect(await act()).toMatchObject({ error: { code: 'lease-held' } });
    await commit(server, [{ do: 'lease', path, holder: 'r1', seconds: 600 }]);
    const lease = server.text(path);
    expect((await act()).ok).toBe(true);
    const boot = JSON.parse(lease).serverBoot as string;
    for (const bad of [lease.replace(boot, 'another'), lease.slice(0, 20), '', '{}\n']) {
      server.put(path, bad);
      expect(await act()).toMatchObject({ error: { code: 'lease-held' } });
      expect((await commit(server, [{ do: 'lease', path, holder: 'r2', seconds: 1 }])).ok).toBe(
        true,
      );
    }
  });

  it('writes on behind an unfinished last line, which it cuts', async () => {
    const server = await open();
    const path = 'rollouts/r1/events.jsonl';
    const torn = '{"n":1}\n{"n":2,"tor\0n';
    server.put(path, torn);
    const done = await commit(server, [
      expected(path, sum(torn)),
      { do: 'append', path, value: { n: 2 } },
    ]);
    expect(server.text(path)).toBe('{"n":1}\n{"n":2}\n');
    expect(done.ok && done.value.sums.get(path)).toBe(sum(server.text(path)));
    server.put(path, '{"only":"torn');
    await commit(server, [{ do: 'append', path, value: { n: 3 } }]);
    expect(server.text(path)).toBe('{"n":3}\n');
  });

  it('records who did what in a chain that no line can leave unseen, over months and a torn end', async () => {
    const server = await open();
    const note = (what: string) =>
      commit(server, [{ do: 'audit', by: 'anna "x" ü', what, about: { role: 'web' } }]);
    for (const what of ['one', 'two', 'three']) expect((await note(what)).ok).toBe(true);
    expect(server.checkAudit()).toBe(3);
    const [name = ''] = server.list('audit');
    const text = server.text(`audit/${name}`);
    expect(JSON.parse(text.split('\n')[1] ?? '')).toMatchObject({
      by: 'anna "x" ü',
      what: 'two',
      about: { role: 'web' },
    });
    server.put(`audit/${name}`, `${text}{"at":1,"bef`);
    await note('four');
    expect(server.checkAudit()).toBe(4);
    const lines = server.text(`audit/${name}`).split('\n');
    server.put(`audit/${name}`, [lines[0], ...lines.slice(2)].join('\n'));
    expect(() => server.checkAudit()).toThrow('not the line after');
    // What was written last month is what this month's first line names.
    server.put(`audit/${name}`, '');
    server.put('audit/2020-01.jsonl', text);
    await note('five');
    expect(server.checkAudit()).toBe(4);
  });

  it('changes nothing when the connection is cut before the end, wherever that is', async () => {
    const server = await open();
    const whole = 'write clients/a.json\n{"a":1}\nwrite clients/b.json\n{"b":1}\ncommit\n';
    for (let length = 0; length < whole.length; length += 3) {
      const { runner } = server;
      const cut = {
        ...server,
        runner: {
          ...runner,
          exec: (...[line, options]: Parameters<typeof runner.exec>) =>
            runner.exec(line, { ...options, stdin: whole.slice(0, length) }),
        },
      };
      expect((await commit(cut, [])).ok).toBe(false);
    }
    expect(server.list('clients')).toEqual([]);
    expect(server.list('tmp')).toEqual([]);
  });

  it('writes nowhere else than below its root', async () => {
    const server = await open();
    for (const path of ['../x.json', '/tmp/x.json', 'a/../../x', 'a b', "a'b", '$(reboot)', '']) {
      expect((await commit(server, [write(path, {})])).ok).toBe(false);
      expect((await commit(server, [{ do: 'rename', path: 'FORMAT', to: path }])).ok).toBe(false);
    }
    expect(server.list('..').filter((name) => name === 'x.json')).toEqual([]);
    expect(server.has('FORMAT')).toBe(true);
  });

  it('killed at any moment leaves each file whole, old or new, its lock free, and no leftovers', async () => {
    const server = await open();
    const names = ['a', 'b', 'c'].map((name) => `clients/${name}.json`);
    const path = 'rollouts/r1/events.jsonl';
    let survived = false;
    for (let moment = 1; !survived; moment++) {
      for (const name of names) server.put(name, '{"old":true}\n');
      server.put(path, '{"old":true}\n');
      // The script dies with the call of one of these, before or after it was done.
      for (const program of ['mv', 'sync', 'sha256sum', 'mkdir', 'flock', 'tail']) {
        server.replace(program, (real) =>
          [
            `n=$(cat '${server.folder}/count'); n=$((n + 1)); echo $n >'${server.folder}/count'`,
            `if [ $n -eq ${moment} ]; then kill -9 $PPID; exit 1; fi`,
            `exec ${real} "$@"`,
          ].join('\n'),
        );
      }
      server.put('../count', '0\n');
      const killed = await commit(server, [
        ...names.map((name) => write(name, { old: false })),
        { do: 'append', path, value: { old: false } },
        { do: 'audit', by: 'anna', what: 'change', about: {} },
      ]);
      survived = killed.ok;
      for (const name of names) expect(JSON.parse(server.text(name))).toHaveProperty('old');
      const lines = server.text(path).split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line).old)).toEqual(
        lines.length === 1 ? [true] : [true, false],
      );
      server.put('../count', '-1000000\n');
      const after = await commit(server, [write('clients/after.json', { moment })]);
      expect(after.ok, `after a kill at ${moment}`).toBe(true);
      expect(server.list('tmp')).toEqual([]);
      server.checkAudit();
      expect(moment).toBeLessThan(60);
    }
  });

  it('that has no room, or a limit, says so and changes nothing', async () => {
    const big = { text: 'x'.repeat(60_000) };
    const server = await open({ before: 'ulimit -f 16;' });
    server.put('clients/a.json', '{}\n');
    const refused = await commit(server, [
      write('clients/b.json', {}),
      write('clients/a.json', big),
    ]);
    expect(refused).toMatchObject({ error: { code: 'disk-full' } });
    expect(server.text('clients/a.json')).toBe('{}\n');
    expect(server.list('clients')).toEqual(['a.json']);
    expect(server.list('tmp')).toEqual([]);
    const events = `${'x'.repeat(99)}\n`.repeat(81);
    server.put('rollouts/r1/events.jsonl', events);
    const longer: Change = { do: 'append', path: 'rollouts/r1/events.jsonl', value: big };
    expect(await commit(server, [longer, write('clients/b.json', {})])).toMatchObject({
      ok: false,
    });
    expect(server.text('rollouts/r1/events.jsonl')).toBe(events);
    expect(server.list('clients')).toEqual(['a.json']);
  });

  it.runIf(canHaveAccounts)(
    'on a full disk keeps what it had, and goes on once there is room',
    async () => {
      const server = createImageServer(shell);
      servers.push(server);
      mkdirSync(server.root);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', server.root]);
      mounts.push(server.root);
      await server.setUp();
      server.put('clients/a.json', '{}\n');
      server.put('filler', 'x'.repeat(200_000));
      const changes = ['a', 'b', 'c', 'd'].map((name) =>
        write(`clients/${name}.json`, { text: 'x'.repeat(20_000) }),
      );
      expect(await commit(server, changes)).toMatchObject({ error: { code: 'disk-full' } });
      expect(server.list('clients')).toEqual(['a.json']);
      expect(server.text('clients/a.json')).toBe('{}\n');
      expect(server.list('tmp')).toEqual([]);
      execFileSync('rm', [join(server.root, 'filler')]);
      expect((await commit(server, changes)).ok).toBe(true);
    },
  );
});
