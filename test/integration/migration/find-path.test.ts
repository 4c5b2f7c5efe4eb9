import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPath } from '../../../src/main/core/migration/find-path.ts';
import type { ForwardableKey, HostLink } from '../../../src/main/core/ssh/ssh-port.ts';
import { createFakeXenPair, type FakeXenPair } from '../../support/fake-xen-pair.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { readHost } from '../../support/sample-move.ts';

const hostKey = { type: 'ssh-ed25519', fingerprint: 'SHA256:x', blob: 'AAAA' };
const key: ForwardableKey = {
  publicBlob: 'AAAA',
  comment: '',
  sign: async () => new Uint8Array(),
};

describe.each(['dash', 'bash'] as const)('the way between two hosts (%s)', (shell) => {
  let pair: FakeXenPair;
  beforeEach(() => {
    pair = createFakeXenPair(shell);
  });
  afterEach(() => pair.remove());

  /** The console reaches xen-b through a port of its own, so only what xen-b says of itself is tried. */
  function find(
    more: Partial<HostLink> = {},
    addresses = ['10.77.0.2', 'fd00::2', '-oProxyCommand=x'],
  ) {
    const links = {
      source: pair.a.link as HostLink,
      target: { ...pair.b.link, hostKey, forwardableKey: key, ...more } as HostLink,
    };
    return findPath(
      { runFolder: 'run', log: recordingLog() },
      { source: readHost('xen-a'), target: readHost('xen-b', { addresses }) },
      links,
    );
  }
  const tried = () => pair.sshCalls().map((call) => call.at(-2));

  it('is the first address at which a login succeeds; no later one is tried', async () => {
    expect(await find()).toEqual({
      ok: true,
      value: { address: '10.77.0.2', port: 22, user: 'root', hostKey },
    });
    expect(tried()).toEqual(['10.77.0.2']);
  });

  it('is found behind addresses that do not lead there', async () => {
    pair.refuseLogins('10.77.0.2');
    expect(await find()).toMatchObject({ ok: true, value: { address: 'fd00::2' } });
    expect(tried()).toEqual(['10.77.0.2', 'fd00::2']);
  });

  it('is refused with ssh’s own cause and what was tried', async () => {
    pair.refuseLogins();
    const found = await find();
    expect(found).toMatchObject({
      ok: false,
      error: { code: 'no-path-to-target', severity: 'blocks' },
    });
    expect(found.ok ? '' : found.error.message).toMatch(
      /tried 10\.77\.0\.2:22, fd00::2:22\).*refused the login/,
    );
  });

  it('says so when the console has no key to offer on', async () => {
    pair.refuseLogins();
    expect(await find({ forwardableKey: null })).toMatchObject({
      ok: false,
      error: { code: 'no-forwardable-key', message: expect.stringContaining('by password') },
    });
  });

  it('needs no key where the source can log in by itself', async () => {
    expect(await find({ forwardableKey: null })).toMatchObject({ ok: true });
    expect(pair.sshCalls()[0]).not.toContain('IdentityFile=none');
  });

  it('is refused when a login prints what would garble the migration', async () => {
    pair.greet();
    expect(await find()).toMatchObject({
      ok: false,
      error: { code: 'no-path-to-target', message: expect.stringContaining('garble') },
    });
  });

  it('is refused when the target has no xl for a login from there', async () => {
    pair.b.without('xl');
    expect(await find()).toMatchObject({
      ok: false,
      error: { code: 'no-path-to-target', message: expect.stringContaining('no xl') },
    });
  });

  it('is refused when no address is known, and when the source is away', async () => {
    expect(await find({}, [])).toMatchObject({ error: { code: 'no-path-to-target' } });
    pair.a.link.cut();
    expect(await find()).toMatchObject({ error: { code: 'source-offline' } });
    expect(tried()).toEqual([]);
  });

  it('leaves nothing behind at the source', async () => {
    await find();
    pair.refuseLogins();
    await find();
    expect(readdirSync(join(pair.a.folder, 'run'))).toEqual([]);
  });
});
