import { appError } from '../../../../shared/app-error.ts';
import type { RolloutCommand } from '../../../../shared/images/rollout-command.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ClientProgress,
  endedStatuses,
  movingStates,
  type RolloutState,
  type RolloutStatus,
} from '../../../../shared/images/rollout-state.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { arrive } from './client-progress.ts';

/** What a command makes of a rollout: its new status, and the clients it changes. */
export interface Obeyed {
  status: RolloutStatus;
  reason: string | null;
  changed: Record<string, ClientProgress>;
}

/** Errors: `not-possible-now` with why, `client-not-found`. `ms`: of the rollout's clock. */
export function obey(
  plan: RolloutPlan,
  state: RolloutState,
  command: RolloutCommand,
  { by, ms }: { by: string; ms: number },
): Result<Obeyed> {
  const { status, reason } = state.head;
  if (endedStatuses.includes(status)) return refuse('This rollout is over.');
  const stay = (changed: Obeyed['changed']): Result<Obeyed> => ok({ status, reason, changed });
  switch (command.kind) {
    case 'pause':
      if (status !== 'running') return refuse(`A rollout that is ${status} cannot be paused.`);
      return ok({ status: 'paused', reason: `Paused by ${by}.`, changed: {} });
    case 'resume':
      if (status !== 'paused' && status !== 'halted') return refuse(`It is ${status} already.`);
      return ok({ status: 'running', reason: null, changed: {} });
    case 'abort':
      if (status === 'aborting') return refuse('It is being aborted already.');
      return ok({ status: 'aborting', reason: `Aborted by ${by}.`, changed: notBack(state) });
    case 'skip': {
      const skipped = skip(state, command.client, by, ms);
      return skipped.ok ? stay({ [command.client]: skipped.value }) : skipped;
    }
    case 'retry': {
      const changed = retried(state, command.client, ms);
      if (!changed.ok) return changed;
      const back = Object.values(changed.value).some((one) => one.goBack);
      if (back) return ok({ status: 'rolling-back', reason, changed: changed.value });
      return status === 'halted'
        ? ok({ status: 'running', reason: null, changed: changed.value })
        : stay(changed.value);
    }
    case 'roll-back': {
      const flagged = flagBack(plan, state.clients, command.wave);
      if (Object.keys(flagged).length === 0) {
        return refuse('Nobody of it runs the new image and has one to go back to.');
      }
      return ok({ status: 'rolling-back', reason: `Rolled back by ${by}.`, changed: flagged });
    }
  }
}

function refuse(message: string): Result<never> {
  return err(appError('not-possible-now', message));
}

function find(state: RolloutState, client: string): Result<ClientProgress> {
  const found = Object.hasOwn(state.clients, client) ? state.clients[client] : undefined;
  return found ? ok(found) : err(appError('client-not-found', `${client} is not in this rollout.`));
}

/** Clients that have the new image, or may have it, and know what they ran before. Null: of all waves. */
export function flagBack(
  plan: RolloutPlan,
  clients: RolloutState['clients'],
  wave: number | null,
): Record<string, ClientProgress> {
  const flagged: Record<string, ClientProgress> = {};
  const waves = wave === null ? plan.waves : plan.waves.slice(wave, wave + 1);
  for (const id of waves.flatMap((one) => one.clients)) {
    const progress = clients[id];
    if (!progress?.touched || progress.previous === null || progress.goBack) continue;
    if (progress.goal === 'back' && progress.state !== 'failed' && progress.state !== 'timed-out') {
      continue;
    }
    flagged[id] = { ...progress, goBack: true };
  }
  return flagged;
}

function notBack(state: RolloutState): Record<string, ClientProgress> {
  const waiting = Object.entries(state.clients).filter(([, progress]) => progress.goBack);
  return Object.fromEntries(waiting.map(([id, progress]) => [id, { ...progress, goBack: false }]));
}

function skip(state: RolloutState, client: string, by: string, ms: number): Result<ClientProgress> {
  const found = find(state, client);
  if (!found.ok) return found;
  const progress = found.value;
  if (movingStates.includes(progress.state)) {
    return refuse(`${client} is on its way; it can be skipped once it has arrived.`);
  }
  const reason = `Skipped by ${by}.`;
  if (progress.state === 'pending' || progress.state === 'skipped-offline') {
    return ok({ ...arrive(progress, 'skipped-offline', ms, reason), waived: true });
  }
  if (['failed', 'timed-out', 'rolled-back'].includes(progress.state)) {
    return ok({ ...progress, waived: true, reason: `${progress.reason ?? ''} ${reason}`.trim() });
  }
  return refuse(`${client} is ${progress.state}: there is nothing to skip.`);
}

const retriable = ['failed', 'timed-out', 'skipped-offline'];

function retried(
  state: RolloutState,
  client: string | null,
  ms: number,
): Result<Record<string, ClientProgress>> {
  const named = client === null ? ok(null) : find(state, client);
  if (!named.ok) return named;
  const all = client === null ? Object.keys(state.clients) : [client];
  const changed: Record<string, ClientProgress> = {};
  for (const id of all) {
    const progress = state.clients[id];
    if (!progress || !retriable.includes(progress.state)) continue;
    const again = { ...progress, attempt: progress.attempt + 1, waived: false };
    changed[id] =
      progress.goal === 'back' ? { ...again, goBack: true } : arrive(again, 'pending', ms, null);
  }
  return Object.keys(changed).length > 0
    ? ok(changed)
    : refuse(client === null ? 'Nobody failed.' : `${client} has not failed.`);
}
