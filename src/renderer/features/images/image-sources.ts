import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { shortDigest } from './image-text.ts';

/** What a client can follow: each channel, and each version that no channel names. */
export function imageSources({ channels, images }: ImagesOverview) {
  const named = channels.map(({ role, name, digest }) => ({
    ...{ role, digest, channel: name as string | null },
    value: `${role}/${name}`,
    label: `${role}, ${name} (${shortDigest(digest)})`,
  }));
  const others = images
    .filter(({ channels: names }) => names.length === 0)
    .map(({ manifest: { role, digest } }) => ({
      ...{ role, digest, channel: null },
      value: `${role}/${digest}`,
      label: `${role}, only ${shortDigest(digest)}`,
    }));
  return [...named, ...others];
}
