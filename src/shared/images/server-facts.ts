import { z } from 'zod';

/** Programs an image server may have, by what they are for. */
export const serverTools = [
  'flock',
  'sha256sum',
  'gzip',
  'zstd',
  'mksquashfs',
  'unsquashfs',
  'mmdebstrap',
  'exportfs',
  'dnsmasq',
  'nginx',
  'apache2',
  'lighttpd',
] as const;
export type ServerTool = (typeof serverTools)[number];

/** What a machine says of itself as an image server. */
export const serverFactsSchema = z.object({
  /** ID and ID_LIKE of os-release, e.g. debian; empty: not told. */
  system: z.array(z.string()),
  systemName: z.string(),
  hostname: z.string(),
  /** `none`: the root is there, or can be made, and holds no images yet. */
  layout: z.enum(['ours', 'newer', 'none']),
  tools: z.array(z.enum(serverTools)),
  /** Of the file system that the root lies on, or would. */
  totalKiB: z.number().int().min(0).nullable(),
  freeKiB: z.number().int().min(0).nullable(),
  /** Its type, e.g. ext4; empty: not told. */
  fileSystem: z.string(),
  /** Folders that it exports by NFS at this moment. */
  exports: z.array(z.string()),
  nfsRuns: z.boolean(),
  /** Its IPv4 addresses, without those of loopback. */
  addresses: z.array(z.string()),
  /** Whether `server.json` is there. */
  hasSettings: z.boolean(),
});
export type ServerFacts = z.infer<typeof serverFactsSchema>;
