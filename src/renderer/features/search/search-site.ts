import type { SiteState } from '../../../shared/model/site.ts';
import { createSearchIndex, type Found } from '../../../shared/search/rank.ts';
import type { Offer } from './palette-commands.ts';
import { type Thing, thingsOf } from './things.ts';

const mostThings = 20;
const mostOffers = 12;

export interface SiteFinds {
  things: readonly Found<Thing>[];
  allThings: number;
  offers: readonly Offer[];
  /** The best of the actions fits better than the best of the things. */
  offersFirst: boolean;
}

export type SiteSearch = (query: string) => SiteFinds;

/** What the palette looks through at each keystroke: made once, when it opens. */
export function createSiteSearch(site: SiteState, offers: readonly Offer[]): SiteSearch {
  const things = createSearchIndex(thingsOf(site));
  const actions = createSearchIndex(offers);
  return (query) => {
    if (query.trim() === '') {
      return { things: [], allThings: 0, offers, offersFirst: true };
    }
    const found = things.find(query, mostThings);
    const wanted = actions.find(query, mostOffers);
    return {
      things: found.best,
      allThings: found.total,
      offers: wanted.best.map(({ item }) => item),
      offersFirst: (wanted.best[0]?.score ?? 0) > (found.best[0]?.score ?? 0),
    };
  };
}
