import type { MoveMode, PowerAction } from '../../shared/model/job.ts';
import type { VmRef } from '../../shared/model/vm.ts';
import type { ReportKind } from '../../shared/reports/report.ts';
import type { Objective, ObjectiveSubject } from '../../shared/sla/objective.ts';
import type { Proposal } from '../../shared/sla/proposal.ts';

export const sortKeys = ['name', 'problems', 'cpu', 'memory', 'free', 'vms'] as const;
export type SortKey = (typeof sortKeys)[number];

export const groupKeys = ['none', 'assist', 'version', 'link'] as const;
export type GroupKey = (typeof groupKeys)[number];

/** `auto`: large for a few hosts, normal for many. */
export const densities = ['auto', 'large', 'normal', 'overview'] as const;
export type Density = (typeof densities)[number];

/** What the cards show besides their VMs. */
export const layers = ['none', 'networks', 'pools', 'storage'] as const;
export type Layer = (typeof layers)[number];

/** One network or shared storage that is picked out over the whole site. */
export interface Highlight {
  kind: 'bridge' | 'storage';
  /** The bridge's name, or the storage's source. */
  name: string;
}

/** Where the keyboard is on the board: a host's heading, or one of its VMs. */
export interface BoardFocus {
  hostId: string;
  vmName: string | null;
}

/** What of the image servers is shown first; null: whatever comes first. */
export interface ImagesPlace {
  serverId: string | null;
  part: 'images' | 'clients' | 'rollouts' | 'server' | null;
  rolloutId: string | null;
  /** What the list of clients is filtered by. */
  find: string | null;
}

/**
 * What fills the window: the board; the planner, for one host where that is to be emptied; the
 * service levels; the image servers; or the reports, of one host or of a moment of the past where
 * that was asked for.
 */
export type Screen =
  | { kind: 'board' }
  | ({ kind: 'images' } & ImagesPlace)
  | { kind: 'capacity'; evacuate: string | null }
  | { kind: 'sla' }
  | { kind: 'reports'; report: ReportKind; hostId: string | null; to: number | null };

export type Panel = { kind: 'vm'; vm: VmRef } | { kind: 'host'; hostId: string };

/** Of one host, or of what is named so on it. */
export interface ChangeScope {
  hostId: string;
  /** Empty: everything. */
  name: string;
}

/** One modal question at a time. */
export type Dialog =
  | { kind: 'add-host' }
  | { kind: 'add-image-server' }
  | { kind: 'edit-host'; hostId: string }
  | { kind: 'remove-host'; hostId: string }
  | { kind: 'restart-elsewhere'; hostId: string }
  | { kind: 'fencing'; hostId: string }
  | { kind: 'confirm-move'; vms: readonly VmRef[]; targetHostId: string; mode: MoveMode }
  | { kind: 'refused-move'; vms: readonly VmRef[]; targetHostId: string }
  | { kind: 'move-to'; vms: readonly VmRef[] }
  | { kind: 'confirm-power'; vms: readonly VmRef[]; action: PowerAction }
  | { kind: 'dismiss-undecided'; jobId: string }
  /** Clients that this job has made. */
  | { kind: 'delete-made'; jobId: string }
  | { kind: 'vm-config'; vm: VmRef }
  /** Two moments, in any order; null is now. With a scope, the earlier one is chosen there. */
  | { kind: 'changes'; moments: readonly (number | null)[]; scope?: ChangeScope }
  /** The objective of one VM or of a tag; `subject` null: of a tag that is still to be named. */
  | { kind: 'objective'; subject: ObjectiveSubject | null; objective: Objective | null }
  | { kind: 'vm-tags'; vm: VmRef; tags: readonly string[] }
  | { kind: 'confirm-step'; proposal: Proposal }
  | { kind: 'search' }
  | { kind: 'open-file' }
  | { kind: 'save-file' }
  | { kind: 'settings' }
  | { kind: 'shortcuts' };

export interface MenuAnchor {
  x: number;
  y: number;
}

export type OpenMenu =
  | { kind: 'vms'; vms: readonly VmRef[]; anchor: MenuAnchor }
  | { kind: 'host'; hostId: string; anchor: MenuAnchor };

export interface View {
  screen: Screen;
  query: string;
  sort: SortKey;
  group: GroupKey;
  density: Density;
  layer: Layer;
  highlight: Highlight | null;
  /** Hosts whose card shows all its VMs. */
  expanded: ReadonlySet<string>;
  /** Whether hosts without a match are shown below those with one. */
  othersShown: boolean;
  focus: BoardFocus | null;
  panel: Panel | null;
  dialog: Dialog | null;
  menu: OpenMenu | null;
  trayOpen: boolean;
}

export const initialView: View = {
  screen: { kind: 'board' },
  query: '',
  sort: 'name',
  group: 'none',
  density: 'auto',
  layer: 'none',
  highlight: null,
  expanded: new Set(),
  othersShown: false,
  focus: null,
  panel: null,
  dialog: null,
  menu: null,
  trayOpen: false,
};
