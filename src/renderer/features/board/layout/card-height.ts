import type { Host } from '../../../../shared/model/host.ts';
import { hasProblem, hostCondition } from '../../../state/host-condition.ts';
import type { Layer } from '../../../state/view.ts';
import type { Metrics } from './metrics.ts';

/** How many lines a layer takes on a host's card. */
export function layerLines(host: Host, layer: Layer, metrics: Metrics): number {
  const { facts } = host;
  if (!facts || layer === 'none') return 0;
  const all =
    layer === 'networks'
      ? facts.bridges.length
      : layer === 'pools'
        ? facts.cpupools.length
        : facts.storage.length;
  return Math.max(1, Math.min(all, metrics.maxLayerLines));
}

/** Lines that a card gives to chips; a fold or its undoing takes one of them. */
function linesFor(lines: number, metrics: Metrics, expanded: boolean): number {
  if (lines <= metrics.maxLines) return lines;
  return expanded ? lines + 1 : metrics.maxLines;
}

/**
 * Height of a card in CSS pixels, from what it holds. The card's own style puts the same parts
 * at the same heights, so that the board never has to measure one.
 */
export function cardHeight(
  host: Host,
  chipLines: number,
  options: { metrics: Metrics; layer: Layer; expanded: boolean },
): number {
  const { metrics } = options;
  const shown = Math.max(1, linesFor(chipLines, metrics, options.expanded));
  const chips = shown * (metrics.chip + metrics.chipGap) - metrics.chipGap;
  const problem = hasProblem(hostCondition(host)) ? metrics.problem + metrics.padding : 0;
  const layers = layerLines(host, options.layer, metrics) * metrics.layerLine;
  const all =
    metrics.header +
    2 * metrics.bar +
    metrics.padding / 2 +
    problem +
    (layers > 0 ? layers + metrics.padding / 2 : 0) +
    chips +
    metrics.padding +
    2; // its border
  return Math.max(metrics.minHeight, all);
}
