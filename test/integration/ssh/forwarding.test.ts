import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { ForwardableKey, HostLink } from '../../../src/main/core/ssh/ssh-port.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { startAgent } from '../../support/ssh-agent.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import {
  canHaveAccounts,
  ensureSshd,
  type SshdOptions,
  startSshd,
  withAccounts,
} from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

/** A host whose link came up by one of the keys of the user's agent. */
async function hostAndAgent(options: SshdOptions = {}, user?: string) {
  const { folder } = cleanups.add(createSshSite());
  const [other, key] = [makeKey(folder, 'other'), makeKey(folder, 'key')];
  const agent = cleanups.add(await startAgent([other, key]));
  const site = cleanups.add(createSshSite({ agentSocket: agent.socket }));
  const sshd = cleanups.add(await startSshd({ authorized: [key], ...options }));
  const link = site.link({ port: sshd.port, user: user ?? sshd.user });
  link.connect();
  await linkIn(link, 'online');
  const { forwardableKey } = link;
  if (!forwardableKey) throw new Error('no key');
  return { sshd, key, other, link, forwardableKey };
}

/** The account itself: not through sudo, whoever runs these tests. */
const plain = { asRoot: false };
const listKeys = commandLine(['ssh-add', '-l']);

function forwarding(key: ForwardableKey, signed: string[] = []) {
  const onSign = (fingerprint: string) => signed.push(fingerprint);
  return { forward: { keys: [key], onSign }, ...plain };
}

async function outputOf(link: HostLink, ...args: Parameters<HostLink['exec']>): Promise<string> {
  const done = await link.exec(...args);
  if (!done.ok) throw new Error(`${done.error.message} ${done.error.details}`);
  return done.value.stdout + done.value.stderr;
}

describe('a command with a forwarded key', () => {
  it('sees exactly that key, and no other command sees any', async () => {
    const { key, link, forwardableKey } = await hostAndAgent();
    const during = link.open(
      scriptLine({ name: 'stateroom-test', text: 'ssh-add -l; read -r line; ssh-add -l' }),
      forwarding(forwardableKey),
    );
    const opened = await during;
    if (!opened.ok) throw new Error(opened.error.message);
    const lines: string[] = [];
    opened.value.onStdout((line) => lines.push(line));
    expect(await outputOf(link, listKeys, plain)).toMatch(
      /Could not open a connection|agent has no/,
    );
    opened.value.write('go on\n');
    await opened.value.ended;
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain(key.fingerprint);
    expect(await outputOf(link, listKeys, plain)).toMatch(
      /Could not open a connection|agent has no/,
    );
  });

  it('logs in to another host by it, and every signature is told', async () => {
    const { sshd, key, link, forwardableKey } = await hostAndAgent();
    const target = cleanups.add(await startSshd({ authorized: [key] }));
    const signed: string[] = [];
    const login = scriptLine(
      {
        name: 'stateroom-test',
        text: [
          'printf "%s\\n" "$2" > "$1"; trap \'rm -f "$1"\' EXIT',
          'ssh -F none -o BatchMode=yes -o UserKnownHostsFile="$1" -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes -p "$3" 127.0.0.1 echo arrived',
        ].join('\n'),
      },
      [
        `${sshd.hostKey.path}.known`,
        `[127.0.0.1]:${target.port} ${target.hostKey.publicLine}`,
        String(target.port),
      ],
    );
    const arrived = await outputOf(link, login, {
      ...forwarding(forwardableKey, signed),
      timeoutMs: 100_000,
    });
    expect(arrived).toBe('arrived\n');
    expect(signed).toEqual([key.fingerprint]);
    expect(target.logins()).toBe(1);
  });

  it('begins on the connection that was prepared for it, which serves no second one', async () => {
    const { sshd, key, link, forwardableKey } = await hostAndAgent();
    const over = link.prepareForwarding();
    await until(() => sshd.logins() === 2, 'the login of the prepared connection');
    const given = { forward: { keys: [forwardableKey], over }, ...plain };
    expect(await outputOf(link, listKeys, given)).toContain(key.fingerprint);
    expect(sshd.logins()).toBe(2);
    expect(await outputOf(link, listKeys, given)).toContain(key.fingerprint);
    expect(sshd.logins()).toBe(3);
  });

  it('opens another connection where the prepared one was given up', async () => {
    const { sshd, key, link, forwardableKey } = await hostAndAgent();
    const over = link.prepareForwarding();
    over?.discard();
    const given = { forward: { keys: [forwardableKey], over }, ...plain };
    expect(await outputOf(link, listKeys, given)).toContain(key.fingerprint);
    expect(sshd.logins()).toBeGreaterThan(1);
  });

  it('cannot add, remove or lock keys there', async () => {
    const { key, other, link, forwardableKey } = await hostAndAgent();
    const attempts = scriptLine(
      {
        name: 'stateroom-test',
        text: 'ssh-add -D && echo removed; ssh-add "$1" && echo added; ssh-add -l',
      },
      [other.path],
    );
    const said = await outputOf(link, attempts, forwarding(forwardableKey));
    expect(said).not.toMatch(/^(removed|added)$/m);
    expect(said).toContain(key.fingerprint);
    expect(said).not.toContain(other.fingerprint);
  });

  it('is told when the server forwards no agent', async () => {
    const { link, forwardableKey } = await hostAndAgent({ config: ['AllowAgentForwarding no'] });
    const done = await link.exec(listKeys, forwarding(forwardableKey));
    expect(done).toMatchObject({ ok: false, error: { code: 'ssh-channel-refused' } });
    expect(!done.ok && done.error.message).toContain('does not allow agent forwarding');
  });

  it('has its connection closed when the link is', async () => {
    const { link, forwardableKey } = await hostAndAgent();
    const running = link.exec(commandLine(['sleep', '600']), {
      ...forwarding(forwardableKey),
      timeoutMs: null,
    });
    const opened = await link.open(commandLine(['sleep', '600']), forwarding(forwardableKey));
    expect(opened.ok).toBe(true);
    await link.close();
    expect((await running).ok).toBe(false);
    expect(opened.ok && (await opened.value.ended).ok).toBe(false);
  });

  it.skipIf(!canHaveAccounts)(withAccounts('keeps the key behind sudo'), async () => {
    const accounts = [{ name: 'ada', sudo: 'ALL=(ALL) NOPASSWD: ALL' }];
    const { key, link, forwardableKey } = await hostAndAgent({ accounts }, 'ada');
    const both = scriptLine({ name: 'stateroom-test', text: 'id -u; ssh-add -l' });
    const said = await outputOf(link, both, { ...forwarding(forwardableKey), asRoot: true });
    expect(said).toContain('0\n');
    expect(said).toContain(key.fingerprint);
  });
});
