import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mailSecretKey } from '../../../src/main/core/reports/mail-secret.ts';
import { createReportScheduler } from '../../../src/main/core/reports/report-scheduler.ts';
import { createMailer, type MailMessage } from '../../../src/main/core/reports/send-mail.ts';
import { defaultSettings, type Settings } from '../../../src/shared/model/settings.ts';
import { type MailRoute, mailRouteSchema } from '../../../src/shared/reports/mail-route.ts';
import { noSchedule } from '../../../src/shared/reports/report-schedule.ts';
import { ok } from '../../../src/shared/result.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type Certificate, makeCertificate, startMailServer } from '../../support/mail-server.ts';
import { everyBlock, sourceOf } from '../../support/sample-report.ts';

const cleanups = createCleanups();
const password = 'correct horse';
const note: MailMessage = { subject: 'Grüße – مضيف', text: 'Hello.', file: null };
let folder: string;
let certificate: Certificate;

beforeAll(() => {
  certificate = makeCertificate();
  folder = mkdtempSync(join(tmpdir(), 'stateroom-mail-test-'));
});
afterEach(() => cleanups.run());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(options: SMTPServerOptions = {}) {
  const server = await startMailServer({ ...certificate, ...options });
  cleanups.add({ close: server.close });
  return server;
}

function routeTo(port: number, more: Partial<MailRoute> = {}): MailRoute {
  return mailRouteSchema.parse({
    server: 'localhost',
    port,
    security: 'starttls',
    user: 'anna',
    from: 'stateroom@example.org',
    to: ['boss@example.org', 'audit@example.org'],
    ...more,
  });
}

const mailer = (greetingMs = 60_000, silenceMs = 60_000) =>
  createMailer({ authorities: [certificate.cert], limits: { greetingMs, silenceMs } });

