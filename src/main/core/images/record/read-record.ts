import { appError } from '../../../../shared/app-error.ts';
import { nameSchema } from '../../../../shared/images/names.ts';
import { rolloutPlanSchema } from '../../../../shared/images/rollout-plan.ts';
import type { RecordedEvent, RolloutRecord } from '../../../../shared/images/rollout-record.ts';
import {
  type RolloutEvent,
  rolloutEventSchema,
  rolloutStateSchema,
  rolloutSummarySchema,
} from '../../../../shared/images/rollout-state.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseJsonFile, parseJsonLines, type ServerFile } from '../parse/parse-json-file.ts';
import { foldEvents } from '../rollout/fold-events.ts';
import { readRolloutFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** Everything that is known of a rollout, over or not. Errors: `rollout-not-found`, `parse-failed`. */
export async function readRecord(place: ServerPlace, id: string): Promise<Result<RolloutRecord>> {
  if (!nameSchema.safeParse(id).success)
    return err(appError('invalid-input', 'This is no rollout.'));
  const reading = await readRolloutFiles(place, id);
  if (!reading.ok) return reading;
  if (reading.value.files.length === 0) {
    return err(appError('rollout-not-found', `There is no rollout ${id} on ${place.label}.`));
  }
  return composeRecord(id, reading.value.files);
}

/** The record from its files. Events of a file that is torn are counted, not made up. Pure. */
export function composeRecord(id: string, files: readonly ServerFile[]): Result<RolloutRecord> {
  const fileOf = (name: string): ServerFile =>
    files.find(({ path }) => path === `rollouts/${id}/${name}`) ?? {
      path: `rollouts/${id}/${name}`,
      bytes: new Uint8Array(),
    };
  const plan = parseJsonFile(fileOf('plan.json'), rolloutPlanSchema);
  if (!plan.ok) return plan;
  const snapshot = parseJsonFile(fileOf('state.json'), rolloutStateSchema);
  if (!snapshot.ok) return snapshot;
  const all: RolloutEvent[] = [];
  for (const file of files.filter(({ path }) => path.endsWith('.jsonl'))) {
    const events = parseJsonLines(file, rolloutEventSchema);
    if (events.ok) all.push(...events.value.values);
  }
  const events = all.toSorted((a, b) => a.generation - b.generation);
  const state = foldEvents(
    snapshot.value,
    events.filter(({ generation }) => generation > snapshot.value.generation),
  );
  if (!state.ok) return state;
  const ended = parseJsonFile(fileOf('ended.json'), rolloutSummarySchema);
  return ok({
    plan: plan.value,
    head: state.value.head,
    endedAt: ended.ok ? ended.value.endedAt * 1000 : null,
    clients: clientsOf(state.value.clients),
    events: recorded(events),
    missing: state.value.generation - new Set(events.map(({ generation }) => generation)).size,
  });
}

/** Each client as often as it came into another state: that an order was given says nothing more. */
function recorded(events: readonly RolloutEvent[]): RecordedEvent[] {
  const states = new Map<string, string>();
  let reason: string | null = null;
  let status: string | null = null;
  return events.flatMap((event): RecordedEvent[] => {
    const clients = clientsOf(event.clients).filter(({ id, state }) => states.get(id) !== state);
    for (const { id, state } of clients) states.set(id, state);
    const { head, command } = event;
    const isNews = head.reason !== reason || head.status !== status;
    if (clients.length === 0 && command === null && !isNews) return [];
    const said = head.reason === reason ? null : head.reason;
    reason = head.reason;
    status = head.status;
    return [
      {
        at: event.at * 1000,
        by: event.by,
        status: head.status,
        wave: head.wave,
        command,
        reason: said,
        clients,
      },
    ];
  });
}

function clientsOf(clients: RolloutEvent['clients']): RolloutRecord['clients'] {
  return Object.entries(clients).map(([id, { state, reason }]) => ({ id, state, reason }));
}
