import { cancelBuild, readBuild, readBuilds, startBuild } from '../images/server/builds.ts';
import { putRecipe, readRecipe } from '../images/server/recipes.ts';
import type { Handlers } from '../invoker.ts';
import { done, type HandlerContext, mapped } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type BuildMethods = Extract<keyof Handlers, `builds.${string}`>;

/** Building images. All of it lies on the server: a console only asks, and may come back later. */
export function buildHandlers(context: HandlerContext): Pick<Handlers, BuildMethods> {
  const find = (serverId: string) => findServer(context, serverId);
  return {
    'builds.recipe': async ({ serverId, role }) => {
      const found = find(serverId);
      return found.ok ? readRecipe(found.value.place, role) : found;
    },
    'builds.start': async ({ serverId, role, title, healthCommand, recipe }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const by = site.consoleId;
      const kept = await putRecipe(place, { role, title, healthCommand, recipe, by });
      if (!kept.ok) return kept;
      const origin = `recipe ${role} (${recipe.suite}), generation ${kept.value}`;
      return mapped(await startBuild(place, { role, recipe, by, origin }), done);
    },
    'builds.list': async ({ serverId }) => {
      const found = find(serverId);
      return found.ok ? readBuilds(found.value.place) : found;
    },
    'builds.read': async ({ serverId, role, from }) => {
      const found = find(serverId);
      return found.ok ? readBuild(found.value.place, role, from) : found;
    },
    'builds.cancel': async ({ serverId, role }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return mapped(await cancelBuild(place, { role, by: site.consoleId }), done);
    },
  };
}
