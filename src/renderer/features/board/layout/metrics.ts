import type { Density } from '../../../state/view.ts';

/** Sizes of a card in CSS pixels. The style sheets use the same numbers, as board.css says. */
export interface Metrics {
  density: Exclude<Density, 'auto'>;
  minCard: number;
  maxCard: number;
  gap: number;
  /** Narrowest brick: one set of six units. A wide card holds several side by side. */
  minBrick: number;
  padding: number;
  header: number;
  /** One bar with its label and numbers; there are two. */
  bar: number;
  chip: number;
  chipGap: number;
  /** Lines of chips before the rest is folded away. */
  maxLines: number;
  /** A card is never lower: it has to hold its verdict during a drag. */
  minHeight: number;
  /** What an unreachable host says: error, hint, buttons. */
  problem: number;
  /** One line of a layer: a bridge, a pool, a storage. */
  layerLine: number;
  maxLayerLines: number;
}

const large: Metrics = {
  density: 'large',
  minCard: 360,
  maxCard: 760,
  gap: 16,
  minBrick: 320,
  padding: 16,
  header: 40,
  bar: 26,
  chip: 42,
  chipGap: 4,
  maxLines: 12,
  minHeight: 210,
  problem: 128,
  layerLine: 26,
  maxLayerLines: 6,
};

const normal: Metrics = {
  density: 'normal',
  minCard: 292,
  maxCard: 440,
  gap: 10,
  minBrick: 260,
  padding: 10,
  header: 32,
  bar: 20,
  chip: 22,
  chipGap: 3,
  maxLines: 12,
  minHeight: 150,
  problem: 104,
  layerLine: 22,
  maxLayerLines: 4,
};

const overview: Metrics = {
  density: 'overview',
  minCard: 156,
  maxCard: 240,
  gap: 6,
  minBrick: 132,
  padding: 8,
  header: 24,
  bar: 10,
  chip: 9,
  chipGap: 2,
  maxLines: 14,
  minHeight: 72,
  problem: 40,
  layerLine: 18,
  maxLayerLines: 3,
};

/** `auto` is large while the whole site fits on a screen that way. */
export function metricsOf(density: Density, hostCount: number): Metrics {
  if (density === 'large') return large;
  if (density === 'normal') return normal;
  if (density === 'overview') return overview;
  return hostCount <= 8 ? large : normal;
}
