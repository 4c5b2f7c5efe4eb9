import type { GuestQuirk } from './site-plan.ts';

/** A guest that every site has, because something about it is telling. */
export interface CastMember {
  readonly name: string;
  /** Of the roles in guest-roles.ts: size, disk and network are taken from there. */
  readonly role: string;
  readonly type: 'pv' | 'pvh' | 'hvm';
  readonly os?: 'linux' | 'windows' | 'solaris';
  /** Index of its host among the first six kinds. */
  readonly host: number;
  readonly state?: 'running' | 'paused' | 'halted';
  readonly notes?: readonly string[];
  readonly quirk?: GuestQuirk;
  readonly pci?: readonly string[];
  readonly noMigrate?: boolean;
  readonly storage?: 'nfs' | 'san' | 'local';
  readonly bridge?: string;
  readonly format?: 'qcow2';
}

/** In the order in which a site that is too small for all of them gets them. */
export const guestCast: readonly CastMember[] = [
  { name: 'web-01', role: 'web', type: 'pvh', host: 0 },
  { name: 'db-01', role: 'db', type: 'pvh', host: 1 },
  { name: 'dc-01', role: 'dc', type: 'hvm', os: 'windows', host: 0 },
  { name: 'intranet', role: 'wiki', type: 'pv', host: 0 },
  { name: 'web "1" $(reboot) ü', role: 'web', type: 'pv', host: 1, bridge: 'xenbr10' },
  {
    name: 'legacy-crm',
    role: 'app',
    type: 'hvm',
    host: 0,
    quirk: 'hung',
    notes: [
      'CentOS 5, vendor gone. Does not answer suspend requests any more:',
      'every live migration has timed out. Shut it down to move it.',
    ],
  },
  { name: 'ns-01', role: 'ns', type: 'pv', host: 5 },
  {
    name: 'fw-edge',
    role: 'proxy',
    type: 'hvm',
    host: 0,
    pci: ['0000:3b:00.0'],
    notes: ['Has the uplink card passed through.'],
  },
  {
    name: 'licence-01',
    role: 'dc',
    type: 'hvm',
    os: 'windows',
    host: 1,
    noMigrate: true,
    notes: ['Licence is bound to this machine: must not be moved.'],
  },
  { name: 'db-staging', role: 'db', type: 'pvh', host: 2, state: 'paused' },
  {
    name: 'erp-archive',
    role: 'app',
    type: 'hvm',
    host: 4,
    state: 'halted',
    notes: ['Kept for the auditors until the end of next year. Start on request only.'],
  },
  { name: 'ci-01', role: 'ci', type: 'pvh', host: 1, storage: 'local' },
  { name: 'billing', role: 'app', type: 'hvm', os: 'solaris', host: 2, bridge: 'xenbr10' },
  { name: 'ntp-01', role: 'ns', type: 'pv', host: 5, format: 'qcow2' },
  {
    name: 'backup-01',
    role: 'files',
    type: 'pvh',
    os: 'linux',
    host: 2,
    quirk: 'fails-at-target',
    notes: ['Moves are handed back: it could not be started elsewhere so far. See ticket 4711.'],
  },
  {
    name: 'voip-gw',
    role: 'proxy',
    type: 'pvh',
    host: 4,
    bridge: 'xenbr10',
    quirk: 'handshake-lost',
    notes: ['CAREFUL: the last two moves broke off in the final handshake. See ticket 5012.'],
  },
  { name: 'mail-01', role: 'mail', type: 'pv', host: 4 },
  { name: 'ts-01', role: 'ts', type: 'hvm', os: 'windows', host: 3 },
  { name: 'template-debian12', role: 'wiki', type: 'pvh', host: 0, state: 'halted' },
];
