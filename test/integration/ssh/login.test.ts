import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/main/core/shell/command-line.ts';
import type { Prompt } from '../../../src/shared/model/connection.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { startAgent } from '../../support/ssh-agent.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn, secret, trusting } from '../../support/ssh-site.ts';
import { ensureSshd, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

const asked = (prompts: readonly Prompt[]) => prompts.map(({ kind }) => kind);

describe('logging in by key', () => {
  it('finds the right key among those of the agent, and can offer it on', async () => {
    const { folder } = cleanups.add(createSshSite());
    const keys = [makeKey(folder, 'other'), makeKey(folder, 'right', { type: 'rsa' })] as const;
    const agent = cleanups.add(await startAgent(keys));
    const sshd = cleanups.add(await startSshd({ authorized: [keys[1]] }));
    const site = cleanups.add(createSshSite({ agentSocket: agent.socket }));
    const link = site.link(sshd);
    link.connect();
    await linkIn(link, 'online');
    expect(link.forwardableKey?.publicBlob).toBe(keys[1].blob);
    expect(link.hostKey?.fingerprint).toBe(sshd.hostKey.fingerprint);
    const said = await link.exec(commandLine(['echo', 'here']), { asRoot: false });
    expect(said).toEqual({
      ok: true,
      value: { stdout: 'here\n', stderr: '', code: 0, signal: null },
    });
  });

  it.each(['ed25519', 'rsa', 'ecdsa'] as const)('reads an %s key file', async (type) => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'key', { type });
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const link = site.link({ ...sshd, identityFiles: [key.path] });
    link.connect();
    await linkIn(link, 'online');
    expect(link.forwardableKey?.publicBlob).toBe(key.blob);
  });

  it('uses the default key files of the home folder', async () => {
    const site = cleanups.add(createSshSite());
    mkdirSync(join(site.folder, '.ssh'));
    const key = makeKey(join(site.folder, '.ssh'), 'id_ed25519');
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const link = site.link(sshd);
    link.connect();
    await linkIn(link, 'online');
  });

  it.each([
    ['OpenSSH’s own form', {}],
    ['the old PEM form', { type: 'rsa', format: 'PEM' }],
  ] as const)('asks once for a passphrase, for all hosts, in %s', async (_form, form) => {
    const answer = (prompt: Prompt) =>
      prompt.kind === 'passphrase' ? secret('open sesame') : trusting(prompt);
    const site = cleanups.add(createSshSite({ answer }));
    const key = makeKey(site.folder, 'locked', { passphrase: 'open sesame', ...form });
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const links = [1, 2, 3].map(() => site.link({ ...sshd, identityFiles: [key.path] }));
    for (const link of links) link.connect();
    for (const link of links) await linkIn(link, 'online');
    links[0]?.disconnect();
    links[0]?.connect();
    await linkIn(links[0] ?? site.link(sshd), 'online');
    expect(asked(site.prompts)).toEqual(['host-key-new', 'passphrase']);
    expect(site.logLines.join('\n')).not.toContain('sesame');
  });

  it('asks again after a wrong passphrase, and stops when the question is closed', async () => {
    const answers = [secret('wrong'), { kind: 'cancel' as const }];
    const site = cleanups.add(
      createSshSite({
        answer: (prompt) =>
          prompt.kind === 'passphrase'
            ? (answers.shift() ?? { kind: 'cancel' as const })
            : trusting(prompt),
      }),
    );
    const key = makeKey(site.folder, 'locked', { passphrase: 'open sesame' });
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const link = site.link({ ...sshd, identityFiles: [key.path] });
    link.connect();
    await until(() => site.prompts.length === 3, 'all was asked');
    const blocked = await until(
      () => link.link.error?.code === 'ssh-auth-cancelled' && link.link,
      'the login is given up',
    );
    expect(blocked.state).toBe('blocked');
    expect(site.prompts).toMatchObject([{}, { again: false }, { again: true }]);
  });

  it('asks for no passphrase of a key that the server does not want', async () => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'locked', { passphrase: 'open sesame' });
    const sshd = cleanups.add(await startSshd({ authorized: [] }));
    const link = site.link({ ...sshd, identityFiles: [key.path] });
    link.connect();
    await until(() => link.link.error?.code === 'ssh-auth-failed', 'the login is refused');
    expect(asked(site.prompts)).toEqual(['host-key-new']);
  });

  it('says what was tried when every key is refused, and tries nothing more by itself', async () => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'stranger');
    const sshd = cleanups.add(await startSshd());
    const missing = join(site.folder, 'no-such-key');
    const link = site.link({ ...sshd, identityFiles: [key.path, missing] });
    link.connect();
    await until(() => link.link.error?.code === 'ssh-auth-failed', 'the login is refused');
    const { state, retryAt, error } = link.link;
    expect({ state, retryAt }).toEqual({ state: 'blocked', retryAt: null });
    expect(error?.details).toContain(`${key.path}: refused`);
    expect(error?.details).toContain(`${missing}: there is no such file`);
    expect(error?.details).toContain('The server accepts: publickey');
  });
});

describe('~/.ssh/config', () => {
  it('is honoured: alias, port, account, key file, and what it includes', async () => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'of-the-config');
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const included = join(site.folder, '.ssh', 'conf.d', 'xen.conf');
    mkdirSync(dirname(included), { recursive: true });
    writeFileSync(
      included,
      `Host xen-*\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  IdentityFile ~/of-the-config\n`,
    );
    site.writeConfig(`Include conf.d/*.conf\nHost xen-a\n  User ${sshd.user}\n`);
    const link = site.link({ address: 'xen-a' });
    link.connect();
    await linkIn(link, 'online');
    expect(link).toMatchObject({
      user: sshd.user,
      port: sshd.port,
      place: `[127.0.0.1]:${sshd.port}`,
    });
  });

  it('is read anew for each try, so that an edit counts', async () => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'of-the-config');
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    site.writeConfig('Host xen-a\n  ProxyCommand nc %h %p\n');
    const link = site.link({ ...sshd, address: 'xen-a' });
    link.connect();
    const blocked = await linkIn(link, 'blocked');
    expect(blocked.error).toMatchObject({ code: 'ssh-config-invalid' });
    site.writeConfig('Host xen-a\n  HostName 127.0.0.1\n  IdentityFile ~/of-the-config\n');
    await until(() => {
      link.connect();
      return link.link.state === 'online';
    }, 'the new configuration is used');
  });

  it('offers only the keys of its files where IdentitiesOnly says so', async () => {
    const { folder } = cleanups.add(createSshSite());
    // More than MaxAuthTries of them: without the rule, the server would end the login.
    const many = [1, 2, 3, 4, 5, 6, 7].map((n) => makeKey(folder, `key-${n}`));
    const right = makeKey(folder, 'right');
    const agent = cleanups.add(await startAgent([...many, right]));
    const sshd = cleanups.add(await startSshd({ authorized: [right] }));
    const site = cleanups.add(createSshSite({ agentSocket: agent.socket }));
    const link = site.link(sshd);
    link.connect();
    const tooMany = await until(
      () => link.link.error?.code === 'ssh-auth-failed' && link.link.error,
      'too many keys',
    );
    expect(tooMany.hint).toContain('IdentitiesOnly');
    site.writeConfig(`Host *\n  IdentitiesOnly yes\n  IdentityFile ${right.path}\n`);
    await until(() => {
      link.connect();
      return link.link.state === 'online';
    }, 'the right key alone is offered');
    expect(link.forwardableKey?.publicBlob).toBe(right.blob);
  });
});
