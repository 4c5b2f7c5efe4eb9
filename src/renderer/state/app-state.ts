import type { AppError } from '../../shared/app-error.ts';
import { emptySite } from '../../shared/model/apply-event.ts';
import type { SiteState } from '../../shared/model/site.ts';
import type { VmRef } from '../../shared/model/vm.ts';
import type { JobsByHost } from './active-jobs.ts';
import { emptySelection, type Selection } from './selection.ts';
import type { Travel } from './travel.ts';
import { initialView, type View } from './view.ts';

/** The way to the core: `loading` until the first snapshot, `lost` while there is none. */
export interface CoreLink {
  status: 'loading' | 'live' | 'lost';
  /** Milliseconds since the epoch. */
  since: number;
  problem: AppError | null;
}

/** VMs in the air, and the host they are over. */
export interface Drag {
  vms: readonly VmRef[];
  over: string | null;
  /** Where the pointer lifted them. */
  at: { x: number; y: number };
}

export interface Notice {
  id: number;
  tone: 'info' | 'success' | 'warning' | 'error';
  title: string;
  /** The other side's own words, or what to do. */
  text: string | null;
  /** Milliseconds it stays; null: until it is closed. */
  staysMs: number | null;
}

/** The renderer's whole state: the core's site mirrored, and what only this window knows. */
export interface AppState {
  core: CoreLink;
  site: SiteState;
  /** Grows with every change that can move cards or chips; numbers alone do not count. */
  shape: number;
  /** Derived from the site's jobs with every change of them. */
  jobsByHost: JobsByHost;
  /** Hosts that wait for an answer of the user's. */
  promptHosts: ReadonlySet<string>;
  selection: Selection;
  view: View;
  drag: Drag | null;
  /** The VMs in the air, by host. */
  lifted: Selection;
  notices: readonly Notice[];
  travel: Travel | null;
}

export const initialState: AppState = {
  core: { status: 'loading', since: 0, problem: null },
  site: emptySite,
  shape: 0,
  jobsByHost: new Map(),
  promptHosts: new Set(),
  selection: emptySelection,
  view: initialView,
  drag: null,
  lifted: emptySelection,
  notices: [],
  travel: null,
};
