import { z } from 'zod';

export const vmTypes = ['pv', 'pvh', 'hvm', 'unknown'] as const;

/**
 * `halted`: only its configuration file is there. `transit`: a half of a migration under way
 * (NAME--incoming) or left behind by one (NAME--migratedaway).
 */
export const vmStates = [
  'running',
  'paused',
  'shutting-down',
  'crashed',
  'dying',
  'halted',
  'transit',
] as const;

export const diskSchema = z.object({
  vdev: z.string(),
  /** Path or target as the toolstack gives it; null: an empty drive. */
  path: z.string().nullable(),
  format: z.string(),
  backend: z.string(),
  readonly: z.boolean(),
});
export type Disk = z.infer<typeof diskSchema>;

export const nicSchema = z.object({
  mac: z.string(),
  bridge: z.string(),
  model: z.string(),
});
export type Nic = z.infer<typeof nicSchema>;

/**
 * A VM as one host knows it. The same guest is two of these, on two hosts, while it moves;
 * `uuid` then tells that they are one. Memory in MiB.
 */
export const vmSchema = z.object({
  hostId: z.string(),
  /** Unique on a host. Any character but `/` and control characters. */
  name: z.string(),
  /** Null for a halted VM whose file names none: xl makes one up at each start. */
  uuid: z.string().nullable(),
  domid: z.number().nullable(),
  type: z.enum(vmTypes),
  state: z.enum(vmStates),
  vcpus: z.number(),
  maxVcpus: z.number(),
  memoryMiB: z.number(),
  maxMemoryMiB: z.number(),
  /** credit/credit2 share, 1 to 65535, 256 by default; null where not known. */
  weight: z.number().nullable(),
  /** Percent of one pCPU, 0 = no limit; null where not known. */
  cap: z.number().nullable(),
  disks: z.array(diskSchema),
  nics: z.array(nicSchema),
  pciDevices: z.array(z.string()),
  /** Kernel, ramdisk, firmware or bootloader files of dom0 that its next start needs. */
  bootFiles: z.array(z.string()),
  vnuma: z.boolean(),
  nestedHvm: z.boolean(),
  /** `nomigrate=1` in its configuration; the toolstack does not enforce it, we do. */
  noMigrate: z.boolean(),
  /** dom0's terminal of its console, e.g. /dev/pts/3. */
  consoleTty: z.string().nullable(),
  configPath: z.string().nullable(),
  autostart: z.boolean(),
  /** pCPUs in use: 1.5 is one and a half; null: not known yet. */
  cpu: z.number().nullable(),
  /** CPU time since its start, in seconds, where it runs. */
  cpuSeconds: z.number().nullable(),
});
export type Vm = z.infer<typeof vmSchema>;

/** Which VM on which host. Names are unique per host, and outlive domids and made-up UUIDs. */
export const vmRefSchema = z.object({ hostId: z.string(), name: z.string() });
export type VmRef = z.infer<typeof vmRefSchema>;
