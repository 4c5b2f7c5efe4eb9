import type { MethodInput } from '../../../shared/contract/methods.ts';
import type { Access } from '../../../shared/model/connection.ts';

/** What the form holds, as typed. Key files and jump hosts: one per line. */
export interface HostFields {
  address: string;
  user: string;
  port: string;
  label: string;
  identityFiles: string;
  proxyJump: string;
  migrationAddress: string;
  migrationPort: string;
}

export type HostFieldErrors = Partial<Record<keyof HostFields, string>>;

/** The fields that are folded away at first. */
export const moreFields: readonly (keyof HostFields)[] = [
  'label',
  'identityFiles',
  'proxyJump',
  'migrationAddress',
  'migrationPort',
];

export const emptyHostFields: HostFields = {
  address: '',
  user: 'root',
  port: '22',
  label: '',
  identityFiles: '',
  proxyJump: '',
  migrationAddress: '',
  migrationPort: '',
};

export function hostFieldsOf(host: { label: string; access: Access }): HostFields {
  const { label, access } = host;
  return {
    address: access.address,
    user: access.user,
    port: String(access.port),
    label: label === access.address ? '' : label,
    identityFiles: access.identityFiles.join('\n'),
    proxyJump: access.proxyJump.join('\n'),
    migrationAddress: access.migrationAddress ?? '',
    migrationPort: access.migrationPort === null ? '' : String(access.migrationPort),
  };
}

/**
 * What was typed or pasted into the address field, taken apart: `ssh://root@xen-a:2222` gives
 * three fields at once. A bare IPv6 address stays whole.
 */
export function splitAddress(text: string): Partial<HostFields> {
  const bare = text
    .trim()
    .replace(/^ssh(?::\/\/|\s+)/i, '')
    .replace(/\/$/, '');
  const match = /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]]+))(?::(\d+))?$/.exec(bare);
  if (!match) return { address: bare };
  const [, user, bracketed, plain, port] = match;
  return {
    address: bracketed ?? plain ?? bare,
    ...(user ? { user } : {}),
    ...(port ? { port } : {}),
  };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function portOf(text: string): number | null {
  const port = Number(text.trim());
  return /^\d+$/.test(text.trim()) && port >= 1 && port <= 65535 ? port : null;
}

const badPort = 'A whole number from 1 to 65535.';
const jumpForm = /^(?:[^@\s]+@)?(?:\[[^\]\s]+\]|[^:@\s[\]]+)(?::\d{1,5})?$/;

function addressError(address: string): string | null {
  if (address === '') return 'Give its name, its address, or its alias in ~/.ssh/config.';
  if (/\s/.test(address)) return 'A name or address has no spaces in it.';
  if (address.startsWith('-')) return 'A name or address does not begin with a hyphen.';
  if (address.includes('@')) return 'The account goes into the field “User”.';
  if (address.length > 255) return 'A name has 255 characters at most.';
  return null;
}

function userError(user: string): string | null {
  if (user === '') return 'Give the account to log in with: root, or one that may use sudo.';
  if (/[\s@:]/.test(user) || user.startsWith('-')) {
    return 'An account has no spaces, no “@” and no “:” in its name.';
  }
  if (user.length > 64) return 'An account’s name has 64 characters at most.';
  return null;
}

/** The form's errors by field; empty when it can be sent. */
export function checkHostFields(fields: HostFields): HostFieldErrors {
  const keyFile = lines(fields.identityFiles).find((line) => !/^(~?\/|[a-z]:\\)/i.test(line));
  const jump = lines(fields.proxyJump).find((line) => !jumpForm.test(line));
  const migrationAddress = fields.migrationAddress.trim();
  const found: Record<keyof HostFields, string | null> = {
    address: addressError(fields.address.trim()),
    user: userError(fields.user.trim()),
    port: portOf(fields.port) === null ? badPort : null,
    label: fields.label.trim().length > 100 ? 'A name here has 100 characters at most.' : null,
    identityFiles:
      keyFile === undefined ? null : `“${keyFile}” has to begin with / or ~/, one file per line.`,
    proxyJump:
      jump === undefined ? null : `“${jump}” has to be user@address:port, one machine per line.`,
    migrationAddress: migrationAddress === '' ? null : addressError(migrationAddress),
    migrationPort:
      fields.migrationPort.trim() !== '' && portOf(fields.migrationPort) === null ? badPort : null,
  };
  const errors: HostFieldErrors = {};
  for (const [name, error] of Object.entries(found)) {
    if (error !== null) errors[name as keyof HostFields] = error;
  }
  return errors;
}

/** For `hosts.add`. The fields have passed `checkHostFields`. */
export function readHostFields(fields: HostFields): MethodInput<'hosts.add'> {
  const address = fields.address.trim();
  return {
    label: fields.label.trim() || address.slice(0, 100),
    access: {
      address,
      port: portOf(fields.port) ?? 22,
      user: fields.user.trim(),
      identityFiles: lines(fields.identityFiles),
      proxyJump: lines(fields.proxyJump),
      migrationAddress: fields.migrationAddress.trim() || null,
      migrationPort: portOf(fields.migrationPort),
    },
  };
}
