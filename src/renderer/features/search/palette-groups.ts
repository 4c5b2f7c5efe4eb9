import type { PastEvent } from '../../../shared/history/past-event.ts';
import type { FoundItem } from '../../../shared/images/found-item.ts';
import type { Found } from '../../../shared/search/rank.ts';
import type { Offer } from './palette-commands.ts';
import type { SiteFinds } from './search-site.ts';
import type { Thing } from './things.ts';

/** One line of the palette; its id is the same for as long as it is the same find. */
export type PaletteRow =
  | { id: string; kind: 'thing'; find: Found<Thing> }
  | { id: string; kind: 'offer'; offer: Offer }
  | { id: string; kind: 'image'; item: FoundItem }
  | { id: string; kind: 'event'; event: PastEvent };

export interface PaletteGroup {
  title: string;
  rows: readonly PaletteRow[];
  /** How many there are in all; the rows are the best of them. */
  all: number;
}

/** What was found as groups, the best fitting first; none of them is empty. */
export function groupsOf(
  finds: SiteFinds,
  images: readonly FoundItem[],
  events: readonly PastEvent[],
): PaletteGroup[] {
  const things: PaletteGroup = {
    title: 'Hosts and VMs',
    all: finds.allThings,
    rows: finds.things.map((find) => ({
      id: idOf('thing', find.item.hostId, find.item.vmName ?? ''),
      kind: 'thing',
      find,
    })),
  };
  const offers: PaletteGroup = {
    title: 'Actions',
    all: finds.offers.length,
    rows: finds.offers.map((offer) => ({
      id: idOf('offer', offer.subject ?? '', offer.command.id),
      kind: 'offer',
      offer,
    })),
  };
  const ofServers: PaletteGroup = {
    title: 'Images and clients',
    all: images.length,
    rows: images.map((item) => ({
      id: idOf('image', item.serverId, item.part, item.id),
      kind: 'image',
      item,
    })),
  };
  const past: PaletteGroup = {
    title: 'Past events',
    all: events.length,
    // One object may have changed twice in one moment.
    rows: events.map((event, at) => ({ id: idOf('event', String(at)), kind: 'event', event })),
  };
  const groups = finds.offersFirst
    ? [offers, things, ofServers, past]
    : [things, offers, ofServers, past];
  return groups.filter(({ rows }) => rows.length > 0);
}

/** Of an element of the page: names may hold spaces, which such an id may not. */
function idOf(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

/** Lines that Page Up and Page Down pass. */
const page = 10;

/** Where a key takes the choice among `count` lines; null: it is none of the list's keys. */
export function nextChoice(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at + count - 1) % count;
    case 'PageDown':
      return Math.min(at + page, count - 1);
    case 'PageUp':
      return Math.max(at - page, 0);
    default:
      return null;
  }
}
