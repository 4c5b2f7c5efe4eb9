import { z } from 'zod';
import { type ImagesOverview, imagesOverviewSchema } from '../images/overview.ts';
import type { ObjectChange } from './diff-sites.ts';
import type { ObjectFields } from './object-fields.ts';

const parts = imagesOverviewSchema.shape;

/** One thing that an image server keeps, as the history has it; `server`: itself. */
export const imageItemSchema = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('server'),
    value: z.object({ label: z.string(), root: z.string() }),
  }),
  z.object({ part: z.literal('role'), value: parts.roles.element }),
  z.object({ part: z.literal('image'), value: parts.images.element }),
  z.object({ part: z.literal('packed'), value: parts.packed.element }),
  z.object({ part: z.literal('channel'), value: parts.channels.element }),
  z.object({ part: z.literal('client'), value: parts.clients.element }),
  z.object({ part: z.literal('rollout'), value: parts.rollouts.element }),
  /** A rollout that is over. */
  z.object({ part: z.literal('ended'), value: parts.ended.element }),
]);
export type ImageItem = z.infer<typeof imageItemSchema>;

/** Of which kind a change of an item is. */
export const imageItemKinds = {
  server: 'image-server',
  role: 'role',
  image: 'image',
  packed: 'packed-image',
  channel: 'channel',
  client: 'client',
  rollout: 'rollout',
  ended: 'rollout',
} as const satisfies Record<ImageItem['part'], ObjectChange['kind']>;

/** Everything that a server keeps, one by one. */
export function itemsOf(
  server: { label: string; root: string },
  overview: ImagesOverview,
): ImageItem[] {
  const { label, root } = server;
  const each = <P, T>(part: P, values: readonly T[]) => values.map((value) => ({ part, value }));
  return [
    { part: 'server', value: { label, root } },
    ...each('role' as const, overview.roles),
    ...each('image' as const, overview.images),
    ...each('packed' as const, overview.packed),
    ...each('channel' as const, overview.channels),
    ...each('client' as const, overview.clients),
    ...each('rollout' as const, overview.rollouts),
    ...each('ended' as const, overview.ended),
  ];
}

/**
 * An item without what changes while nothing happens, and without what others tell: who uses an
 * image is told by the clients, channels and rollouts. Equal ones are the same state.
 */
export function steadyItem(item: ImageItem): ImageItem {
  switch (item.part) {
    case 'image': {
      const unused = { desired: 0, previous: 0, running: 0, channels: [], rollouts: [] };
      return { part: 'image', value: { ...item.value, ...unused } };
    }
    case 'client': {
      const unseen = { reportAge: null, clockOffSeconds: null, heldBy: null };
      return { part: 'client', value: { ...item.value, ...unseen } };
    }
    case 'rollout': {
      const { head } = item.value;
      const clock = { ...head.clock, uptimeMs: 0, ms: 0 };
      return { part: 'rollout', value: { ...item.value, holder: null, head: { ...head, clock } } };
    }
    default:
      return item;
  }
}

/** Under which an item is known among all of its server; a rollout keeps its own at its end. */
export function imageItemName(item: ImageItem): string {
  switch (item.part) {
    case 'server':
      return 'server';
    case 'role':
      return `role/${item.value.name}`;
    case 'image':
      return `image/${item.value.manifest.role}/${item.value.manifest.digest}`;
    case 'packed':
      return `packed/${item.value.role}/${item.value.digest}`;
    case 'channel':
      return `channel/${item.value.role}/${item.value.name}`;
    case 'client':
      return `client/${item.value.id}`;
    case 'rollout':
    case 'ended':
      return `rollout/${item.value.id}`;
  }
}

/** What a server kept, put together again from its items. `at`: ms since the epoch. */
export function overviewOfItems(items: readonly ImageItem[], at: number): ImagesOverview {
  const of = <P extends ImageItem['part']>(part: P) =>
    items.flatMap((item) =>
      item.part === part ? [item.value as Extract<ImageItem, { part: P }>['value']] : [],
    );
  const [channels, clients, rollouts] = [of('channel'), of('client'), of('rollout')];
  return {
    at,
    roles: of('role'),
    images: of('image')
      .map((image) => {
        const { role, digest } = image.manifest;
        const count = (is: (client: (typeof clients)[number]) => string | null) =>
          clients.filter((client) => is(client) === digest).length;
        return {
          ...image,
          desired: count((client) => client.desired),
          previous: count((client) => client.previous),
          running: count((client) => client.running),
          channels: channels
            .filter((one) => one.role === role && one.digest === digest)
            .map(({ name }) => name),
          rollouts: rollouts.filter((one) => one.digest === digest).map(({ id }) => id),
        };
      })
      .toSorted((a, b) => b.manifest.importedAt - a.manifest.importedAt),
    packed: of('packed'),
    channels,
    clients,
    rollouts,
    ended: of('ended').toSorted((a, b) => b.endedAt - a.endedAt),
    problems: [],
  };
}

/** What is told of an item when it changes: the words of people, not those of files. */
export function imageItemFields(item: ImageItem): ObjectFields {
  switch (item.part) {
    case 'server':
      return item.value;
    case 'role': {
      const { title, healthCommand } = item.value;
      return { title, healthCommand };
    }
    case 'image': {
      const { manifest, bytes } = item.value;
      const { kernel, packages, origin, importedBy } = manifest;
      return { kernel, packages, origin, importedBy, bytes };
    }
    case 'packed': {
      const { from, bytes } = item.value;
      return { patchOf: from, bytes };
    }
    case 'channel':
      return { digest: item.value.digest };
    case 'client': {
      const { role, group, kind, channel, desired, running, health, stateMounted } = item.value;
      const { rejected, drifts } = item.value;
      return {
        role,
        group,
        kind,
        channel,
        desired,
        running,
        health,
        stateMounted,
        rejected,
        drifts,
      };
    }
    case 'rollout':
    case 'ended': {
      const { role, digest, head, tally } = item.value;
      return { role, digest, status: head.status, wave: head.wave, reason: head.reason, tally };
    }
  }
}

/** What an item is called among those of its kind. */
export function imageItemTitle(item: ImageItem): string {
  switch (item.part) {
    case 'server':
      return item.value.label;
    case 'role':
      return item.value.name;
    case 'image':
      return `${item.value.manifest.role} ${item.value.manifest.digest.slice(0, 12)}`;
    case 'packed':
      return `${item.value.role} ${item.value.digest.slice(0, 12)}`;
    case 'channel':
      return `${item.value.role} ${item.value.name}`;
    case 'client':
    case 'rollout':
    case 'ended':
      return item.value.id;
  }
}
