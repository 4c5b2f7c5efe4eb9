import { useMemo } from 'react';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { BoardMap } from './gestures/move-focus.ts';
import { type BoardLayout, layOutBoard } from './layout/board-layout.ts';
import { countChipLines, placeChips, unfoldedChips } from './layout/card-chips.ts';
import { cardHeight } from './layout/card-height.ts';
import { metricsOf } from './layout/metrics.ts';
import { type BoardGroup, groupHosts } from './order/group-hosts.ts';
import { type HostMatch, matchSite, type SiteMatch } from './order/match-site.ts';
import { sortHosts } from './order/sort-hosts.ts';
import { useFonts } from './use-fonts.ts';
import { useReorderTick } from './use-reorder-tick.ts';

export interface BoardModel extends BoardMap {
  layout: BoardLayout;
  groups: readonly BoardGroup[];
  match: SiteMatch;
}

/** How one host is shown under a search: hosts without a match show all they have. */
export function hostMatch(match: SiteMatch, hostId: string): HostMatch | null {
  return match?.get(hostId) ?? null;
}

/**
 * Order, groups and geometry of the whole board. Made anew when something moved on it, never for
 * numbers alone: an order by numbers is refreshed every few seconds, and never during a drag.
 */
export function useBoardModel(width: number, query: string): BoardModel {
  const { store } = useApp();
  const shape = useAppState((state) => state.shape);
  const sort = useAppState((state) => state.view.sort);
  const group = useAppState((state) => state.view.group);
  const density = useAppState((state) => state.view.density);
  const layer = useAppState((state) => state.view.layer);
  const expanded = useAppState((state) => state.view.expanded);
  const dragging = useAppState((state) => state.drag !== null);
  const othersAsked = useAppState((state) => state.view.othersShown);
  const tick = useReorderTick(sort !== 'name');

  // biome-ignore lint/correctness/useExhaustiveDependencies: shape stands for the site's contents
  const match = useMemo(() => matchSite(store.getState().site, query), [store, query, shape]);
  // Without a search there are none: then a drag does not lay out the board anew.
  const othersShown = match !== null && (othersAsked || dragging);
  // biome-ignore lint/correctness/useExhaustiveDependencies: so does the tick, for its numbers
  const sorted = useMemo(() => sortHosts(store.getState().site, sort), [store, sort, shape, tick]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const groups = useMemo(
    () => groupHosts(store.getState().site, sorted, { group, match, othersShown }),
    [store, sorted, group, match, othersShown, shape],
  );
  const sizes = metricsOf(density, sorted.length);
  const fonts = useFonts();
  // Cards listen to nothing but what they are given: with other fonts they are given new metrics.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const metrics = useMemo(() => ({ ...sizes }), [sizes, fonts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  return useMemo(() => {
    const sources = (hostId: string) => {
      const { site, jobsByHost } = store.getState();
      return {
        vms: site.vms[hostId],
        jobs: jobsByHost.get(hostId),
        match: hostMatch(match, hostId),
      };
    };
    const layout = layOutBoard({
      // Before there is a width, nothing is drawn: a thousand cards need not be measured for that.
      groups: width > 0 ? groups : [],
      width,
      metrics,
      cardHeight(hostId, bricks) {
        const host = store.getState().site.hosts[hostId];
        if (!host) return 0;
        const lines = countChipLines(sources(hostId), bricks);
        return cardHeight(host, lines, { metrics, layer, expanded: expanded.has(hostId) });
      },
    });
    return {
      layout,
      groups,
      match,
      chipsOf: (hostId) =>
        unfoldedChips(
          placeChips(sources(hostId), layout.bricks),
          metrics.maxLines,
          expanded.has(hostId),
        ).shown,
    };
  }, [store, groups, match, width, metrics, layer, expanded, shape]);
}
