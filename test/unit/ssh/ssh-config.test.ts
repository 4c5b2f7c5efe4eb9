import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/main/core/ssh/config-directives.ts';
import { matchesList, resolveConfig } from '../../../src/main/core/ssh/resolve-config.ts';
import { parseHop, placeOf, resolveRoute } from '../../../src/main/core/ssh/route.ts';
import { suggestHosts } from '../../../src/main/core/ssh/suggest-hosts.ts';
import type { Access } from '../../../src/shared/model/connection.ts';
import { anyOutput } from '../../support/any-output.ts';

const at = { localUser: 'me', home: '/home/me', env: { RUN: '/run/me' } };

function resolve(config: string, host: string, user: string | null = null) {
  return resolveConfig(parseConfig(config).directives, { ...at, host, user });
}

function route(config: string, access: Partial<Access>) {
  return resolveRoute({
    ...at,
    agentSocket: '/agent',
    directives: parseConfig(config).directives,
    access: {
      address: 'xen-a',
      port: 22,
      user: 'root',
      identityFiles: [],
      proxyJump: [],
      migrationAddress: null,
      migrationPort: null,
      ...access,
    },
  });
}

const example = `
# the lab
Host xen-? !xen-c
  HostName %h.lab.example
  User admin
  IdentityFile ~/.ssh/lab
  IdentityFile \${RUN}/%h-%r
Host xen-c
  HostName 2001:db8::c
  ProxyJump bastion,second:2222
Host bastion
  Port 2200
Match host *.lab.example user admin
  IdentitiesOnly yes
Match exec "touch /tmp/run"
  Port 1
Host *
  User nobody
  IdentityAgent none
`;

describe('what an ssh_config says of a host', () => {
  it('is the first value of each keyword in the sections that match', () => {
    expect(resolve(example, 'xen-a')).toEqual({
      hostName: 'xen-a.lab.example',
      port: null,
      user: 'admin',
      userIsForThisHost: true,
      identityFiles: ['/home/me/.ssh/lab', '/run/me/xen-a.lab.example-admin'],
      identitiesOnly: true,
      identityAgent: 'none',
      proxyJump: null,
      proxyCommand: null,
    });
    expect(resolve(example, 'xen-c')).toMatchObject({
      hostName: '2001:db8::c',
      user: 'nobody',
      userIsForThisHost: false,
      proxyJump: 'bastion,second:2222',
      identityFiles: [],
      identitiesOnly: false,
    });
  });

  it('never comes from a Match that would run a program', () => {
    expect(resolve(example, 'anything').port).toBeNull();
    expect(resolve('Match !exec "true"\n  Port 7\n', 'a').port).toBeNull();
  });

  it('is nothing at all for an empty one', () => {
    expect(resolve('', 'xen-a')).toMatchObject({ hostName: 'xen-a', port: null, user: null });
  });

  it('knows tokens, ports that are none, and ProxyJump none', () => {
    const config = 'Host a\n  Port 70000\n  ProxyJump none\n  IdentityFile %d/%n-%p-%u-100%%\n';
    expect(resolve(config, 'a')).toMatchObject({
      port: null,
      proxyJump: null,
      identityFiles: ['/home/me/a-70000-me-100%'],
    });
  });

  it('is still read where some lines are torn, which are named', () => {
    const parsed = parseConfig('Host "a\nHost b\n  Port 5\n');
    expect(parsed.problems).toEqual([expect.stringMatching(/^line 1: /)]);
    expect(resolveConfig(parsed.directives, { ...at, host: 'b', user: null }).port).toBe(5);
  });

  it('is an answer, not a throw, for any text', () => {
    fc.assert(
      fc.property(anyOutput([example]), fc.string(), (text, host) => {
        const { directives } = parseConfig(text);
        const resolved = resolveConfig(directives, { ...at, host, user: null });
        expect(typeof resolved.hostName).toBe('string');
        suggestHosts(directives, at);
        const way = route(text, { address: host || 'a' });
        if (way.ok) expect(way.value.length).toBeGreaterThan(0);
        else expect(way.error.code).toBe('ssh-config-invalid');
      }),
    );
  });
});

