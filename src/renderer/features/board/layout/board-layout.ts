import type { BoardGroup } from '../order/group-hosts.ts';
import type { Metrics } from './metrics.ts';

export type BoardRow =
  | { kind: 'heading'; key: string; group: BoardGroup; top: number; height: number }
  | { kind: 'cards'; key: string; hostIds: readonly string[]; top: number; height: number };

export interface BoardLayout {
  metrics: Metrics;
  /** Distance of the first card from the left edge, and of rows from the top. */
  margin: number;
  columns: number;
  cardWidth: number;
  /** Sets of six units side by side in a card. */
  bricks: number;
  rows: readonly BoardRow[];
  height: number;
  /** Row and column of each host's card. */
  placeOf: ReadonlyMap<string, { row: number; column: number }>;
  /** Hosts in reading order. */
  order: readonly string[];
}

const margin = 16;
const headingHeight = 40;

function columnsFor(width: number, metrics: Metrics, most: number): number {
  const fit = Math.floor((width + metrics.gap) / (metrics.minCard + metrics.gap));
  return Math.max(1, Math.min(fit, Math.max(1, most)));
}

/**
 * Where every card is, from heights alone: nothing is measured in the page.
 * `cardHeight` is given the bricks of a card; all cards of a row are as high as the highest.
 */
export function layOutBoard(input: {
  groups: readonly BoardGroup[];
  width: number;
  metrics: Metrics;
  cardHeight(hostId: string, bricks: number): number;
}): BoardLayout {
  const { groups, metrics } = input;
  const width = Math.max(metrics.minCard, input.width - 2 * margin);
  const most = Math.max(0, ...groups.map((group) => group.hostIds.length));
  // One column is kept free on a small site, for the card that offers to connect another host.
  const columns = columnsFor(width, metrics, most + 1);
  const cardWidth = Math.floor(
    Math.min(metrics.maxCard, (width - (columns - 1) * metrics.gap) / columns),
  );
  const inner = cardWidth - 2 * metrics.padding;
  const bricks = Math.max(1, Math.floor(inner / metrics.minBrick));

  const rows: BoardRow[] = [];
  const placeOf = new Map<string, { row: number; column: number }>();
  const order: string[] = [];
  let top = margin;
  for (const group of groups) {
    if (group.title !== null) {
      rows.push({ kind: 'heading', key: `h:${group.key}`, group, top, height: headingHeight });
      top += headingHeight;
    }
    if (group.folded) continue;
    for (let at = 0; at < group.hostIds.length; at += columns) {
      const hostIds = group.hostIds.slice(at, at + columns);
      let height = 0;
      for (const [column, hostId] of hostIds.entries()) {
        placeOf.set(hostId, { row: rows.length, column });
        order.push(hostId);
        height = Math.max(height, input.cardHeight(hostId, bricks));
      }
      rows.push({ kind: 'cards', key: `${group.key}:${at}`, hostIds, top, height });
      top += height + metrics.gap;
    }
  }
  return {
    metrics,
    margin,
    columns,
    cardWidth,
    bricks,
    rows,
    height: top + margin,
    placeOf,
    order,
  };
}

/** The host under a point of the board's content, in its coordinates; null between cards. */
export function hostAt(layout: BoardLayout, x: number, y: number): string | null {
  let low = 0;
  let high = layout.rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((layout.rows[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  const row = layout.rows[low];
  if (row?.kind !== 'cards' || y < row.top || y >= row.top + row.height) return null;
  const step = layout.cardWidth + layout.metrics.gap;
  const column = Math.floor((x - layout.margin) / step);
  const inCard = x - layout.margin - column * step;
  if (column < 0 || inCard >= layout.cardWidth) return null;
  return row.hostIds[column] ?? null;
}
