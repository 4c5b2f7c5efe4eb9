import { bootSettings } from '../../core/images/xen/boot-settings.ts';
import type { GuestPlan, SitePlan } from '../model/site-plan.ts';
import { bootFileText } from './boot-file-text.ts';
import { demoRoot, demoSettings } from './demo-server.ts';
import type { ImagePlan } from './plan-images.ts';

/** Where a dom0 keeps what is for clients. */
const folder = '/var/lib/stateless';

/** The guests of a site that boot from an image: its web servers. */
export function imageGuests({ guests }: SitePlan): GuestPlan[] {
  return guests.filter(
    ({ config, state, quirk }) =>
      /^web-\d+$/.test(config.name) &&
      config.uuid !== null &&
      config.type !== 'hvm' &&
      state === 'running' &&
      quirk === null,
  );
}

/**
 * The site with those guests as clients: their configurations, and the boot files that every host
 * has of their images: an earlier rollout brought them, and so a client can move to any.
 */
export function withImageGuests(site: SitePlan, images: ImagePlan): SitePlan {
  const byUuid = new Map(
    images.clients.flatMap(({ client }) =>
      client.place.kind === 'xen-vm' ? [[client.place.uuid, client] as const] : [],
    ),
  );
  const files = new Map<string, string>();
  const guests = site.guests.map((guest): GuestPlan => {
    const client = byUuid.get(guest.config.uuid ?? '');
    const image = images.images.find(({ manifest }) => manifest.digest === client?.desired);
    if (!client || !image) return guest;
    const { digest } = image.manifest;
    const of = { client, digest, settings: demoSettings, root: demoRoot };
    const settings = bootSettings(folder, of);
    if (!settings.ok) return guest;
    const { kernel = null, ramdisk = null, extra = null } = settings.value;
    if (kernel) files.set(kernel, bootFileText(image.bootOf, 'vmlinuz'));
    if (ramdisk) files.set(ramdisk, bootFileText(image.bootOf, 'initrd.img'));
    return { ...guest, config: { ...guest.config, kernel, ramdisk, cmdline: extra } };
  });
  return { ...site, guests, hosts: site.hosts.map((host) => ({ ...host, files: [...files] })) };
}
