import type { BoardFocus } from '../../../state/view.ts';
import type { BoardLayout } from '../layout/board-layout.ts';
import type { PlacedChip } from '../layout/card-chips.ts';

export const focusKeys = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] as const;
export type FocusKey = (typeof focusKeys)[number];

/** What the keyboard walks over: hosts in a grid, and in each host its lines of VMs. */
export interface BoardMap {
  layout: BoardLayout;
  /** The VMs that a card shows, in reading order. */
  chipsOf(hostId: string): readonly PlacedChip[];
}

/** Rows that a page key goes. */
const pageRows = 3;

function vmChips(map: BoardMap, hostId: string): PlacedChip[] {
  return map.chipsOf(hostId).filter((chip) => chip.item.kind === 'vm');
}

function hostBeside(map: BoardMap, hostId: string, by: number): string | null {
  const at = map.layout.order.indexOf(hostId);
  return map.layout.order[at + by] ?? null;
}

/** The host in the same column, so many rows of cards away; in a short row its last one. */
function hostInRow(map: BoardMap, hostId: string, by: number): string | null {
  const { layout } = map;
  const place = layout.placeOf.get(hostId);
  if (!place) return null;
  const step = Math.sign(by);
  let left = Math.abs(by);
  let found: string | null = null;
  for (let at = place.row + step; at >= 0 && at < layout.rows.length && left > 0; at += step) {
    const row = layout.rows[at];
    if (row?.kind !== 'cards') continue;
    found = row.hostIds[place.column] ?? row.hostIds.at(-1) ?? null;
    left -= 1;
  }
  return found;
}

/** The chip of a line that is nearest to a place, by its middle. */
function nearest(chips: readonly PlacedChip[], line: number, middle: number): PlacedChip | null {
  let best: PlacedChip | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const chip of chips) {
    if (chip.line !== line) continue;
    const distance = Math.abs(chip.unit + chip.span / 2 - middle);
    if (distance < bestDistance) {
      best = chip;
      bestDistance = distance;
    }
  }
  return best;
}

function onHost(hostId: string | null): BoardFocus | null {
  return hostId === null ? null : { hostId, vmName: null };
}

function onChip(hostId: string, chip: PlacedChip | null | undefined): BoardFocus | null {
  return chip ? { hostId, vmName: chip.item.name } : null;
}

function fromHeading(map: BoardMap, hostId: string, key: FocusKey): BoardFocus | null {
  switch (key) {
    case 'ArrowLeft':
      return onHost(hostBeside(map, hostId, -1));
    case 'ArrowRight':
      return onHost(hostBeside(map, hostId, 1));
    case 'ArrowUp':
      return onHost(hostInRow(map, hostId, -1));
    case 'ArrowDown':
      return onChip(hostId, vmChips(map, hostId)[0]) ?? onHost(hostInRow(map, hostId, 1));
    default:
      return null;
  }
}

function fromChip(map: BoardMap, hostId: string, name: string, key: FocusKey): BoardFocus | null {
  const chips = vmChips(map, hostId);
  const at = chips.findIndex((chip) => chip.item.name === name);
  const chip = chips[at];
  if (!chip) return { hostId, vmName: null };
  const middle = chip.unit + chip.span / 2;
  switch (key) {
    case 'ArrowLeft':
      return onChip(hostId, chips[at - 1]) ?? onHost(hostId);
    case 'ArrowRight':
      return onChip(hostId, chips[at + 1]) ?? onHost(hostBeside(map, hostId, 1));
    case 'ArrowUp':
      return onChip(hostId, nearest(chips, chip.line - 1, middle)) ?? onHost(hostId);
    case 'ArrowDown':
      return (
        onChip(hostId, nearest(chips, chip.line + 1, middle)) ?? onHost(hostInRow(map, hostId, 1))
      );
    default:
      return null;
  }
}

/** Where a key leads from here; the same place when there is nowhere to go. */
export function moveFocus(
  map: BoardMap,
  focus: BoardFocus | null,
  key: FocusKey,
): BoardFocus | null {
  const { order } = map.layout;
  const first = onHost(order[0] ?? null);
  if (!focus || !map.layout.placeOf.has(focus.hostId)) return first;
  switch (key) {
    case 'Home':
      return first;
    case 'End':
      return onHost(order.at(-1) ?? null);
    case 'PageUp':
      return onHost(hostInRow(map, focus.hostId, -pageRows)) ?? first;
    case 'PageDown':
      return onHost(hostInRow(map, focus.hostId, pageRows)) ?? onHost(order.at(-1) ?? null);
    default: {
      const next =
        focus.vmName === null
          ? fromHeading(map, focus.hostId, key)
          : fromChip(map, focus.hostId, focus.vmName, key);
      return next ?? focus;
    }
  }
}
