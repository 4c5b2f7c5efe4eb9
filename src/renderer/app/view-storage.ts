import type { AppStore } from '../state/store.ts';
import { densities, groupKeys, layers, sortKeys, type View } from '../state/view.ts';

const key = 'stateroom.view';

type Kept = Pick<View, 'sort' | 'group' | 'density' | 'layer'>;

function oneOf<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find((candidate) => candidate === value);
}

/** How the board was looked at the last time. What is not understood is left out. */
export function readView(storage: Pick<Storage, 'getItem'>): Partial<Kept> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const read = kept as Record<string, unknown>;
    const sort = oneOf(sortKeys, read.sort);
    const group = oneOf(groupKeys, read.group);
    const density = oneOf(densities, read.density);
    const layer = oneOf(layers, read.layer);
    return {
      ...(sort && { sort }),
      ...(group && { group }),
      ...(density && { density }),
      ...(layer && { layer }),
    };
  } catch {
    return {}; // No storage, or another's text in it: the view then starts as new.
  }
}

export function keepView(store: AppStore, storage: Pick<Storage, 'setItem'>): void {
  store.subscribe(({ view }, { view: before }) => {
    const { sort, group, density, layer } = view;
    if (
      sort === before.sort &&
      group === before.group &&
      density === before.density &&
      layer === before.layer
    ) {
      return;
    }
    try {
      storage.setItem(key, JSON.stringify({ sort, group, density, layer }));
    } catch {
      // A full or forbidden storage costs only this convenience.
    }
  });
}
