import { appError } from '../../../shared/app-error.ts';
import { imageFilesOf } from '../../../shared/images/image-diff.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { diffPackages } from '../images/diff-images.ts';
import { findItems } from '../images/find-items.ts';
import { readState } from '../images/read-state.ts';
import { commit } from '../images/server/commit.ts';
import { deleteImage, readPackages } from '../images/server/image-files.ts';
import { packCost, packImage, unpackImage } from '../images/server/packed-images.ts';
import { runFix } from '../images/server/run-fix.ts';
import type { FollowedPlace } from '../images/server/server-answer.ts';
import type { Handlers } from '../invoker.ts';
import { overviewOf } from '../site/image-overview.ts';
import { unknownServer } from '../site/image-servers.ts';
import type { Site } from '../site/open-site.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type ImageMethods = Extract<keyof Handlers, `images.${string}`>;

/** The site and one of its image servers. */
export function findServer(
  context: HandlerContext,
  serverId: string,
): Result<{ site: Site; place: FollowedPlace }> {
  const site = currentSite(context);
  if (!site.ok) return site;
  const place = site.value.imageServers.placeOf(serverId);
  if (place) return ok({ site: site.value, place });
  const isShown = serverId in context.hub.state().imageServers;
  return err(isShown ? notInFile : unknownServer());
}

/** Of a server that is shown and has no session: only a site file has such. */
const notInFile = appError('not-possible-now', 'The site file does not have this.', {
  hint: 'It is read from the image server when somebody looks at it: ask on a console that reaches it.',
});

export function imageHandlers(context: HandlerContext): Pick<Handlers, ImageMethods> {
  const { sites, newId } = context;
  const find = (serverId: string) => findServer(context, serverId);

  return {
    'images.addServer': async ({ label, access, root }) => {
      // In the demo as well: it leads to the own site, as a host does.
      const site = await sites.openOwn();
      if (!site.ok) return site;
      const server = { id: newId(), label, access, root };
      const kept = site.value.store.imageServers.put(server);
      if (!kept.ok) return kept;
      site.value.imageServers.put(server);
      return ok({ serverId: server.id });
    },
    'images.removeServer': async ({ serverId }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site } = found.value;
      const link = site.imageServers.linkOf(serverId);
      const removed = site.store.imageServers.remove(serverId);
      if (!removed.ok) return removed;
      if (link) site.store.hostKeys.remove(link.place);
      await site.imageServers.remove(serverId);
      return ok({});
    },
    'images.connect': ({ serverId }) => {
      const found = find(serverId);
      if (found.ok) found.value.site.imageServers.linkOf(serverId)?.connect();
      return mapped(found, done);
    },
    'images.probe': async ({ serverId }) => {
      const found = find(serverId);
      return found.ok ? mapped(await found.value.site.imageServers.probe(serverId), done) : found;
    },
    'images.mend': async ({ serverId, lackId }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      // What is run is what the server lacks now, never what a window sends.
      const probed = await site.imageServers.probe(serverId);
      if (!probed.ok) return probed;
      const lacks = context.hub.state().imageServers[serverId]?.lacks ?? [];
      const commands = lacks.find(({ id }) => id === lackId)?.commands;
      if (!commands) return err(appError('not-possible-now', 'It does not lack that any more.'));
      const ran = await runFix(place, commands);
      await site.imageServers.probe(serverId);
      return mapped(ran, (said) => ({ said }));
    },
    'images.find': ({ query, limit }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const last = site.value.store.imagesSeen.lastOverviews();
      return mapped(last, (servers) => ({ found: findItems(servers, query, limit) }));
    },
    'images.overview': async ({ serverId }) => {
      const site = currentSite(context);
      return site.ok ? overviewOf(site.value, context.hub.state(), serverId) : site;
    },
    'images.diff': async ({ serverId, role, from, to }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { place } = found.value;
      const state = await readState(place);
      if (!state.ok) return state;
      const before = state.value.images.get(`${role}/${from}`);
      const after = state.value.images.get(`${role}/${to}`);
      if (!before || !after) {
        return err(appError('image-not-found', 'One of the two versions is not there any more.'));
      }
      const old = await readPackages(place, { role, digest: from });
      if (!old.ok) return old;
      const now = await readPackages(place, { role, digest: to });
      return mapped(now, (packages) => ({
        packages: old.value && packages ? diffPackages(old.value, packages) : null,
        kernel: { from: before.kernel, to: after.kernel },
        files: imageFilesOf(before, after),
      }));
    },
    'images.publish': async ({ serverId, role, channel, digest, generation }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const state = await readState(place);
      if (!state.ok) return state;
      if (!state.value.images.has(`${role}/${digest}`)) {
        return err(appError('image-not-found', 'This version is not there any more.'));
      }
      const kept = state.value.channels.get(`${role}/${channel}`);
      if ((kept?.value.generation ?? null) !== generation) {
        return err(appError('conflict', `Somebody else has changed ${channel} meanwhile.`));
      }
      const path = `channels/${role}/${channel}.json`;
      const value = {
        ...kept?.value,
        ...{ generation: (generation ?? 0) + 1, role, name: channel, digest },
      };
      const published = await commit(place, [
        { do: 'expect', path, sum: kept?.sum ?? null },
        { do: 'audit', by: site.consoleId, what: 'publish', about: { role, channel, digest } },
        { do: 'write', path, value },
      ]);
      return mapped(published, done);
    },
    'images.packCost': async ({ serverId, ...packing }) => {
      const found = find(serverId);
      return found.ok ? packCost(found.value.place, packing) : found;
    },
    'images.pack': async ({ serverId, ...packing }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return packImage(place, { ...packing, by: site.consoleId });
    },
    'images.unpack': async ({ serverId, role, digest }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return mapped(await unpackImage(place, { role, digest, by: site.consoleId }), done);
    },
    'images.delete': async ({ serverId, role, digest }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return mapped(await deleteImage(place, { role, digest, by: site.consoleId }), done);
    },
  };
}
