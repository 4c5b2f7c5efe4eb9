import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { commandLine } from '../../../src/main/core/shell/command-line.ts';
import type { Link } from '../../../src/shared/model/connection.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { startCutProxy } from '../../support/cut-proxy.ts';
import { signalAll } from '../../support/process-tree.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import { ensureSshd, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

const sleep = commandLine(['sleep', '600']);
/** The account itself: not through sudo, whoever runs these tests. */
const plain = { asRoot: false };

/** A link that is online, through a proxy. */
async function onlineLink(options: Parameters<typeof createSshSite>[0] = {}) {
  const site = cleanups.add(createSshSite(options));
  const key = makeKey(site.folder, 'key');
  const sshd = cleanups.add(await startSshd({ authorized: [key] }));
  const proxy = cleanups.add(await startCutProxy(sshd.port));
  const link = site.link({ user: sshd.user, port: proxy.port, identityFiles: [key.path] });
  link.connect();
  await linkIn(link, 'online');
  const states: Link[] = [];
  link.onLink((now) => states.push(now));
  return { site, sshd, proxy, link, states };
}

const quick = { backoff: { minMs: 20, maxMs: 200 } };
const watchful = { keepalive: { intervalMs: 250, misses: 4 } };

describe('a link that is cut', () => {
  it('ends what was running with the reason, and comes back by itself', async () => {
    const { sshd, proxy, link, states } = await onlineLink();
    const running = link.exec(sleep, { ...plain, timeoutMs: null });
    const opened = await link.open(sleep, plain);
    proxy.cut();
    const away = await linkIn(link, 'offline');
    expect(away).toMatchObject({ error: { code: 'ssh-closed', retryable: true } });
    expect(away.lastSeen).toBeLessThanOrEqual(away.since);
    expect(away.retryAt).toBeGreaterThan(away.since);
    expect(await running).toMatchObject({ ok: false, error: { code: 'ssh-closed' } });
    expect(opened.ok && (await opened.value.ended)).toMatchObject({
      error: { code: 'ssh-closed' },
    });
    expect(await link.exec(sleep, plain)).toMatchObject({ error: { code: 'not-connected' } });
    expect(link.hostKey).toBeNull();

    proxy.mend();
    expect(await link.ready(AbortSignal.timeout(300_000))).toEqual({ ok: true, value: undefined });
    expect(await link.exec(commandLine(['echo', 'back']), plain)).toMatchObject({
      value: { stdout: 'back\n' },
    });
    expect(states.map(({ state }) => state)).toContain('connecting');
    expect(sshd.logins()).toBe(2);
  });

  it('is tried again and again, later and later, and says when', async () => {
    const { proxy, states } = await onlineLink({ limits: quick });
    proxy.cut();
    await until(() => states.filter(({ state }) => state === 'offline').length > 5, 'six losses');
    const away = states.filter(({ state }) => state === 'offline');
    for (const [attempt, { since, retryAt }] of away.entries()) {
      const wait = (retryAt ?? 0) - since;
      expect(wait).toBeGreaterThanOrEqual(20);
      expect(wait).toBeLessThanOrEqual(Math.min(200, 40 * 2 ** attempt));
    }
    // Why it is away stays on screen while it is tried again.
    const trying = states.find(({ state }) => state === 'connecting');
    expect(trying?.error?.code).toBe('ssh-closed');
  });

  it('is tried at once when the user asks for it', async () => {
    const { proxy, link } = await onlineLink({
      limits: { backoff: { minMs: 3_600_000, maxMs: 3_600_000 } },
    });
    proxy.cut();
    await linkIn(link, 'offline');
    proxy.mend();
    link.connect();
    await linkIn(link, 'online');
  });

  it('is not tried again after the user disconnected it', async () => {
    const { proxy, link, states } = await onlineLink({ limits: quick });
    proxy.cut();
    await linkIn(link, 'offline');
    link.disconnect();
    const before = proxy.accepted();
    states.length = 0;
    expect(await link.ready()).toMatchObject({ error: { code: 'not-connected' } });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(states).toEqual([]);
    expect(proxy.accepted()).toBe(before);
  });

  it('tells who waits why it is still away', async () => {
    const { proxy, link } = await onlineLink();
    proxy.cut();
    await linkIn(link, 'offline');
    expect(await link.ready(AbortSignal.timeout(100))).toMatchObject({
      error: { code: 'ssh-closed' },
    });
  });
});

describe('a server that stops answering', () => {
  it('is found out when the network swallows everything', async () => {
    const { proxy, link } = await onlineLink(watchful);
    const running = link.exec(sleep, { ...plain, timeoutMs: null });
    proxy.swallow();
    const away = await linkIn(link, 'offline');
    expect(away.error).toMatchObject({ code: 'ssh-timeout', retryable: true });
    expect(await running).toMatchObject({ error: { code: 'ssh-timeout' } });
    await linkIn(link, 'online');
  });

  it('is found out when its processes hang, and left behind', async () => {
    const { sshd, link } = await onlineLink({ ...watchful, limits: quick });
    const hung = sshd.sessions();
    expect(hung.length).toBeGreaterThan(0);
    signalAll(hung, 'SIGSTOP');
    const away = await linkIn(link, 'offline');
    expect(away.error?.code).toBe('ssh-timeout');
    // Its listener is well: another session is all that is needed.
    await linkIn(link, 'online');
    signalAll(hung, 'SIGKILL');
  });

  it('is not taken for one while it is only idle', async () => {
    // The intervals pass when it is said: a server that is slow to answer is no server that hangs.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { link, proxy, states } = await onlineLink(watchful);
    const { intervalMs, misses } = watchful.keepalive;
    for (let interval = 0; interval < 3 * misses; interval++) {
      const before = proxy.answered();
      vi.advanceTimersByTime(intervalMs);
      await until(() => proxy.answered() > before, 'a sign of life');
    }
    expect(states).toEqual([]);
    expect(link.link.state).toBe('online');
  });

  it('is given up when it takes the connection and says nothing', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    cleanups.add({ stop: () => void silent.close() });
    const address = silent.address();
    const site = cleanups.add(createSshSite({ limits: { handshakeMs: 300 } }));
    const port = typeof address === 'object' && address ? address.port : 0;
    const link = site.link({ port });
    link.connect();
    const away = await linkIn(link, 'offline');
    expect(away.error).toMatchObject({ code: 'ssh-timeout' });
  });
});

describe('a machine that was never reached', () => {
  it('is offline with the reason, and never seen', async () => {
    const site = cleanups.add(createSshSite());
    // Nobody is given this port who asks for any.
    const link = site.link({ port: 1 });
    link.connect();
    const away = await linkIn(link, 'offline');
    expect(away).toMatchObject({ lastSeen: null, error: { code: 'ssh-unreachable' } });
    expect(away.error?.message).toContain('refused the connection');
  });

  it('can be given up in the midst of connecting', async () => {
    const site = cleanups.add(createSshSite());
    const sshd = cleanups.add(await startSshd());
    const link = site.link(sshd);
    link.connect();
    expect(link.link.state).toBe('connecting');
    const waiting = link.ready();
    link.disconnect();
    expect(link.link.state).toBe('idle');
    expect(await waiting).toMatchObject({ error: { code: 'not-connected' } });
    await until(() => sshd.sessions().length === 0, 'nothing is left at the server');
    expect(site.prompts).toEqual([]);
  });
});
