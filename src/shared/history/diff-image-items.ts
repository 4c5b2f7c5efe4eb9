import { diffFields } from './diff-fields.ts';
import type { ObjectChange } from './diff-sites.ts';
import { type ImageItem, imageItemFields, imageItemKinds, imageItemTitle } from './image-items.ts';

/** One item at two moments; null: it was not there. */
export interface ImageItemPair {
  serverId: string;
  before: ImageItem | null;
  after: ImageItem | null;
}

/** What became of it; null: nothing that is told of. */
export function diffImageItem({ serverId, before, after }: ImageItemPair): ObjectChange | null {
  const item = after ?? before;
  if (!item) return null;
  const fields = diffFields(
    before ? imageItemFields(before) : {},
    after ? imageItemFields(after) : {},
  );
  if (before && after && fields.length === 0) return null;
  return {
    kind: imageItemKinds[item.part],
    change: before ? (after ? 'changed' : 'removed') : 'added',
    hostId: serverId,
    name: imageItemTitle(item),
    from: null,
    fields,
  };
}
