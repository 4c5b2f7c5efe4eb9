import { describe, expect, it } from 'vitest';
import { offlineSince } from '../../../../src/renderer/state/offline-since.ts';
import { appError } from '../../../../src/shared/app-error.ts';
import type { Link } from '../../../../src/shared/model/connection.ts';
import { sampleHost } from '../../../support/sample-site.ts';

function since(...links: Partial<Link>[]): number | null {
  const base: Link = { state: 'offline', since: 0, lastSeen: null, retryAt: null, error: null };
  const hosts = links.map((link, n) => sampleHost({ id: `h${n}`, link: { ...base, ...link } }));
  return offlineSince({ hosts: Object.fromEntries(hosts.map((host) => [host.id, host])) });
}

describe('when a site that nothing answers of was last seen', () => {
  it('is the newest answer of any of its hosts', () => {
    expect(since({ lastSeen: 5 }, { lastSeen: 9, state: 'blocked' }, { state: 'idle' })).toBe(9);
  });

  it('is nothing while one host answers, or is tried for the first time', () => {
    expect(since({ lastSeen: 5 }, { state: 'online', lastSeen: 9 })).toBeNull();
    expect(since({ lastSeen: 5 }, { state: 'connecting', lastSeen: 9 })).toBeNull();
  });

  it('stays while a host is tried again', () => {
    const error = appError('ssh-unreachable', 'It does not answer.');
    expect(since({ state: 'connecting', lastSeen: 9, error })).toBe(9);
  });

  it('is nothing where nothing was ever seen', () => {
    expect(since({}, {})).toBeNull();
    expect(since()).toBeNull();
  });
});
