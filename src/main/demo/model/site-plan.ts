import type { GuestConfig } from './guest-config.ts';
import type { XenHostKind } from './host-kinds.ts';
import type { LoadCurve } from './load-curve.ts';

/** How a guest makes every move of it end, whoever moves it. */
export type GuestQuirk =
  /** Does not answer suspend requests: fails at the sender and runs on there. */
  | 'hung'
  /** Cannot be started at the target: handed back to the sender. */
  | 'fails-at-target'
  /** The word that it started gets lost: nobody knows which half runs. */
  | 'handshake-lost';

export interface HostPlan {
  readonly index: number;
  readonly name: string;
  readonly kind: XenHostKind;
  /** Hosts of one pod share their storage. */
  readonly pod: number;
  /** dom0's own address on xenbr0. */
  readonly address: string;
  readonly dom0: { readonly vcpus: number; readonly memoryMiB: number };
  readonly bridges: readonly string[];
  /** How long it has been up when the site starts. */
  readonly upSeconds: number;
  /** Texts that lie in its dom0, besides what every host has. */
  readonly files?: readonly (readonly [path: string, text: string])[];
}

export interface GuestPlan {
  readonly config: GuestConfig;
  readonly os: 'linux' | 'windows' | 'solaris';
  /** Index of its host. */
  readonly host: number;
  readonly state: 'running' | 'paused' | 'halted';
  readonly autostart: boolean;
  /** What its admins wrote above its configuration. */
  readonly notes: readonly string[];
  readonly quirk: GuestQuirk | null;
  readonly diskGiB: number;
  readonly load: LoadCurve;
  readonly upSeconds: number;
}

export interface SitePlan {
  readonly seed: number;
  readonly hosts: readonly HostPlan[];
  readonly guests: readonly GuestPlan[];
}
