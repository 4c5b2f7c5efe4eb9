import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import { commandRollout, openRollout, releaseByForce } from '../images/carry/open-rollout.ts';
import type { HostPorts } from '../images/hosts/host-ports.ts';
import { previewHosts } from '../images/hosts/preview-hosts.ts';
import { readState } from '../images/read-state.ts';
import { makePlan } from '../images/rollout/make-plan.ts';
import { installTimer, lookAtTimer, removeTimer } from '../images/timer/rollout-timer.ts';
import type { Handlers } from '../invoker.ts';
import { proposePlan } from '../plan/propose-plan.ts';
import { rolloutReport } from '../reports/build/rollout-report.ts';
import { unknownServer } from '../site/image-servers.ts';
import { recordOf, rolloutOf } from '../site/rollout-readings.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';
import { findServer } from './image-handlers.ts';

type RolloutMethods = Extract<keyof Handlers, `rollouts.${string}`>;

/** Sortable by when it was begun, and no two alike. */
function rolloutId(role: string, at: number, random: string): string {
  const time = new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
  return `${role.slice(0, 30)}-${time}-${random.slice(0, 6)}`;
}

export function rolloutHandlers(context: HandlerContext): Pick<Handlers, RolloutMethods> {
  const find = (serverId: string) => findServer(context, serverId);

  return {
    'rollouts.preview': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const state = await readState(found.value.place);
      if (!state.ok) return state;
      return makePlan(request, state.value, { id: 'preview', by: found.value.site.consoleId });
    },
    'rollouts.previewHosts': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const state = await readState(place);
      if (!state.ok) return state;
      const plan = makePlan(request, state.value, { id: 'preview', by: site.consoleId });
      if (!plan.ok) return plan;
      const ports = { ...site, planner: context.planner };
      const propose: HostPorts['propose'] = (on, input) =>
        proposePlan(ports, on, input, context.newId());
      return ok({ hosts: await previewHosts({ propose }, context.hub.state(), plan.value) });
    },
    'rollouts.start': async ({ serverId, request }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      const state = await readState(place);
      if (!state.ok) return state;
      const id = rolloutId(request.role, state.value.clock.wallMs, context.newId());
      const opened = await openRollout(place, state.value, request, { id, by: site.consoleId });
      if (!opened.ok) return opened;
      const carried = site.rollouts.carry(serverId, id);
      return mapped(carried, () => ({ serverId, rolloutId: id }));
    },
    'rollouts.read': async ({ serverId, rolloutId: id }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const { rollouts } = site.value;
      return mapped(await rolloutOf(site.value, serverId, id), ({ plan, state }) => ({
        plan,
        state,
        carriedHere: rollouts.isCarried(serverId, id),
        problem: rollouts.problemOf(serverId, id),
      }));
    },
    'rollouts.record': ({ serverId, rolloutId: id }) => {
      const site = currentSite(context);
      return site.ok ? recordOf(site.value, serverId, id) : site;
    },
    'rollouts.export': async ({ serverId, rolloutId: id, format }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const server = context.hub.state().imageServers[serverId];
      if (!server) return err(unknownServer());
      const record = await recordOf(site.value, serverId, id);
      if (!record.ok) return record;
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      const about = { site: server.label, madeAt: Date.now(), timeZone };
      return context.reports.write(rolloutReport(record.value, about), format);
    },
    'rollouts.timer': async ({ serverId }) => {
      const found = find(serverId);
      return found.ok ? lookAtTimer(found.value.place) : found;
    },
    'rollouts.installTimer': async ({ serverId }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { place } = found.value;
      // What it lacks may have changed since somebody looked.
      const seen = await lookAtTimer(place);
      if (!seen.ok) return seen;
      if (seen.value.lack) return err(appError('not-possible-now', seen.value.lack.what));
      return mapped(await installTimer(place), done);
    },
    'rollouts.removeTimer': async ({ serverId }) => {
      const found = find(serverId);
      return found.ok ? mapped(await removeTimer(found.value.place), done) : found;
    },
    'rollouts.carry': ({ serverId, rolloutId: id }) => {
      const found = find(serverId);
      return found.ok ? mapped(found.value.site.rollouts.carry(serverId, id), done) : found;
    },
    'rollouts.leave': async ({ serverId, rolloutId: id }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      if (!found.value.site.rollouts.isCarried(serverId, id)) {
        return err(appError('not-possible-now', 'This console does not carry it.'));
      }
      await found.value.site.rollouts.leave(serverId, id);
      return ok({});
    },
    'rollouts.command': async ({ serverId, rolloutId: id, command }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return mapped(await commandRollout(place, id, command, site.consoleId), done);
    },
    'rollouts.release': async ({ serverId, rolloutId: id }) => {
      const found = find(serverId);
      if (!found.ok) return found;
      const { site, place } = found.value;
      return mapped(await releaseByForce(place, id, site.consoleId), done);
    },
  };
}
