import { describe, expect, it } from 'vitest';
import { createHopPool } from '../../../src/main/core/ssh/hop-pool.ts';
import { createPasswordDesk } from '../../../src/main/core/ssh/password-desk.ts';
import { createQuestions } from '../../../src/main/core/ssh/questions.ts';
import { createSessionSecrets, type Keyring } from '../../../src/main/core/ssh/session-secrets.ts';
import { createSharedWork } from '../../../src/main/core/ssh/shared-work.ts';
import type { SshConnection } from '../../../src/main/core/ssh/ssh-connector.ts';
import { sudoRefusal } from '../../../src/main/core/ssh/sudo-refusal.ts';
import { appError } from '../../../src/shared/app-error.ts';
import type { PromptAnswer } from '../../../src/shared/model/connection.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { recordingLog } from '../../support/quiet-log.ts';

const forever = new AbortController().signal;

describe('work that is shared', () => {
  it('runs once for all who ask while it runs, and anew afterwards', async () => {
    const work = createSharedWork<number>();
    let runs = 0;
    const run = () => work.run('key', forever, async () => ++runs);
    expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1]);
    expect(await run()).toBe(2);
  });

  it('goes on for the others when one leaves, and is aborted with the last', async () => {
    const work = createSharedWork<string>();
    let inner: AbortSignal | undefined;
    const start = (signal: AbortSignal) => {
      inner = signal;
      return new Promise<string>(() => {});
    };
    const [one, two] = [new AbortController(), new AbortController()];
    const runs = [one, two].map(({ signal }) => work.run('key', signal, start));
    one.abort('one left');
    await expect(runs[0]).rejects.toBe('one left');
    expect(inner?.aborted).toBe(false);
    two.abort('two left');
    await expect(runs[1]).rejects.toBe('two left');
    expect(inner?.aborted).toBe(true);
  });
});

function fakeConnection(): SshConnection & { ended: boolean; lose(): void } {
  let settle: () => void = () => {};
  const connection = {
    ended: false,
    hostKey: { type: '', fingerprint: '', blob: '' },
    lastHeard: () => 0,
    closed: new Promise<null>((resolve) => {
      settle = () => resolve(null);
    }),
    exec: () => Promise.resolve(err(appError('internal', 'unused'))),
    tunnel: () => Promise.resolve(err(appError('internal', 'unused'))),
    close() {
      connection.ended = true;
      settle();
    },
    lose: () => settle(),
  };
  return connection;
}

describe('a machine that is only passed through', () => {
  it('is logged in to once, and left with the last who uses it', async () => {
    const pool = createHopPool<{ failed: true }>();
    const connection = fakeConnection();
    let opened = 0;
    const lease = () =>
      pool.lease('bastion', forever, async () => {
        opened++;
        return connection;
      });
    const [one, two] = await Promise.all([lease(), lease()]);
    if ('failed' in one || 'failed' in two) throw new Error('failed');
    expect(opened).toBe(1);
    one.release();
    one.release();
    expect(connection.ended).toBe(false);
    two.release();
    expect(connection.ended).toBe(true);
  });

  it('is logged in to anew once its connection is lost', async () => {
    const pool = createHopPool<{ failed: true }>();
    const connections = [fakeConnection(), fakeConnection()];
    let opened = 0;
    const lease = () =>
      pool.lease('bastion', forever, async () => connections[opened++] ?? { failed: true });
    await lease();
    connections[0]?.lose();
    await connections[0]?.closed;
    const again = await lease();
    expect('failed' in again ? null : again.connection).toBe(connections[1]);
  });

  it('fails alike for all who wait for it', async () => {
    const pool = createHopPool<{ failed: true; why: string }>();
    const lease = () =>
      pool.lease('bastion', forever, async () => ({ failed: true, why: 'away' }) as const);
    expect(await Promise.all([lease(), lease()])).toEqual([
      { failed: true, why: 'away' },
      { failed: true, why: 'away' },
    ]);
  });
});

describe('secrets', () => {
  function keyring(): Keyring & { kept: Map<string, string> } {
    const kept = new Map<string, string>();
    return {
      kept,
      get: (key) => kept.get(key) ?? null,
      set(key, secret) {
        kept.set(key, secret);
        return ok(undefined);
      },
      forget: (key) => void kept.delete(key),
    };
  }

  it('outlive the session only where the user asked for it', () => {
    const ring = keyring();
    const secrets = createSessionSecrets(ring);
    secrets.set('a', 'kept', 'remember');
    secrets.set('b', 'passing', 'session');
    expect([...ring.kept]).toEqual([['a', 'kept']]);
    expect([secrets.get('a'), secrets.get('b')]).toEqual(['kept', 'passing']);
    expect(createSessionSecrets(ring).get('a')).toBe('kept');
  });

  it('that are no longer to be remembered leave the keyring', () => {
    const ring = keyring();
    const secrets = createSessionSecrets(ring);
    secrets.set('a', 'old', 'remember');
    secrets.set('a', 'new', 'session');
    expect(ring.kept.size).toBe(0);
    expect(secrets.get('a')).toBe('new');
  });

  it('are kept for the session where the keyring does not take them, which is logged without them', async () => {
    const log = recordingLog();
    const secrets = createSessionSecrets({
      ...keyring(),
      set: () => err(appError('secret-store-unavailable', 'locked')),
    });
    const desk = createPasswordDesk({ secrets, user: 'ada', place: '[a]:22', log });
    const answer: PromptAnswer = { kind: 'secret', values: ['hunter2'], remember: true };
    const questions = createQuestions(
      { ask: () => Promise.resolve(answer) },
      { hostId: 'a', hostLabel: 'a' },
      () => {},
    );
    expect(await desk.next(questions, forever)).toBe('hunter2');
    desk.accepted();
    expect(secrets.get('password:ada@[a]:22')).toBe('hunter2');
    expect(log.lines.join()).toContain('this session only');
    expect(log.lines.join()).not.toContain('hunter2');
  });
});

describe('sudo’s refusal', () => {
  const at = { user: 'ada', host: 'xen-a' };

  it.each([
    ['sudo: a password is required\n', /asks for a password/],
    ['sudo: sorry, you must have a tty to run sudo\n', /wants a terminal/],
    ["Sorry, user ada is not allowed to execute '/bin/sh' as root on xen-a.\n", /forbid/],
    ['ada is not in the sudoers file.\n', /may not use sudo/],
    ['sudo: account validation failure, is your account locked?\n', /does not accept/],
  ])('is known by its words: %j', (stderr, words) => {
    expect(sudoRefusal({ code: 1, stderr }, at)).toMatchObject({
      code: 'sudo-refused',
      message: expect.stringMatching(words),
      details: stderr,
    });
  });

  it('is known where sudo is not there', () => {
    const stderr = 'sh: 1: exec: sudo: not found\n';
    expect(sudoRefusal({ code: 127, stderr }, at)?.message).toContain('sudo is not there');
  });

  it('is not seen in what a command itself says', () => {
    expect(sudoRefusal({ code: 1, stderr: 'xl: a password is required\n' }, at)).toBeNull();
    expect(sudoRefusal({ code: 0, stderr: 'sudo: a password is required\n' }, at)).toBeNull();
    expect(sudoRefusal({ code: 127, stderr: 'sh: xl: not found\n' }, at)).toBeNull();
  });
});
