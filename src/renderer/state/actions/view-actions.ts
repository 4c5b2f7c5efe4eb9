import type { ReportKind } from '../../../shared/reports/report.ts';
import { emptySelection } from '../selection.ts';
import type { AppStore } from '../store.ts';
import {
  type BoardFocus,
  type Dialog,
  type Highlight,
  type ImagesPlace,
  initialView,
  type Layer,
  type OpenMenu,
  type Panel,
  type View,
} from '../view.ts';

export function patchView(store: AppStore, patch: Partial<View>): void {
  store.setState((state) => ({ view: { ...state.view, ...patch } }));
}

export function openDialog(store: AppStore, dialog: Dialog | null): void {
  patchView(store, { dialog, menu: null });
}

export function openMenu(store: AppStore, menu: OpenMenu | null): void {
  patchView(store, { menu });
}

export function openPanel(store: AppStore, panel: Panel | null): void {
  patchView(store, { panel });
}

/**
 * Opens the planner: for a host that is to be emptied, or for the whole site. A plan is of now:
 * whoever looks at the past leaves it.
 */
export function openCapacity(store: AppStore, evacuate: string | null = null): void {
  store.setState({ travel: null });
  patchView(store, { screen: { kind: 'capacity', evacuate }, menu: null });
}

/** Opens the reports; of the past where one looks at it. `hostId` is for a host's report. */
export function openReports(
  store: AppStore,
  report: ReportKind = 'site',
  hostId: string | null = null,
): void {
  const to = store.getState().travel?.wanted ?? null;
  store.setState({ travel: null });
  patchView(store, { screen: { kind: 'reports', report, hostId, to }, menu: null });
}

/** Opens the service levels, which are of now, too. */
export function openServiceLevels(store: AppStore): void {
  store.setState({ travel: null });
  patchView(store, { screen: { kind: 'sla' }, menu: null });
}

/** Opens the images, of the past where one looks at it. `at`: straight to something of them. */
export function openImages(store: AppStore, at: Partial<ImagesPlace> = {}): void {
  const { serverId = null, rolloutId = null, find = null } = at;
  const part = at.part ?? (rolloutId === null ? null : 'rollouts');
  patchView(store, { screen: { kind: 'images', serverId, part, rolloutId, find }, menu: null });
}

export function showBoard(store: AppStore): void {
  patchView(store, { screen: { kind: 'board' } });
}

/** What the cards show besides their VMs; what was picked out belongs to the layer it was on. */
export function showLayer(store: AppStore, layer: Layer): void {
  const { view } = store.getState();
  patchView(store, { layer, ...(view.layer === layer ? {} : { highlight: null }) });
}

export function focusOnBoard(store: AppStore, focus: BoardFocus | null): void {
  patchView(store, { focus });
}

/** Picks a network or a storage out over the whole site; the same one again: lets it go. */
export function toggleHighlight(store: AppStore, highlight: Highlight): void {
  const { view } = store.getState();
  const same = view.highlight?.kind === highlight.kind && view.highlight.name === highlight.name;
  patchView(store, { highlight: same ? null : highlight });
}

export function toggleExpanded(store: AppStore, hostId: string): void {
  const expanded = new Set(store.getState().view.expanded);
  if (!expanded.delete(hostId)) expanded.add(hostId);
  patchView(store, { expanded });
}

/** For another site: what was open, found or selected means nothing there. How one looks stays. */
export function resetView(store: AppStore): void {
  const { screen, query, highlight, expanded, othersShown, focus, panel, menu } = initialView;
  patchView(store, { screen, query, highlight, expanded, othersShown, focus, panel, menu });
  store.setState({ selection: emptySelection, travel: null });
}
