import { appError } from '../../../../shared/app-error.ts';
import type { RolloutEvent, RolloutState } from '../../../../shared/images/rollout-state.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';

/**
 * The state: the snapshot with every later event laid over it. Events that the snapshot has in it
 * already are passed over; a missing one is an error, for nobody could say what it held.
 */
export function foldEvents(
  snapshot: RolloutState,
  events: readonly RolloutEvent[],
): Result<RolloutState> {
  let { generation, head } = snapshot;
  const later = events.filter((event) => event.generation > snapshot.generation);
  if (later.length === 0) return ok(snapshot);
  const clients = { ...snapshot.clients };
  for (const event of later) {
    if (event.generation !== generation + 1) {
      return err(
        appError('parse-failed', `Event ${generation + 1} of the rollout is missing.`, {
          hint: 'Its events.jsonl was edited or cut. Abort this rollout and plan another: what each client runs is told by the clients themselves.',
          details: `After ${generation} comes ${event.generation}.`,
        }),
      );
    }
    ({ generation, head } = event);
    Object.assign(clients, event.clients);
  }
  return ok({ generation, head, clients });
}
