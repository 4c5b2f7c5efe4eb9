import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainActivity } from '../../../src/main/core/jobs/look-at-domains.ts';
import { lookAtFiles } from '../../../src/main/core/migration/look-at-files.ts';
import {
  cancelMoveScript,
  cleanUpScript,
} from '../../../src/main/core/migration/scripts/end-move.ts';
import {
  endReceiverScript,
  lookAtTargetScript,
} from '../../../src/main/core/migration/scripts/look-at-target.ts';
import { receiveCopyScript } from '../../../src/main/core/migration/scripts/run-copy.ts';
import { settleDomain } from '../../../src/main/core/migration/settle-domain.ts';
import { type RemoteScript, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { RemoteProcess } from '../../../src/main/core/ssh/ssh-port.ts';
import { createFakeXenPair, type FakeXenPair } from '../../support/fake-xen-pair.ts';
import { until } from '../../support/until.ts';

const uuid = '11111111-2222-4333-8444-555555555555';
const other = '99999999-2222-4333-8444-555555555555';

describe.each(['dash', 'bash'] as const)('on a host (%s)', (shell) => {
  let pair: FakeXenPair;
  let directory: string;
  let job: string;
  beforeEach(() => {
    pair = createFakeXenPair(shell);
    job = crypto.randomUUID();
    directory = `run/stateroom-${job}`;
  });
  afterEach(() => pair.remove());

  const at = (path: string) => join(pair.a.folder, path);

  async function run(script: RemoteScript, ...args: string[]): Promise<string> {
    const ran = await pair.a.link.exec(scriptLine(script, args));
    if (!ran.ok) throw new Error(ran.error.message);
    return ran.value.stdout.trimEnd();
  }

  describe('a cancel', () => {
    function leave(files: Record<string, string>) {
      mkdirSync(at(directory));
      for (const [name, text] of Object.entries({ err: '', ...files })) {
        writeFileSync(at(`${directory}/${name}`), text);
      }
    }
    const cancel = (mode: string) => run(cancelMoveScript, directory, mode);

    it.each(['live', 'stop-and-copy'])(
      'ends the transport of a move that runs (%s)',
      async (mode) => {
        const transport = spawn('sleep', ['600']);
        const ended = new Promise((resolve) =>
          transport.on('exit', (_code, signal) => resolve(signal)),
        );
        leave({ transport: `${transport.pid}\n` });
        expect(await cancel(mode)).toBe('asked');
        expect(await ended).toBe('SIGTERM');
        expect(existsSync(at(`${directory}/turn`))).toBe(mode === 'stop-and-copy');
      },
    );

    it('is for nothing when the move is over, or was never begun', async () => {
      expect(await cancel('live')).toBe('ended');
      leave({ status: '0\n', transport: '1\n' });
      expect(await cancel('live')).toBe('ended');
    });

    it.each(['live', 'stop-and-copy'])('comes too late after the permission (%s)', async (mode) => {
      leave({ err: 'migration sender: Giving target permission to start.\n' });
      expect(await cancel(mode)).toBe('late');
    });

    it('comes too late when the source has taken its turn', async () => {
      leave({});
      mkdirSync(at(`${directory}/turn`));
      expect(await cancel('stop-and-copy')).toBe('late');
    });
  });

  describe('the end of a stop-and-copy that receives', () => {
    const stream = `${`${uuid} web1`.padEnd(100)}${'\0'.repeat(200_000)}`;

    /** A receiver that has everything and waits to be told. */
    async function receive(): Promise<{ channel: RemoteProcess; said: string[] }> {
      const opened = await pair.a.link.open(scriptLine(receiveCopyScript, [job, directory, uuid]));
      if (!opened.ok) throw new Error(opened.error.message);
      const said: string[] = [];
      opened.value.onStdout((line) => said.push(line));
      await until(() => said.includes('ready'), 'ready');
      opened.value.write(stream);
      await until(() => said.includes('restored'), 'restored');
      return { channel: opened.value, said };
    }
    const look = () => run(lookAtTargetScript, job, directory);

    it('is seen while it waits to be told, although its connection is dead', async () => {
      expect(await look()).toBe('receiver gone\nrecord none');
      const { channel } = await receive();
      expect(await look()).toBe('receiver running\nrecord unstarted');
      expect(await run(lookAtTargetScript, crypto.randomUUID(), directory)).toContain(
        'receiver gone',
      );
      expect(await run(endReceiverScript, job)).toBe('');
      expect(await look()).toBe('receiver gone\nrecord unstarted');
      await channel.ended;
      // Nobody let it run; the console decides what becomes of it.
      expect(pair.a.domains()).toEqual({ 20: '--p---' });
    });

    it('lets the guest run when it is told to, and leaves a record of it', async () => {
      const { channel, said } = await receive();
      channel.write('go\n');
      await channel.ended;
      expect(said).toEqual(['ready', 'restored', 'running']);
      expect(await look()).toBe('receiver gone\nrecord went');
      expect(pair.a.domains()).toEqual({ 20: 'r-----' });
    });

    it.each(['', 'gone\n', 'g', 'stop\n'])('lets nothing run when it hears %j', async (word) => {
      const { channel, said } = await receive();
      if (word) channel.write(word);
      channel.endInput();
      await channel.ended;
      expect(said).toEqual(['ready', 'restored', 'dropped']);
      expect(pair.a.domains()).toEqual({});
      expect(await look()).toBe('receiver gone\nrecord unstarted');
    });

    it('destroys no other copy when its connection ends late: the guest may have come again', async () => {
      const { channel, said } = await receive();
      rmSync(at('domains/20'));
      pair.a.add(31, 'web1', uuid, 'r-----');
      channel.endInput();
      await channel.ended;
      expect(said).not.toContain('dropped');
      expect(pair.a.domains()).toEqual({ 31: 'r-----' });
    });

    it('destroys not even its own copy once that was let run by another hand', async () => {
      const { channel, said } = await receive();
      pair.a.add(20, 'web1', uuid, '-b----');
      channel.endInput();
      await channel.ended;
      expect(said).not.toContain('dropped');
      expect(pair.a.domains()).toEqual({ 20: '-b----' });
    });

    it('takes nothing when the guest is there already, and leaves that one alone', async () => {
      pair.a.add(3, 'web1', uuid, '--p---');
      expect(await run(receiveCopyScript, job, directory, uuid)).toBe('failed');
      expect(pair.a.domains()).toEqual({ 3: '--p---' });
      expect(await look()).toBe('receiver gone\nrecord none');
    });
  });

  describe('a domain that stands still', () => {
    const sighting = {
      name: 'web1',
      domid: 7,
      uuid,
      activity: 'paused' as DomainActivity,
      memoryMiB: 1,
    };

    it.each([
      ['destroy', '--p---', {}],
      ['destroy', '---ss-', {}],
      ['unpause', '--p---', { 7: 'r-----' }],
    ] as const)('is settled: %s in state %s', async (action, state, left) => {
      pair.a.add(7, 'web1', uuid, state);
      expect(await settleDomain(pair.a.link, action, sighting)).toEqual({
        ok: true,
        value: undefined,
      });
      expect(pair.a.domains()).toEqual(left);
    });

    it.each([
      ['destroy', 'r-----'],
      ['destroy', '-b----'],
      ['destroy', '------'],
      ['destroy', '---sc-'],
      ['destroy', '---sr-'],
      ['unpause', 'r-----'],
      ['unpause', '---ss-'],
      ['unpause', '--ps--'],
    ] as const)('is left as it is: %s in state %s', async (action, state) => {
      pair.a.add(7, 'web1', uuid, state);
      expect(await settleDomain(pair.a.link, action, sighting)).toMatchObject({
        ok: false,
        error: { details: expect.stringContaining(state) },
      });
      expect(pair.a.domains()).toEqual({ 7: state });
      expect(pair.a.calls()).toEqual(['list -v']);
    });

    it.each([
      ['its number is another guest’s', [7, 'web1', other]],
      ['it has another number', [8, 'web1', uuid]],
      ['another guest’s name looks like its row', [7, `x 7 128 1 --p--- 3.0 ${uuid} - -`, other]],
    ] as const)('is left as it is when %s', async (_what, [domid, name, its]) => {
      pair.a.add(domid, name, its, '--p---');
      for (const action of ['destroy', 'unpause'] as const) {
        expect((await settleDomain(pair.a.link, action, sighting)).ok).toBe(false);
      }
      expect(pair.a.domains()).toEqual({ [domid]: '--p---' });
    });

    it('is found whatever the names around it hold', async () => {
      pair.a.add(5, `x 7 128 1 r----- 3.0 ${uuid} - -`, other, 'r-----');
      pair.a.add(7, 'web "1" $(reboot) ü', uuid, '--p---');
      expect((await settleDomain(pair.a.link, 'destroy', sighting)).ok).toBe(true);
      expect(pair.a.domains()).toEqual({ 5: 'r-----' });
    });

    it('is left as it is when xl cannot list', async () => {
      pair.a.add(7, 'web1', uuid, '--p---');
      pair.a.at('list', 'exit 1');
      expect((await settleDomain(pair.a.link, 'destroy', sighting)).ok).toBe(false);
      expect(pair.a.domains()).toEqual({ 7: '--p---' });
    });
  });

  it('files are told by kind, size and, where it is asked for and not too much, their content', async () => {
    const hostile = at('web "1" $(reboot) \\n ü.img');
    writeFileSync(hostile, 'content');
    writeFileSync(at('large'), Buffer.alloc(97 * 1_048_576));
    symlinkSync(hostile, at('link'));
    symlinkSync(at('none'), at('dangling'));
    const paths = [
      hostile,
      at('link'),
      at('large'),
      at('none'),
      at('dangling'),
      at('run'),
      '/dev/null',
      '-n',
    ];
    const seen = await lookAtFiles(
      pair.a.link,
      paths.map((path) => ({ path, compare: true })),
    );
    const sha256 = createHash('sha256').update('content').digest('hex');
    const file = { kind: 'file', bytes: 7, deviceId: null, sha256 };
    const none = { kind: 'missing', bytes: null, deviceId: null, sha256: null };
    expect(seen).toEqual({
      ok: true,
      value: [
        file,
        file,
        { ...file, bytes: 97 * 1_048_576, sha256: null },
        none,
        none,
        { ...none, kind: 'other' },
        { ...none, kind: 'other' },
        none,
      ],
    });
    const plain = await lookAtFiles(pair.a.link, [{ path: hostile, compare: false }]);
    expect(plain).toEqual({ ok: true, value: [{ ...file, sha256: null }] });
  });

  it('the directory of a move is removed, and nothing else is', async () => {
    mkdirSync(at(directory));
    appendFileSync(at(`${directory}/err`), 'x');
    expect(await run(cleanUpScript, directory)).toBe('');
    expect(existsSync(at(directory))).toBe(false);
    mkdirSync(at('run/other'));
    for (const path of ['run', 'run/other', 'run/stateroom-']) await run(cleanUpScript, path);
    expect(existsSync(at('run/other'))).toBe(true);
  });
});
