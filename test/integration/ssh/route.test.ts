import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/main/core/shell/command-line.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { signalAll } from '../../support/process-tree.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import { ensureSshd, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

async function siteBehindBastion(bastionConfig: string[] = []) {
  const site = cleanups.add(createSshSite());
  const key = makeKey(site.folder, 'key');
  const bastion = cleanups.add(await startSshd({ authorized: [key], config: bastionConfig }));
  const host = cleanups.add(await startSshd({ authorized: [key] }));
  site.writeConfig(
    [
      `Host bastion\n  HostName 127.0.0.1\n  Port ${bastion.port}\n  User ${bastion.user}`,
      `Host inside\n  HostName 127.0.0.1\n  Port ${host.port}\n  ProxyJump bastion`,
      `Host *\n  IdentityFile ${key.path}\n`,
    ].join('\n'),
  );
  return { site, key, bastion, host };
}

describe('a host behind another machine', () => {
  it('is reached by ProxyJump of the configuration, both host keys being shown', async () => {
    const { site, bastion, host } = await siteBehindBastion();
    const link = site.link({ address: 'inside', user: host.user }, { label: 'xen-a' });
    link.connect();
    await linkIn(link, 'online');
    expect(site.prompts).toMatchObject([
      {
        hostLabel: 'bastion (on the way to xen-a)',
        offered: { fingerprint: bastion.hostKey.fingerprint },
      },
      { hostLabel: 'xen-a', offered: { fingerprint: host.hostKey.fingerprint } },
    ]);
    expect([...site.pinned.keys()]).toEqual([
      `[127.0.0.1]:${bastion.port}`,
      `[127.0.0.1]:${host.port} via [127.0.0.1]:${bastion.port}`,
    ]);
    expect(await link.exec(commandLine(['echo', 'inside']), { asRoot: false })).toMatchObject({
      value: { stdout: 'inside\n' },
    });
    expect(host.logins()).toBe(1);
  });

  it('is reached by the machines of its own settings, first one first', async () => {
    const { site, key, bastion, host } = await siteBehindBastion();
    const second = cleanups.add(await startSshd({ authorized: [key] }));
    const link = site.link({
      ...host,
      proxyJump: ['bastion', `${second.user}@127.0.0.1:${second.port}`],
    });
    link.connect();
    await linkIn(link, 'online');
    expect(site.prompts.map((prompt) => 'offered' in prompt && prompt.offered.fingerprint)).toEqual(
      [bastion.hostKey.fingerprint, second.hostKey.fingerprint, host.hostKey.fingerprint],
    );
    expect(host.logins()).toBe(1);
  });

  it('shares the login to that machine with all others behind it, which ends with the last', async () => {
    const { site, bastion, host } = await siteBehindBastion();
    const access = { address: 'inside', user: host.user };
    const first = site.link(access);
    first.connect();
    await linkIn(first, 'online');
    const before = bastion.logins();
    const links = [first, site.link(access), site.link(access)];
    for (const link of links) link.connect();
    for (const link of links) await linkIn(link, 'online');
    expect(bastion.logins()).toBe(before);
    expect(host.logins()).toBe(3);
    expect(site.prompts).toHaveLength(2);
    await links[0]?.close();
    await links[1]?.close();
    expect(links[2]?.link.state).toBe('online');
    await links[2]?.close();
    await until(() => bastion.sessions().length === 0, 'nobody is logged in at the bastion');
  });

  it('comes back when that machine was lost', async () => {
    const { site, bastion, host } = await siteBehindBastion();
    const link = site.link({ address: 'inside', user: host.user });
    link.connect();
    await linkIn(link, 'online');
    const before = bastion.logins();
    signalAll(bastion.sessions(), 'SIGKILL');
    await linkIn(link, 'offline');
    await linkIn(link, 'online');
    expect(bastion.logins()).toBe(before + 1);
  });

  it('says so when that machine does not let anybody through', async () => {
    const { site, host } = await siteBehindBastion(['AllowTcpForwarding no']);
    const link = site.link({ address: 'inside', user: host.user });
    link.connect();
    const error = await until(
      () => link.link.error?.code === 'ssh-channel-refused' && link.link.error,
      'the way is refused',
    );
    expect(error.hint).toContain('AllowTcpForwarding');
    expect(link.link.state).toBe('blocked');
  });

  it('is tried again when only that machine answers', async () => {
    const { site, host } = await siteBehindBastion();
    await host.stop();
    const link = site.link({ address: 'inside', user: host.user });
    link.connect();
    const away = await linkIn(link, 'offline');
    expect(away.error?.message).toContain('could not reach 127.0.0.1');
    expect(away.retryAt).toBeGreaterThan(away.since);
  });
});
