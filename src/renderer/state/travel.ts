import type { PastSite } from '../../shared/history/past-site.ts';
import { readOnlyText } from '../../shared/model/read-only-text.ts';
import type { AppState } from './app-state.ts';

/** A look at the site's history, of the board or of the images; null while its bar is closed. */
export interface Travel {
  /** When something changed, oldest first; milliseconds since the epoch. */
  moments: readonly number[];
  /** What the user asked to see; null: now. */
  wanted: number | null;
  /** What is shown instead of now; a step behind `wanted` until the core has answered. */
  shown: { at: number; site: PastSite } | null;
  /** A moment to compare with instead of now. */
  pinned: number | null;
}

/** Why nothing can be done to what is shown; null when that is a live site now. */
export function shownBlock({ travel, site }: Pick<AppState, 'travel' | 'site'>): string | null {
  return site.file ? readOnlyText(site.file) : pastText({ travel });
}

/** That the past is shown; null when it is not. */
export function pastText({ travel }: Pick<AppState, 'travel'>): string | null {
  return travel?.shown || typeof travel?.wanted === 'number'
    ? 'This is the past: go back to now first.'
    : null;
}
