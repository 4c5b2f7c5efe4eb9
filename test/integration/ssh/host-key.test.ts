import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/shared/model/connection.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { type Answer, createSshSite, linkIn } from '../../support/ssh-site.ts';
import { ensureSshd, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

async function machine(answer: (prompt: Prompt) => Answer) {
  const site = cleanups.add(createSshSite({ answer }));
  const key = makeKey(site.folder, 'key');
  const sshd = cleanups.add(await startSshd({ authorized: [key] }));
  const access = { ...sshd, identityFiles: [key.path] };
  return { site, key, sshd, access, place: `[127.0.0.1]:${sshd.port}` };
}

function offeredBy(prompt: Prompt): string {
  return 'offered' in prompt ? prompt.offered.fingerprint : '';
}

describe('a host key', () => {
  it('is shown before anything else happens, and pinned when the user says yes', async () => {
    let answer: (prompt: Prompt) => Answer = () => 'wait';
    const { site, sshd, access, place } = await machine((prompt) => answer(prompt));
    const link = site.link(access, { label: 'xen-a' });
    link.connect();
    await until(() => site.prompts.length === 1, 'the key is shown');
    expect(site.prompts[0]).toMatchObject({
      kind: 'host-key-new',
      hostLabel: 'xen-a',
      offered: { type: 'ssh-ed25519', fingerprint: sshd.hostKey.fingerprint },
    });
    expect(link.link).toMatchObject({ state: 'blocked', error: { code: 'ssh-host-key-unknown' } });
    expect(sshd.logins()).toBe(0);
    expect(site.pinned.size).toBe(0);

    answer = (prompt) => ({ kind: 'trust', fingerprint: offeredBy(prompt) });
    link.connect();
    await linkIn(link, 'online');
    expect(site.pinned.get(place)?.blob).toBe(sshd.hostKey.blob);
    expect(site.takenBack).toHaveLength(1);

    link.disconnect();
    link.connect();
    await linkIn(link, 'online');
    expect(site.prompts).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['a no', { kind: 'cancel' }],
    ['a yes to another key', { kind: 'trust', fingerprint: 'SHA256:another' }],
  ])('stays unknown after %s', async (_name, answer) => {
    const { site, sshd, access } = await machine(() => answer);
    const link = site.link(access);
    link.connect();
    await until(() => site.prompts.length === 1, 'the key is shown');
    expect(await link.ready()).toMatchObject({ error: { code: 'ssh-host-key-unknown' } });
    expect(site.pinned.size).toBe(0);
    expect(sshd.logins()).toBe(0);
  });

  it('that changed blocks the host and shows both, until the user trusts the new one', async () => {
    const answers: Answer[] = ['wait'];
    const { site, key, sshd, access, place } = await machine(
      (prompt) => answers.shift() ?? { kind: 'trust', fingerprint: offeredBy(prompt) },
    );
    const known = makeKey(site.folder, 'known');
    site.pinned.set(place, { type: 'ssh-ed25519', ...known });
    const link = site.link(access);
    link.connect();
    await until(() => site.prompts.length === 1, 'both keys are shown');
    expect(site.prompts[0]).toMatchObject({
      kind: 'host-key-changed',
      pinned: { fingerprint: known.fingerprint },
      offered: { fingerprint: sshd.hostKey.fingerprint },
    });
    const { state, retryAt, error } = link.link;
    expect({ state, retryAt }).toEqual({ state: 'blocked', retryAt: null });
    expect(error).toMatchObject({ code: 'ssh-host-key-changed', retryable: false });
    expect(error?.details).toContain(known.fingerprint);
    expect(error?.details).toContain(sshd.hostKey.fingerprint);
    expect(site.pinned.get(place)?.blob).toBe(known.blob);
    expect(sshd.logins()).toBe(0);

    link.connect();
    await linkIn(link, 'online');
    expect(site.pinned.get(place)?.blob).toBe(sshd.hostKey.blob);
    expect(key.blob).toBe(link.forwardableKey?.publicBlob);
  });

  it('that is pinned is the one asked for, although the server has a better kind as well', async () => {
    const site = cleanups.add(createSshSite({ answer: () => 'wait' }));
    const [key, rsa] = [makeKey(site.folder, 'key'), makeKey(site.folder, 'host', { type: 'rsa' })];
    const sshd = cleanups.add(
      await startSshd({ authorized: [key], config: [`HostKey ${rsa.path}`] }),
    );
    site.pinned.set(`[127.0.0.1]:${sshd.port}`, { type: 'ssh-rsa', ...rsa });
    const link = site.link({ ...sshd, identityFiles: [key.path] });
    link.connect();
    await linkIn(link, 'online');
    expect(link.hostKey?.blob).toBe(rsa.blob);
  });

  it('of one machine is one question, however many hosts wait for it', async () => {
    const { site, access } = await machine((prompt) => ({
      kind: 'trust',
      fingerprint: offeredBy(prompt),
    }));
    const links = [1, 2, 3, 4].map(() => site.link(access));
    for (const link of links) link.connect();
    for (const link of links) await linkIn(link, 'online');
    expect(site.prompts).toHaveLength(1);
  });
});
