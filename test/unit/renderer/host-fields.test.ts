import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkHostFields,
  emptyHostFields,
  type HostFields,
  hostFieldsOf,
  readHostFields,
  splitAddress,
} from '../../../src/renderer/features/connect/host-fields.ts';
import { methods } from '../../../src/shared/contract/methods.ts';
import { accessSchema } from '../../../src/shared/model/connection.ts';

const filled: HostFields = { ...emptyHostFields, address: 'xen-a' };

describe('what is typed into the address field', () => {
  it.each([
    ['xen-a', { address: 'xen-a' }],
    ['  10.0.0.1 ', { address: '10.0.0.1' }],
    ['root@xen-a', { address: 'xen-a', user: 'root' }],
    ['xen-a:2222', { address: 'xen-a', port: '2222' }],
    ['ssh admin@xen-a', { address: 'xen-a', user: 'admin' }],
    ['ssh://root@[2001:db8::1]:2222/', { address: '2001:db8::1', user: 'root', port: '2222' }],
    ['2001:db8::1', { address: '2001:db8::1' }],
    ['two words', { address: 'two words' }],
  ])('takes %j apart', (text, parts) => {
    expect(splitAddress(text)).toEqual(parts);
  });

  it('is left alone once it was taken apart', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = splitAddress(text).address ?? '';
        fc.pre(!address.includes('@') && !/^ssh/i.test(address) && !address.endsWith('/'));
        fc.pre(!/:\d+$/.test(address));
        expect(splitAddress(address).address).toBe(address.trim());
      }),
    );
  });
});

describe('the form for a host', () => {
  it('needs no more than an address', () => {
    expect(checkHostFields(filled)).toEqual({});
    expect(readHostFields(filled)).toMatchObject({
      label: 'xen-a',
      access: { address: 'xen-a', user: 'root', port: 22, migrationAddress: null },
    });
  });

  it.each([
    ['address', ''],
    ['address', 'two words'],
    ['address', '-oProxyCommand=reboot'],
    ['address', 'root@xen-a'],
    ['user', ''],
    ['user', 'a b'],
    ['port', ''],
    ['port', '0'],
    ['port', '65536'],
    ['port', '22.5'],
    ['port', '1e3'],
    ['identityFiles', '~/.ssh/id_a\nid_b'],
    ['proxyJump', 'gate\none two'],
    ['migrationAddress', 'a b'],
    ['migrationPort', 'x'],
    ['label', 'n'.repeat(101)],
  ] as const)('names what is wrong with %s %j', (field, value) => {
    expect(Object.keys(checkHostFields({ ...filled, [field]: value }))).toEqual([field]);
  });

  it('sends nothing that the core’s contract refuses', () => {
    const text = fc.string({ maxLength: 6 });
    const fields = fc.record({
      address: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), text),
      user: fc.oneof(fc.constant('root'), text),
      port: fc.oneof(fc.integer({ min: -5, max: 70_000 }).map(String), text),
      label: fc.string({ maxLength: 120 }),
      identityFiles: fc.oneof(fc.constantFrom('', '/a\n~/b'), text),
      proxyJump: fc.oneof(fc.constantFrom('', 'gate', 'a@b:22\n[::1]:3'), text),
      migrationAddress: fc.oneof(fc.constant(''), fc.ipV4(), text),
      migrationPort: fc.oneof(fc.constant(''), fc.nat(70_000).map(String), text),
    });
    fc.assert(
      fc.property(fields, (typed) => {
        fc.pre(Object.keys(checkHostFields(typed)).length === 0);
        expect(methods['hosts.add'].input.safeParse(readHostFields(typed)).success).toBe(true);
      }),
    );
  });

  it('gives back the host that it was filled with', () => {
    const access = accessSchema.parse({
      address: '2001:db8::1',
      port: 2222,
      user: 'admin',
      identityFiles: ['~/.ssh/id_a', '/keys/b'],
      proxyJump: ['gate', 'root@[2001:db8::2]:22'],
      migrationAddress: '10.9.0.1',
      migrationPort: 22,
    });
    for (const label of ['rack 2', access.address]) {
      const fields = hostFieldsOf({ label, access });
      expect(checkHostFields(fields)).toEqual({});
      expect(readHostFields(fields)).toEqual({ label, access });
    }
  });
});
