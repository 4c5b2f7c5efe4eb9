import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Plus } from 'lucide-react';
import {
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import type { VmRef } from '../../../shared/model/vm.ts';
import { openDialog, patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { LazyCard } from './card/lazy-card.tsx';
import { startChipMenuButton } from './gestures/chip-menu-button.ts';
import { startDragGesture } from './gestures/drag-gesture.ts';
import { useBoardFocus } from './gestures/use-board-focus.ts';
import { useBoardKeys } from './gestures/use-board-keys.ts';
import { useBoardPointer } from './gestures/use-board-pointer.ts';
import type { BoardRow } from './layout/board-layout.ts';
import { othersKey } from './order/group-hosts.ts';
import { type BoardModel, hostMatch, useBoardModel } from './use-board-model.ts';
import { useElementWidth } from './use-element-width.ts';
import './board.css';
import './card/card.css';
import './card/card-problem.css';
import './card/layer-lines.css';
import './card/chips.css';

export interface BoardProps {
  /** What is laid over a card; gives nothing while there is nothing to lay. */
  renderOverlay: (hostId: string) => ReactNode;
  onDrop: (vms: readonly VmRef[], targetHostId: string) => void;
}

/** How far above and below what shows rows are kept ready, in px: each one costs in every frame. */
const readyAhead = 400;
/** Sites up to this size show a card that offers to connect another host. */
const smallSite = 4;

export function Board({ renderOverlay, onDrop }: BoardProps) {
  const { store } = useApp();
  const scroller = useRef<HTMLElement | null>(null);
  const width = useElementWidth(scroller);
  const query = useDeferredValue(useAppState((state) => state.view.query));
  const model = useBoardModel(width, query);
  const { layout } = model;
  const modelRef = useRef(model);
  modelRef.current = model;

  const focusHost = useAppState((state) => state.view.focus?.hostId ?? null);
  const focusRow = focusHost === null ? undefined : layout.placeOf.get(focusHost)?.row;
  const virtualizer = useVirtualizer({
    count: layout.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      (layout.rows[index + 1]?.top ?? layout.height) - topOf(layout.rows, index),
    paddingStart: layout.margin,
    overscan: Math.max(1, Math.round((readyAhead * layout.rows.length) / layout.height)),
    // A new function makes the virtualizer forget the heights of another layout.
    getItemKey: useMemo(() => (index: number) => layout.rows[index]?.key ?? index, [layout]),
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), focusRow),
      [focusRow],
    ),
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    return startDragGesture({
      scroller: element,
      store,
      layout: () => modelRef.current.layout,
      onDrop,
    });
  }, [store, onDrop]);
  const scrolling = useRef(false);
  scrolling.current = virtualizer.isScrolling;
  useBoardFocus(scroller, modelRef);
  const onKeyDown = useBoardKeys(scroller, modelRef);
  const pointer = useBoardPointer(modelRef);
  const chipMenu = useRef<HTMLButtonElement | null>(null);
  const openVmMenu = pointer.openVmMenu;
  useEffect(() => {
    if (!scroller.current || !chipMenu.current) return;
    return startChipMenuButton({
      scroller: scroller.current,
      button: chipMenu.current,
      onPress(vm, button) {
        const box = button.getBoundingClientRect();
        openVmMenu(vm, { x: box.left, y: box.bottom });
      },
    });
  }, [openVmMenu]);

  const hostCount = layout.order.length;
  return (
    <main
      ref={scroller}
      className="board"
      aria-label="Hosts and their VMs"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={pointer.onClick}
      onDoubleClick={pointer.onDoubleClick}
      onContextMenu={pointer.onContextMenu}
    >
      <div className="board-content" style={{ height: layout.height }}>
        {width > 0
          ? virtualizer.getVirtualItems().map((item) => {
              const row = layout.rows[item.index];
              return row ? (
                <Row
                  key={item.key}
                  row={row}
                  model={model}
                  scrolling={scrolling}
                  renderOverlay={renderOverlay}
                />
              ) : null;
            })
          : null}
        {hostCount < smallSite && query === '' ? <ConnectCard model={model} /> : null}
        <button ref={chipMenu} type="button" className="chip-menu" tabIndex={-1} hidden>
          ⋯
        </button>
      </div>
    </main>
  );
}

function topOf(rows: readonly BoardRow[], index: number): number {
  return rows[index]?.top ?? 0;
}

/** The row that holds the keyboard's focus stays in the page, wherever the board is scrolled to. */
function withRow(indexes: number[], row: number | undefined): number[] {
  if (row === undefined || indexes.includes(row)) return indexes;
  return [...indexes, row].sort((a, b) => a - b);
}

interface RowProps {
  row: BoardRow;
  model: BoardModel;
  /** Read when a row appears: whether it does so because the board is being scrolled. */
  scrolling: RefObject<boolean>;
  renderOverlay: (hostId: string) => ReactNode;
}

const Row = memo(function Row({ row, model, scrolling, renderOverlay }: RowProps) {
  const { layout, match } = model;
  const layer = useAppState((state) => state.view.layer);
  const highlight = useAppState((state) => state.view.highlight);
  const expanded = useAppState((state) => state.view.expanded);
  if (row.kind === 'heading') return <Heading row={row} />;
  const first = layout.order.indexOf(row.hostIds[0] ?? '');
  return (
    <div className="board-row" style={{ top: row.top, height: row.height }}>
      {row.hostIds.map((hostId, column) => (
        <LazyCard
          key={hostId}
          hostId={hostId}
          position={first + column + 1}
          count={layout.order.length}
          left={layout.margin + column * (layout.cardWidth + layout.metrics.gap)}
          width={layout.cardWidth}
          height={row.height}
          metrics={layout.metrics}
          bricks={layout.bricks}
          layer={layer}
          highlight={highlight}
          match={hostMatch(match, hostId)}
          expanded={expanded.has(hostId)}
          isFirst={first + column === 0}
          renderOverlay={renderOverlay}
          waits={scrolling.current}
        />
      ))}
    </div>
  );
});

function Heading({ row }: { row: BoardRow & { kind: 'heading' } }) {
  const { store } = useApp();
  const { group } = row;
  return (
    <div className="board-heading" style={{ top: row.top, height: row.height }}>
      <h2>{group.title}</h2>
      <span className="board-count">{group.hostIds.length.toLocaleString('en')}</span>
      {group.key === othersKey ? (
        <button
          type="button"
          className="card-button"
          onClick={() => patchView(store, { othersShown: group.folded })}
        >
          {group.folded ? 'Show them' : 'Hide them'}
        </button>
      ) : null}
    </div>
  );
}

/** On a small site: where the next host would be. */
function ConnectCard({ model }: { model: BoardModel }) {
  const { store } = useApp();
  const { layout } = model;
  const last = layout.rows.at(-1);
  const column = last?.kind === 'cards' ? last.hostIds.length : 0;
  if (last?.kind !== 'cards' || column >= layout.columns) return null;
  return (
    <button
      type="button"
      className="connect-card"
      style={{
        top: last.top,
        left: layout.margin + column * (layout.cardWidth + layout.metrics.gap),
        width: Math.min(layout.cardWidth, 360),
        height: Math.min(last.height, 220),
      }}
      onClick={() => openDialog(store, { kind: 'add-host' })}
    >
      <Plus size={20} aria-hidden />
      <b>Connect {layout.order.length === 0 ? 'a' : 'another'} host</b>
      <span>
        {layout.order.length === 1
          ? 'With two hosts you can move VMs between them while they run.'
          : 'Address, user and port are enough.'}
      </span>
    </button>
  );
}
