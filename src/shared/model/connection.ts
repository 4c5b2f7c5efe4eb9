import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';

/**
 * How to reach one machine over SSH. No secret is in here: passwords and passphrases are
 * asked for by a prompt and live in the core's secret store.
 */
export const accessSchema = z.object({
  /** Name or address as the user typed it, or an alias of ~/.ssh/config. */
  address: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  user: z.string().min(1).max(64),
  /** Private key files to try, absolute or beginning with ~/. Empty: agent, config, defaults. */
  identityFiles: z.array(z.string()).default([]),
  /** Machines to go through, first hop first, each `user@address:port` in ProxyJump's form. */
  proxyJump: z.array(z.string()).default([]),
  /**
   * The address by which the other hosts reach this one, for migrations; null means:
   * `address`, unless that is a loopback one, else the first address the host itself reports.
   */
  migrationAddress: z.string().nullable().default(null),
  /** The port for the same; null means 22 when migrationAddress differs from address. */
  migrationPort: z.number().int().min(1).max(65535).nullable().default(null),
});
export type Access = z.infer<typeof accessSchema>;

export const linkStates = ['idle', 'connecting', 'online', 'offline', 'blocked'] as const;

/**
 * The state of the SSH session to one machine.
 * `offline`: lost or unreachable, tried again at `retryAt`. `blocked`: only the user can go on
 * (unknown or changed host key, no accepted login), nothing is tried by itself.
 */
export const linkSchema = z.object({
  state: z.enum(linkStates),
  /** Milliseconds since the epoch, by the console's clock. */
  since: z.number(),
  /** When the machine last answered; null: never. */
  lastSeen: z.number().nullable(),
  retryAt: z.number().nullable(),
  error: appErrorSchema.nullable(),
});
export type Link = z.infer<typeof linkSchema>;

export const hostKeySchema = z.object({
  /** e.g. ssh-ed25519 */
  type: z.string(),
  /** OpenSSH's form: SHA256:base64 without padding. */
  fingerprint: z.string(),
  /** The public key blob in base64, as in known_hosts. */
  blob: z.string(),
});
export type HostKey = z.infer<typeof hostKeySchema>;

const promptBase = { id: z.string(), hostId: z.string(), hostLabel: z.string() };

/** A question that only the user can answer before a connection goes on. */
export const promptSchema = z.discriminatedUnion('kind', [
  z.object({ ...promptBase, kind: z.literal('host-key-new'), offered: hostKeySchema }),
  z.object({
    ...promptBase,
    kind: z.literal('host-key-changed'),
    offered: hostKeySchema,
    pinned: hostKeySchema,
  }),
  z.object({ ...promptBase, kind: z.literal('password'), user: z.string(), again: z.boolean() }),
  z.object({
    ...promptBase,
    kind: z.literal('passphrase'),
    keyFile: z.string(),
    again: z.boolean(),
  }),
  z.object({
    ...promptBase,
    kind: z.literal('keyboard-interactive'),
    title: z.string(),
    instructions: z.string(),
    fields: z.array(z.object({ label: z.string(), echo: z.boolean() })),
  }),
]);
export type Prompt = z.infer<typeof promptSchema>;

/** `remember` asks for the secret to be kept in the keyring. */
export const promptAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancel') }),
  /** Pins exactly this key: an answer for another fingerprint is refused. */
  z.object({ kind: z.literal('trust'), fingerprint: z.string() }),
  z.object({ kind: z.literal('secret'), values: z.array(z.string()), remember: z.boolean() }),
]);
export type PromptAnswer = z.infer<typeof promptAnswerSchema>;