describe('mail', () => {
  it('is sent after STARTTLS and a login, with its file whole', async () => {
    const server = await start();
    const bytes = randomBytes(3_000_000);
    const file = { path: join(folder, 'x.pdf'), name: 'site.pdf', type: 'application/pdf' };
    writeFileSync(file.path, bytes);
    const sent = await mailer()(routeTo(server.port), { ...note, file }, { password });
    expect(sent).toEqual(ok({ to: ['boss@example.org', 'audit@example.org'], error: null }));
    const [{ to, mail } = { to: [], mail: null }] = server.mails;
    expect(to).toEqual(['boss@example.org', 'audit@example.org']);
    expect(mail?.subject).toBe('Grüße – مضيف');
    const [attachment] = mail?.attachments ?? [];
    expect(attachment).toMatchObject({ filename: 'site.pdf', contentType: 'application/pdf' });
    const hash = (of: Buffer) => createHash('sha256').update(of).digest('hex');
    expect(hash(attachment?.content ?? Buffer.alloc(0))).toBe(hash(bytes));
  });

  it('is sent where TLS is from the first byte on, and where nobody logs in', async () => {
    const tls = await start({ secure: true });
    expect(
      await mailer()(routeTo(tls.port, { security: 'tls' }), note, { password }),
    ).toMatchObject({ ok: true });
    const plain = await start({ disabledCommands: ['STARTTLS', 'AUTH'] });
    const route = routeTo(plain.port, { security: 'none', user: '' });
    expect(await mailer()(route, note, { password: null })).toMatchObject({ ok: true });
    expect([tls.mails.length, plain.mails.length]).toEqual([1, 1]);
  });

  it('tells the password to nobody that does not offer TLS, or whom this machine does not trust', async () => {
    const plain = await start({ disabledCommands: ['STARTTLS'] });
    const refused = await mailer()(routeTo(plain.port), note, { password });
    expect(refused).toMatchObject({ error: { code: 'mail-not-sent', hint: /TLS/ } });
    const stranger = await start();
    const distrusted = await createMailer({ authorities: [] })(routeTo(stranger.port), note, {
      password,
    });
    expect(distrusted).toMatchObject({
      error: { code: 'mail-not-sent', details: /certificate/, hint: /trusts its certificate/ },
    });
    expect([...plain.logins, ...stranger.logins]).toEqual([]);
    expect(JSON.stringify([refused, distrusted])).not.toContain(password);
  });

  it('says in the server’s own words why it was refused', async () => {
    const server = await start();
    const wrong = await mailer()(routeTo(server.port), note, { password: 'wrong' });
    expect(wrong).toMatchObject({
      error: { details: /Invalid username or password/, hint: /enter the password/ },
    });
    expect(JSON.stringify(wrong)).not.toContain('"wrong"');
    const missing = await mailer()(routeTo(server.port), note, { password: null });
    expect(missing).toMatchObject({ error: { code: 'mail-password-missing' } });
    const all = routeTo(server.port, { to: ['nobody@example.org'] });
    expect(await mailer()(all, note, { password })).toMatchObject({
      error: { code: 'mail-not-sent', details: /no such user nobody@example.org/ },
    });
    // Nobody listens on the first port, which nobody is given who asks for any.
    expect(await mailer()(routeTo(1), note, { password })).toMatchObject({
      error: { code: 'mail-not-sent', hint: /name and port/ },
    });
  });

  it('names whom the server refused when it took it for others', async () => {
    const server = await start();
    const route = routeTo(server.port, { to: ['boss@example.org', 'nobody@example.org'] });
    expect(await mailer()(route, note, { password })).toMatchObject({
      ok: true,
      value: { to: ['boss@example.org'], error: { message: /refused nobody@example.org/ } },
    });
    expect(server.mails).toHaveLength(1);
  });

  it('that is too large for the server says so', async () => {
    const server = await start({ size: 1_000_000 });
    const file = { path: join(folder, 'large.pdf'), name: 'large.pdf', type: 'application/pdf' };
    writeFileSync(file.path, randomBytes(4_000_000));
    const sent = await mailer()(routeTo(server.port), { ...note, file }, { password });
    expect(sent).toMatchObject({
      error: { code: 'mail-not-sent', details: /552|large/i, hint: /fewer sections/ },
    });
    expect(server.mails).toEqual([]);
  });

  it('waits for no server that says nothing, and can be called off', async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    cleanups.add({ close: () => void mute.close() });
    const { port } = mute.address() as AddressInfo;
    expect(await mailer(200)(routeTo(port), note, { password })).toMatchObject({
      error: { code: 'mail-not-sent', hint: /nothing in time/ },
    });
    const ending = new AbortController();
    const sending = mailer()(routeTo(port), note, { password, signal: ending.signal });
    setTimeout(() => ending.abort(), 50);
    expect(await sending).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('the scheduled report by mail', () => {
  const begun = new Date(2026, 10, 20, 12).getTime();
  let now = new Date(2026, 10, 24, 6, 30).getTime();
  let settings: Settings;

  function schedule(route: MailRoute, into: string) {
    settings = {
      ...defaultSettings,
      reportSchedule: {
        ...noSchedule,
        ...{ on: true, since: begun, every: 'day', format: 'json', folder: into, mail: route },
      },
    };
    const secrets = new Map([[mailSecretKey(route), password]]);
    const scheduler = createReportScheduler({
      settings: () => settings,
      keepRun: (reportRun) => {
        settings = { ...settings, reportRun };
      },
      begin: async () => ok(sourceOf(everyBlock)),
      print: () => Promise.reject(new Error('nothing is printed here')),
      sendMail: mailer(),
      secrets: { get: (key) => secrets.get(key) ?? null },
      now: () => now,
    });
    cleanups.add({ close: scheduler.close });
    return scheduler;
  }

  it('is the report itself, and leaves nothing on this machine where no folder is named', async () => {
    const server = await start();
    // Its own: others on this machine may be sending mail, too.
    vi.stubEnv('TMPDIR', mkdtempSync(join(folder, 'temporary-')));
    onTestFinished(() => void vi.unstubAllEnvs());
    const scheduler = schedule(routeTo(server.port), '');
    await scheduler.look();
    expect(settings.reportRun).toEqual({
      at: now,
      path: null,
      mailedTo: ['boss@example.org', 'audit@example.org'],
      error: null,
    });
    const [attachment] = server.mails[0]?.mail.attachments ?? [];
    expect(JSON.parse(String(attachment?.content))).toEqual(everyBlock);
    expect(server.mails[0]?.mail.text).toContain('From 2026-10-25 02:00 to 2026-11-24 19:30');
    expect(readdirSync(tmpdir())).toEqual([]);
    await scheduler.look();
    expect(server.mails).toHaveLength(1);
  });

  it('is tried again each hour while nobody has got it, and never once somebody has', async () => {
    const server = await start();
    const away = routeTo(server.port, { to: ['nobody@example.org'] });
    const scheduler = schedule(away, '');
    await scheduler.look();
    expect(settings.reportRun).toMatchObject({ mailedTo: [], error: { code: 'mail-not-sent' } });
    now += 3_600_000;
    const some = { ...away, to: ['boss@example.org', 'nobody@example.org'] };
    settings.reportSchedule.mail = some;
    await scheduler.look();
    expect(settings.reportRun).toMatchObject({
      mailedTo: ['boss@example.org'],
      error: { message: /nobody/ },
    });
    now += 3_600_000;
    await scheduler.look();
    expect(server.mails).toHaveLength(1);
  });

  it('lies in its folder, too, when the mail could not be sent', async () => {
    const into = mkdtempSync(join(folder, 'reports-'));
    await schedule(routeTo(1), into).look();
    expect(readdirSync(into)).toHaveLength(1);
    expect(settings.reportRun).toMatchObject({
      path: join(into, readdirSync(into)[0] ?? ''),
      mailedTo: [],
      error: { code: 'mail-not-sent' },
    });
  });
});

describe('a mail route', () => {
  it('takes no address that could add a header, and no login without TLS', () => {
    const sound = routeTo(25);
    const isSound = (more: object) => mailRouteSchema.safeParse({ ...sound, ...more }).success;
    expect(isSound({})).toBe(true);
    for (const to of ['a@b\r\nBcc: c@d', 'a', 'Anna <a@b>', 'a@b, c@d', '', 'a b@c', '"a"@b']) {
      expect(isSound({ to: [to] })).toBe(false);
    }
    expect(isSound({ to: [] })).toBe(false);
    expect(isSound({ server: 'a b' })).toBe(false);
    expect(isSound({ security: 'none' })).toBe(false);
    expect(isSound({ security: 'none', user: '' })).toBe(true);
  });
});
