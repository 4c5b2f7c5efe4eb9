import { z } from 'zod';

const port = z.number().int().min(1).max(65_535);
/** A name or an address; `{name}` in it stands for the VM's name, as one objective may hold for many. */
const address = z.string().trim().min(1).max(253);

/**
 * By what a VM shows that it does its work, asked from this computer: a TCP port that takes a
 * connection, a page that answers with 2xx or 3xx, or a command over SSH that ends with 0.
 */
export const probeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tcp'), address, port }).strict(),
  z
    .object({
      kind: z.literal('http'),
      url: z
        .string()
        .trim()
        .max(1000)
        .regex(/^https?:\/\/[^\s/]+/, 'An address that begins with http:// or https://.'),
    })
    .strict(),
  z
    .object({
      kind: z.literal('ssh'),
      address,
      port,
      user: z.string().trim().min(1).max(64),
      /** For a POSIX shell. */
      command: z.string().trim().min(1).max(1000),
    })
    .strict(),
]);
export type Probe = z.infer<typeof probeSchema>;

/** What fits in the place of a name in an address; a VM's name may hold anything. */
const hostPart = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u;

/** The probe of one VM; null: its name is none that an address can hold. */
export function probeOf(probe: Probe, vmName: string): Probe | null {
  const text = probe.kind === 'http' ? probe.url : probe.address;
  if (!text.includes('{name}')) return probe;
  if (!hostPart.test(vmName)) return null;
  const filled = text.replaceAll('{name}', vmName);
  return probe.kind === 'http' ? { ...probe, url: filled } : { ...probe, address: filled };
}

/** `web-01.lan:443`, `http://web-01.lan/health`, `uptime on admin@web-01.lan`. */
export function probeText(probe: Probe): string {
  switch (probe.kind) {
    case 'tcp':
      return `${probe.address}:${probe.port}`;
    case 'http':
      return probe.url;
    case 'ssh':
      return `${probe.command} on ${probe.user}@${probe.address}${probe.port === 22 ? '' : `:${probe.port}`}`;
  }
}
