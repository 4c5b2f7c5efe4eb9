import { appError } from '../../../../shared/app-error.ts';
import type { RolloutCommand } from '../../../../shared/images/rollout-command.ts';
import type { PlanRequest, RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { beginRollout } from '../rollout/begin-rollout.ts';
import { makePlan } from '../rollout/make-plan.ts';
import { stepRollout } from '../rollout/step-rollout.ts';
import { commit } from '../server/commit.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import { loadRollout, rolloutFolder, stepChanges } from './rollout-file.ts';

/**
 * Puts a rollout down on its server, from where any console carries it. `server` is what the plan
 * was made from: `conflict` when another rollout of the role was begun since.
 */
export async function openRollout(
  place: ServerPlace,
  server: ImageServerState,
  request: PlanRequest,
  who: { id: string; by: string },
): Promise<Result<RolloutPlan>> {
  const role = server.roles.get(request.role);
  if (!role) {
    return err(appError('image-not-found', `There is no role ${request.role} on ${place.label}.`));
  }
  const plan = makePlan(request, server, who);
  if (!plan.ok) return plan;
  const folder = rolloutFolder(who.id);
  const path = `images/${request.role}/role.json`;
  const { value, sum } = role;
  const opened = await commit(place, [
    { do: 'expect', path, sum },
    { do: 'expect', path: `${folder}/plan.json`, sum: null },
    { do: 'audit', by: who.by, what: 'rollout begun', about: { rollout: who.id } },
    { do: 'write', path: `${folder}/plan.json`, value: plan.value },
    { do: 'write', path: `${folder}/state.json`, value: beginRollout(plan.value, server.clock) },
    {
      do: 'write',
      path,
      value: { ...value, generation: value.generation + 1, lastRollout: who.id },
    },
  ]);
  return opened.ok ? plan : opened;
}

/** How often another's write may come between before somebody has to look. */
const mostTries = 20;

/**
 * Gives a rollout an order, from any console; whoever carries it finds it at its next step.
 * Errors: `not-possible-now`, `client-not-found`, `rollout-not-found`.
 */
export async function commandRollout(
  place: ServerPlace,
  id: string,
  command: RolloutCommand,
  by: string,
): Promise<Result<void>> {
  for (let tries = 1; ; tries++) {
    const loaded = await loadRollout(place, id);
    if (!loaded.ok) return loaded;
    const { rollout, clock } = loaded.value;
    const step = stepRollout(rollout.plan, rollout.state, { type: 'command', command, by }, clock);
    if (!step.ok) return step;
    const words = Object.values(command).filter((word) => word !== null);
    const made = stepChanges(rollout, step.value, { by, at: clock, command: words.join(' ') });
    const audited = { rollout: id, ...command };
    const done = await commit(place, [
      ...made.changes,
      { do: 'audit', by, what: 'rollout command', about: audited },
    ]);
    if (done.ok) return ok(undefined);
    if (done.error.code !== 'conflict' || tries === mostTries) return done;
  }
}

/** Takes the lease of a rollout from whoever has it, e.g. a console that is dead. */
export async function releaseByForce(
  place: ServerPlace,
  id: string,
  by: string,
): Promise<Result<void>> {
  const done = await commit(place, [
    { do: 'audit', by, what: 'lease released by force', about: { rollout: id } },
    { do: 'break', path: `${rolloutFolder(id)}/lease.json` },
  ]);
  return done.ok ? ok(undefined) : done;
}
