import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { HostLink } from '../../../src/main/core/ssh/ssh-port.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import { ensureSshd, type SshdOptions, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

async function onlineLink(
  sshdOptions: SshdOptions = {},
  options: Parameters<typeof createSshSite>[0] = {},
) {
  const site = cleanups.add(createSshSite(options));
  const key = makeKey(site.folder, 'key');
  const sshd = cleanups.add(await startSshd({ authorized: [key], ...sshdOptions }));
  const link = site.link({ ...sshd, identityFiles: [key.path] });
  link.connect();
  await linkIn(link, 'online');
  return { site, sshd, link };
}

const sleep = (seconds: number) => commandLine(['sleep', String(seconds)]);
const script = (text: string, ...args: string[]) =>
  scriptLine({ name: 'stateroom-test', text }, args);

/** The account itself: not through sudo, whoever runs these tests. */
const plain = { asRoot: false };

describe('a command', () => {
  it('gives its outputs and its exit status, which is no error', async () => {
    const { link } = await onlineLink();
    const done = await link.exec(script('echo out; echo err >&2; exit 3'), plain);
    expect(done).toEqual({
      ok: true,
      value: { stdout: 'out\n', stderr: 'err\n', code: 3, signal: null },
    });
  });

  it('tells the signal that ended it', async () => {
    const { link } = await onlineLink();
    const done = await link.exec(script('kill -KILL $$'), plain);
    expect(done).toMatchObject({ value: { code: null, signal: 'SIGKILL' } });
  });

  it('is given its input, any bytes, and then its end', async () => {
    const { link } = await onlineLink();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const counted = await link.exec(script('md5sum'), { ...plain, stdin: bytes });
    const digest = createHash('md5').update(bytes).digest('hex');
    expect(counted).toMatchObject({ value: { stdout: `${digest}  -\n` } });
    expect(await link.exec(commandLine(['cat']), plain)).toMatchObject({ value: { stdout: '' } });
  });

  it('is sent more than any window holds, no faster than it takes it, and told where that ends', async () => {
    const { link, site } = await onlineLink();
    const chunk = Buffer.alloc(1024 * 1024, 7);
    const gate = join(site.folder, 'gate');
    let made = 0;
    async function* chunks(of: number) {
      for (made = 0; made < of; made++) yield chunk;
    }
    const waits = 'until [ -e "$1" ]; do sleep 0.05; done; md5sum';
    const sums = await link.open(script(waits, gate), plain);
    if (!sums.ok) throw new Error(JSON.stringify(sums.error));
    const lines: string[] = [];
    sums.value.onStdout((line) => lines.push(line));
    const sent = sums.value.send(chunks(24));
    await until(() => made > 0, 'the first bytes');
    expect(made).toBeLessThan(24);
    writeFileSync(gate, '');
    await sent;
    expect(await sums.value.ended).toMatchObject({ value: { code: 0 } });
    const whole = createHash('md5');
    for (let n = 0; n < 24; n++) whole.update(chunk);
    expect(lines).toEqual([`${whole.digest('hex')}  -`]);
    // One that ends early takes the rest from nobody.
    const early = await link.open(script('head -c 10 >/dev/null; exit 4'), plain);
    if (!early.ok) throw new Error(JSON.stringify(early.error));
    await early.value.send(chunks(200));
    expect(await early.value.ended).toMatchObject({ value: { code: 4 } });
    expect(made).toBeLessThan(200);
    // And a source that fails ends the command.
    async function* torn() {
      yield chunk;
      throw new Error('the disk is gone');
    }
    const cut = await link.open(script('cat >/dev/null'), plain);
    if (!cut.ok) throw new Error(JSON.stringify(cut.error));
    await cut.value.send(torn());
    expect(await cut.value.ended).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('is given up at its time limit, and the link stays', async () => {
    const { link } = await onlineLink();
    const done = await link.exec(sleep(600), { ...plain, timeoutMs: 1_500 });
    expect(done).toMatchObject({ ok: false, error: { code: 'ssh-timeout', retryable: true } });
    expect(link.link.state).toBe('online');
    expect(await link.exec(commandLine(['true']), plain)).toMatchObject({ ok: true });
  });

  it('is ended when the caller gives it up', async () => {
    const { link } = await onlineLink();
    const stop = new AbortController();
    const running = link.exec(script('echo begun; exec sleep 600'), {
      ...plain,
      signal: stop.signal,
    });
    stop.abort();
    expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await link.exec(sleep(0), { ...plain, signal: stop.signal })).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(link.link.state).toBe('online');
  });

  it('that writes without end is ended at the limit', async () => {
    const { link } = await onlineLink();
    for (const to of ['', '>&2']) {
      const done = await link.exec(script(`yes ${to}`), {
        ...plain,
        timeoutMs: null,
        maxOutputBytes: 100_000,
      });
      expect(done).toMatchObject({ ok: false, error: { code: 'output-too-large' } });
    }
    const just = await link.exec(script('head -c 100000 /dev/zero'), {
      ...plain,
      maxOutputBytes: 100_000,
    });
    expect(just).toMatchObject({ ok: true, value: { code: 0 } });
  });

  it('longer than a server takes is refused before it is sent', async () => {
    const { link } = await onlineLink();
    const long = await link.exec(commandLine(['echo', 'x'.repeat(200_000)]), plain);
    expect(long).toMatchObject({ error: { code: 'invalid-input' } });
    const fits = await link.exec(commandLine(['echo', 'x'.repeat(100_000)]), plain);
    expect(fits.ok && fits.value.stdout.length).toBe(100_001);
  });
});

describe('many commands', () => {
  const count = async (link: HostLink, many: number) => {
    const all = Array.from({ length: many }, (_, index) =>
      link.exec(script('sleep 0.05; echo "$1"', String(index)), { ...plain, timeoutMs: 100_000 }),
    );
    return (await Promise.all(all)).map((done) =>
      done.ok ? done.value.stdout.trim() : done.error,
    );
  };
  const numbers = (many: number) => Array.from({ length: many }, (_, index) => String(index));

  it('run on one connection, more than the server has room for', async () => {
    const { sshd, link } = await onlineLink();
    expect(await count(link, 40)).toEqual(numbers(40));
    expect(sshd.logins()).toBe(1);
  });

  it('wait for one another where MaxSessions is small', async () => {
    const { sshd, link } = await onlineLink({ config: ['MaxSessions 2'] });
    expect(await count(link, 12)).toEqual(numbers(12));
    expect(sshd.logins()).toBe(1);
    expect(sshd.log()).toContain('no more sessions');
  });

  it('are turned away beyond the queue’s end', async () => {
    const { link } = await onlineLink({}, { limits: { channels: 1, waiting: 2 } });
    const stop = new AbortController();
    // One that writes: of a closed channel nobody else is told before it ends, for root that is.
    const talks = script('while echo tick; do sleep 0.1; done');
    const waiting = [1, 2, 3].map(() => link.exec(talks, { ...plain, signal: stop.signal }));
    const tooMany = await link.exec(sleep(0), plain);
    expect(tooMany).toMatchObject({ error: { code: 'ssh-queue-full', retryable: true } });
    stop.abort();
    for (const done of await Promise.all(waiting)) {
      expect(done).toMatchObject({ error: { code: 'cancelled' } });
    }
    expect(await link.exec(sleep(0), plain)).toMatchObject({ ok: true });
  });

  it('that wait are told when the link is taken down', async () => {
    const { link } = await onlineLink({}, { limits: { channels: 1 } });
    const all = [1, 2, 3].map(() => link.exec(sleep(600), { ...plain, timeoutMs: null }));
    link.disconnect();
    for (const done of await Promise.all(all)) expect(done.ok).toBe(false);
  });
});

describe('a long-lived command', () => {
  it('gives its lines while they come, and takes input', async () => {
    const { link } = await onlineLink();
    const opened = await link.open(
      script('while read -r line; do echo "got $line"; echo "e $line" >&2; done; exit 5'),
      plain,
    );
    if (!opened.ok) throw new Error(opened.error.message);
    const out: string[] = [];
    const problems: string[] = [];
    opened.value.onStdout((line) => out.push(line));
    opened.value.onStderr((line) => problems.push(line));
    opened.value.write('one ü\n');
    await until(() => out.length === 1, 'the first line');
    opened.value.write('two\nthree\n');
    await until(() => out.length === 3, 'the others');
    opened.value.endInput();
    expect(await opened.value.ended).toEqual({ ok: true, value: { code: 5, signal: null } });
    expect(out).toEqual(['got one ü', 'got two', 'got three']);
    expect(problems).toEqual(['e one ü', 'e two', 'e three']);
  });

  it('waits for whoever reads it, and loses nothing', async () => {
    const { link } = await onlineLink();
    const opened = await link.open(script('seq 1 300000'), plain);
    if (!opened.ok) throw new Error(opened.error.message);
    const out: string[] = [];
    opened.value.onStdout((line) => out.push(line));
    expect(await opened.value.ended).toMatchObject({ value: { code: 0 } });
    expect(out).toHaveLength(300_000);
    expect(out.at(-1)).toBe('300000');
  });

  it('tells its end also to those who read nothing', async () => {
    const { link } = await onlineLink();
    const opened = await link.open(script('seq 1 300000 | head -c 20000; exit 7'), plain);
    expect(opened.ok && (await opened.value.ended)).toMatchObject({ value: { code: 7 } });
  });

  it('is ended by kill, and by its caller’s signal', async () => {
    const { link } = await onlineLink();
    const one = await link.open(sleep(600), plain);
    const stop = new AbortController();
    const other = await link.open(sleep(600), { ...plain, signal: stop.signal });
    if (!one.ok || !other.ok) throw new Error('not opened');
    one.value.kill();
    stop.abort();
    expect(await one.value.ended).toMatchObject({ error: { code: 'cancelled' } });
    expect(await other.value.ended).toMatchObject({ error: { code: 'cancelled' } });
    expect(link.link.state).toBe('online');
  });

  it('that does not exist ends with the shell’s words', async () => {
    const { link } = await onlineLink();
    const opened = await link.open(commandLine(['no-such-program']), plain);
    if (!opened.ok) throw new Error(opened.error.message);
    const problems: string[] = [];
    opened.value.onStderr((line) => problems.push(line));
    expect(await opened.value.ended).toMatchObject({ value: { code: 127 } });
    expect(problems.join('\n')).toContain('not found');
  });
});

describe('a server that talks', () => {
  it('shows a banner, and is understood all the same', async () => {
    const home = cleanups.add(createSshSite());
    const banner = join(home.folder, 'banner');
    writeFileSync(banner, '*** All activity is monitored ***\n'.repeat(50));
    const { link } = await onlineLink({ config: [`Banner ${banner}`] });
    expect(await link.exec(commandLine(['echo', 'ok']), plain)).toMatchObject({
      value: { stdout: 'ok\n', stderr: '' },
    });
  });

  it('prints the message of the day, and is understood all the same', async () => {
    const { link } = await onlineLink({ config: ['PrintMotd yes', 'PrintLastLog yes'] });
    expect(await link.exec(commandLine(['echo', 'ok']), plain)).toMatchObject({
      value: { stdout: 'ok\n' },
    });
  });

  it('that runs something else instead of the command is named', async () => {
    const { link } = await onlineLink({ config: ['ForceCommand echo only backups here'] });
    const done = await link.exec(commandLine(['true']), plain);
    expect(done).toMatchObject({ ok: false, error: { code: 'ssh-channel-refused' } });
    expect(!done.ok && done.error.details).toContain('only backups here');
  });
});
