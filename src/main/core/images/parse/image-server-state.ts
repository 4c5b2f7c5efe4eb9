import type { AppError } from '../../../../shared/app-error.ts';
import type { Client, Lease, Report } from '../../../../shared/images/client.ts';
import type { Channel, Manifest, Packed, Role } from '../../../../shared/images/image.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type { RolloutState, RolloutSummary } from '../../../../shared/images/rollout-state.ts';

import type { ServerSettings } from '../../../../shared/images/server-settings.ts';

/** The server's clocks at the moment of reading. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  wallMs: number;
  /** By the server's own time zone; day 0 is Sunday. */
  weekday: number;
  minute: number;
  bootId: string;
  uptimeMs: number;
}

/** What a file held, and the SHA-256 of the bytes: what a write of it says it has read. */
export interface Kept<T> {
  value: T;
  sum: string;
}

export interface KeptRollout {
  plan: RolloutPlan;
  state: RolloutState;
  /** Of `state.json`, and of `events.jsonl`; null: there is none yet. */
  snapshotSum: string;
  eventsSum: string | null;
  /** How long each is: events longer than the snapshot are worth a new one. */
  snapshotBytes: number;
  eventsBytes: number;
}

/** Everything the image server keeps, as of one moment. A file that is not understood is a problem. */
export interface ImageServerState {
  clock: ServerClock;
  /** Null: nobody has said by which address clients reach it. */
  settings: Kept<ServerSettings> | null;
  /** The text of `boot/<mac>.ipxe`, by its path. */
  bootFiles: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, Kept<Role>>;
  /** By `role/digest`. */
  images: ReadonlyMap<string, Manifest>;
  /** By `role/digest`: those that are kept as patches, and what they are when whole. */
  packed: ReadonlyMap<string, Packed>;
  packedImages: ReadonlyMap<string, Manifest>;
  /** By `role/channel`. */
  channels: ReadonlyMap<string, Kept<Channel>>;
  clients: ReadonlyMap<string, Kept<Client>>;
  reports: ReadonlyMap<string, Report>;
  /** Seconds since a client's report was written, by the server's clock. */
  reportAges: ReadonlyMap<string, number>;
  /** By `group/client`. */
  leases: ReadonlyMap<string, Lease>;
  /** Those that are not over. */
  rollouts: ReadonlyMap<string, KeptRollout>;
  ended: ReadonlyMap<string, RolloutSummary>;
  rolloutLeases: ReadonlyMap<string, Lease>;
  problems: readonly { path: string; error: AppError }[];
}
