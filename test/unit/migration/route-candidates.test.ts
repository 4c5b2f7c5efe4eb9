import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, routeCandidates } from '../../../src/main/core/migration/route-candidates.ts';

const access = {
  address: 'xen-b.lan',
  proxyJump: [] as string[],
  migrationAddress: null as string | null,
  migrationPort: null as number | null,
};
const own = ['10.77.0.2', 'fd00::2'];

describe('the addresses by which a host is tried from another', () => {
  it('begin with the one that the console uses itself', () => {
    expect(routeCandidates(access, 2222, own)).toEqual([
      { address: 'xen-b.lan', port: 2222 },
      { address: '10.77.0.2', port: 22 },
      { address: 'fd00::2', port: 22 },
    ]);
  });

  it.each([
    ['is a port of the console’s own machine', { ...access, address: '127.0.0.1' }],
    ['is reached through a jump host', { ...access, proxyJump: ['admin@gate:22'] }],
  ])('leave that one out when it %s', (_what, given) => {
    expect(routeCandidates(given, 2222, own)).toEqual([
      { address: '10.77.0.2', port: 22 },
      { address: 'fd00::2', port: 22 },
    ]);
  });

  it('are only the one that the user gave for migrations', () => {
    const given = { ...access, migrationAddress: '10.9.9.9' };
    expect(routeCandidates(given, 2222, own)).toEqual([{ address: '10.9.9.9', port: 22 }]);
    expect(routeCandidates({ ...given, migrationPort: 2200 }, 2222, own)).toEqual([
      { address: '10.9.9.9', port: 2200 },
    ]);
    const same = { ...access, migrationAddress: access.address };
    expect(routeCandidates(same, 2222, own)).toEqual([{ address: 'xen-b.lan', port: 2222 }]);
  });

  it('take the migration port for what the host says of itself', () => {
    const given = { ...access, address: 'localhost', migrationPort: 2200 };
    expect(routeCandidates(given, 2222, own).map(({ port }) => port)).toEqual([2200, 2200]);
  });

  it.each(['localhost', 'LOCALHOST.localdomain', '127.0.0.1', '127.1', '::1', '[::1]', '0.0.0.0'])(
    '%s is this machine',
    (address) => expect(isLoopback(address)).toBe(true),
  );
  it.each(['10.0.0.1', 'localhosts', '128.0.0.1', 'xen-127.0.0.1', '::2'])(
    '%s is another machine',
    (address) => expect(isLoopback(address)).toBe(false),
  );

  it('are never an option of ssh, never two alike and never many, whatever was typed or reported', () => {
    const text = fc.oneof(
      fc.constantFrom('-oProxyCommand=reboot', '', 'a b', 'a;reboot', '$(reboot)', 'a\nb', 'xen-b'),
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
    );
    const given = fc.record({
      address: text,
      proxyJump: fc.array(text, { maxLength: 1 }),
      migrationAddress: fc.option(text),
      migrationPort: fc.option(fc.integer({ min: 1, max: 65535 })),
    });
    fc.assert(
      fc.property(
        given,
        fc.integer({ min: 1, max: 65535 }),
        fc.array(text),
        (typed, port, said) => {
          const found = routeCandidates(typed, port, said);
          expect(found.length).toBeLessThanOrEqual(8);
          expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(found.length);
          for (const { address } of found) expect(address).toMatch(/^[\w[:][\w.:%[\]-]*$/);
        },
      ),
    );
  });

  it('leave out no address that is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), (address) => {
        fc.pre(!isLoopback(address));
        expect(routeCandidates({ ...access, address }, 22, [])).toEqual([{ address, port: 22 }]);
      }),
    );
  });
});
