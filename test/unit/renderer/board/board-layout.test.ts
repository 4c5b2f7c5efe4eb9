import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hostAt,
  layOutBoard,
} from '../../../../src/renderer/features/board/layout/board-layout.ts';
import { metricsOf } from '../../../../src/renderer/features/board/layout/metrics.ts';

const metrics = metricsOf('normal', 100);

function group(hostIds: readonly string[], title: string | null = null, folded = false) {
  return { key: title ?? 'all', title, hostIds, folded };
}

function ids(count: number, prefix = 'h'): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${at}`);
}

describe('the board’s layout', () => {
  it('fills rows from left to right, each as high as its highest card', () => {
    const heights: Record<string, number> = { h0: 200, h1: 300, h2: 250, h3: 160 };
    const layout = layOutBoard({
      groups: [group(ids(4))],
      width: 1000,
      metrics,
      cardHeight: (hostId) => heights[hostId] ?? 0,
    });
    expect(layout.columns).toBe(3);
    expect(layout.rows.map((row) => row.height)).toEqual([300, 160]);
    expect(layout.placeOf.get('h3')).toEqual({ row: 1, column: 0 });
    expect(layout.order).toEqual(ids(4));
  });

  it('begins a group with its heading, and shows only that of a folded one', () => {
    const layout = layOutBoard({
      groups: [group(ids(1), 'Intel VT'), group(ids(3, 'x'), 'Others', true)],
      width: 1000,
      metrics,
      cardHeight: () => 200,
    });
    expect(layout.rows.map((row) => row.kind)).toEqual(['heading', 'cards', 'heading']);
    expect(layout.order).toEqual(['h0']);
  });

  it('finds the card under every point of it, and none between cards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 3000 }),
        fc.array(fc.integer({ min: 80, max: 700 }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (width, heights, part) => {
          const layout = layOutBoard({
            groups: [group(heights.map((_, at) => `h${at}`))],
            width,
            metrics,
            cardHeight: (hostId) => heights[Number(hostId.slice(1))] ?? 0,
          });
          for (const [hostId, { row, column }] of layout.placeOf) {
            const place = layout.rows[row];
            if (!place) throw new Error('a card lies in no row');
            const left = layout.margin + column * (layout.cardWidth + metrics.gap);
            const x = left + part * layout.cardWidth;
            const y = place.top + part * place.height;
            expect(hostAt(layout, x, y)).toBe(hostId);
            expect(hostAt(layout, left + layout.cardWidth + metrics.gap / 2, y)).toBeNull();
            expect(hostAt(layout, x, place.top - metrics.gap / 2)).toBeNull();
          }
        },
      ),
    );
  });

  it('is empty without hosts', () => {
    const layout = layOutBoard({ groups: [], width: 0, metrics, cardHeight: () => 0 });
    expect(layout.rows).toEqual([]);
    expect(hostAt(layout, 10, 10)).toBeNull();
  });
});