describe('patterns', () => {
  it.each([
    [['*'], 'anything', true],
    [['xen-?'], 'xen-a', true],
    [['xen-?'], 'xen-ab', false],
    [['*.lab', '!b.lab'], 'a.lab', true],
    [['*.lab', '!b.lab'], 'b.lab', false],
    [['!b.lab'], 'a.lab', false],
    [['a.lab'], 'axlab', false],
    [['[a]'], '[a]', true],
    [['XEN-A'], 'xen-a', true],
  ])('%j against %s: %s', (patterns, text, matches) => {
    expect(matchesList(patterns, text)).toBe(matches);
  });
});

describe('the way to a host', () => {
  it('is the host alone, by what the console was told', () => {
    expect(route('', { address: '10.0.0.1', port: 2222, user: 'ada' })).toMatchObject({
      value: [
        {
          name: '10.0.0.1',
          address: '10.0.0.1',
          port: 2222,
          user: 'ada',
          place: '[10.0.0.1]:2222',
          identity: {
            only: false,
            agentSocket: '/agent',
            files: [
              { path: '/home/me/.ssh/id_ed25519', named: false },
              { path: '/home/me/.ssh/id_ecdsa', named: false },
              { path: '/home/me/.ssh/id_rsa', named: false },
            ],
          },
        },
      ],
    });
  });

  it('takes the configuration where the form was left as it was, and the form where it was not', () => {
    const config = 'Host xen-a\n  Port 2200\n  User admin\nHost *\n  User nobody\n';
    expect(route(config, {})).toMatchObject({ value: [{ port: 2200, user: 'admin' }] });
    expect(route(config, { port: 2201, user: 'ada' })).toMatchObject({
      value: [{ port: 2201, user: 'ada' }],
    });
    // An account that is meant for everything does not make root somebody else.
    expect(route(config, { address: 'xen-b' })).toMatchObject({ value: [{ user: 'root' }] });
  });

  it('leads through the machines of ProxyJump, and each place says through which', () => {
    const way = route(example, { address: 'xen-c', identityFiles: ['~/mine'] });
    expect(way).toMatchObject({
      value: [
        { name: 'bastion', port: 2200, user: 'nobody', place: '[bastion]:2200' },
        { name: 'second', port: 2222, place: '[second]:2222 via [bastion]:2200' },
        {
          name: 'xen-c',
          address: '2001:db8::c',
          place: '[2001:db8::c]:22 via [second]:2222 via [bastion]:2200',
          identity: { only: true, files: [{ path: '/home/me/mine', named: true }] },
        },
      ],
    });
  });

  it('is refused where it is a loop, a ProxyCommand or no machine', () => {
    for (const [config, words] of [
      ['Host xen-a\n  ProxyJump xen-b\nHost xen-b\n  ProxyJump xen-a\n', /more than 8/],
      ['Host xen-a\n  ProxyCommand nc %h %p\n', /ProxyCommand/],
      ['Host xen-a\n  ProxyJump a@@b\n', /no machine to go through/],
    ] as const) {
      const way = route(config, {});
      expect(way).toMatchObject({ ok: false, error: { code: 'ssh-config-invalid' } });
      expect(!way.ok && way.error.message).toMatch(words);
    }
  });

  it.each([
    ['bastion', { user: null, host: 'bastion', port: null }],
    ['me@bastion:2222', { user: 'me', host: 'bastion', port: 2222 }],
    ['ssh://me@[2001:db8::1]:22/', { user: 'me', host: '2001:db8::1', port: 22 }],
    ['', null],
    ['a b', null],
    ['host:0', null],
    ['host:70000', null],
    ['2001:db8::1', null],
  ])('reads %j as %j', (text, hop) => {
    expect(parseHop(text)).toEqual(hop);
  });

  it('gives each machine one place, whatever its letters’ case', () => {
    expect(placeOf({ address: 'Xen-A', port: 22 })).toBe('[xen-a]:22');
  });
});

describe('the hosts to suggest', () => {
  it('are those with a name of their own, each once', () => {
    expect(suggestHosts(parseConfig(example).directives, at)).toEqual([
      { alias: 'xen-c', address: '2001:db8::c', port: 22, user: 'nobody' },
      { alias: 'bastion', address: 'bastion', port: 2200, user: 'nobody' },
    ]);
  });
});
