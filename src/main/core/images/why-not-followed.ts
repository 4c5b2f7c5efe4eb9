import type { ImageServerState } from './parse/image-server-state.ts';

/** What keeps any machine from following an image of this server: of it, not of the machine. Pure. */
export function whyNotFollowed(
  { images, channels, settings }: Pick<ImageServerState, 'images' | 'channels' | 'settings'>,
  { role, digest, channel }: { role: string; digest: string; channel: string | null },
): string[] {
  const why: string[] = [];
  if (!images.has(`${role}/${digest}`)) {
    why.push(`There is no image ${digest.slice(0, 12)} of ${role}.`);
  }
  if (channel !== null && !channels.has(`${role}/${channel}`)) {
    why.push(`${role} has no channel ${channel}.`);
  }
  if (!settings) {
    why.push('The image server does not say by which address clients reach it.');
  }
  return why;
}
