import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type AppError, appError } from '../../../../shared/app-error.ts';
import { clientSchema, leaseSchema, reportSchema } from '../../../../shared/images/client.ts';
import {
  channelSchema,
  manifestSchema,
  type Packed,
  packedSchema,
  roleSchema,
} from '../../../../shared/images/image.ts';
import { rolloutPlanSchema } from '../../../../shared/images/rollout-plan.ts';
import {
  rolloutEventSchema,
  rolloutStateSchema,
  rolloutSummarySchema,
} from '../../../../shared/images/rollout-state.ts';
import {
  type ServerSettings,
  serverSettingsSchema,
} from '../../../../shared/images/server-settings.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { foldEvents } from '../rollout/fold-events.ts';
import type { ImageServerState, Kept, KeptRollout, ServerClock } from './image-server-state.ts';
import { parseJsonFile, parseJsonLines, type ServerFile } from './parse-json-file.ts';

export function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Problems = { path: string; error: AppError }[];

/** A file that says another name than the one it lies under is nobody's. */
function misplaced(path: string, says: string): AppError {
  return appError('parse-failed', `${path} is about ${says}: it lies under a wrong name.`, {
    hint: 'It was copied or renamed by hand. Rename it back on the server, or take it away.',
  });
}

/**
 * What the files of an image server say together. Any bytes in: a file that is torn or odd is told
 * as a problem of its path, and the rest is read as if it were not there.
 */
export function parseTree(
  clock: ServerClock,
  files: readonly ServerFile[],
  ages: ReadonlyMap<string, number> = new Map(),
): ImageServerState {
  const problems: Problems = [];
  const bootFiles = new Map<string, string>();
  let settings: Kept<ServerSettings> | null = null;
  const state = {
    clock,
    roles: new Map(),
    images: new Map(),
    packed: new Map(),
    packedImages: new Map(),
    channels: new Map(),
    clients: new Map(),
    reports: new Map(),
    reportAges: new Map(
      [...ages].map(([path, age]) => [path.replace(/^reports\/|\.json$/g, ''), age]),
    ),
    leases: new Map(),
    rollouts: new Map(),
    ended: new Map(),
    rolloutLeases: new Map(),
    problems,
  } satisfies Omit<ImageServerState, 'settings' | 'bootFiles'>;
  const parts = new Map<string, Map<string, ServerFile>>();

  function keep<T>(
    into: Map<string, unknown>,
    key: string,
    file: ServerFile,
    schema: z.ZodType<T>,
    says: (value: T) => string,
    kept: (value: T) => unknown,
  ): void {
    const parsed = parseJsonFile(file, schema);
    if (!parsed.ok) problems.push({ path: file.path, error: parsed.error });
    else if (says(parsed.value) !== key) {
      problems.push({ path: file.path, error: misplaced(file.path, says(parsed.value)) });
    } else into.set(key, kept(parsed.value));
  }
  const withSum =
    (file: ServerFile) =>
    <T>(value: T): Kept<T> => ({ value, sum: sumOf(file.bytes) });
  const bare = <T>(value: T) => value;

  for (const file of files) {
    const [top = '', a = '', b = '', c = ''] = file.path.split('/');
    const stem = (name: string) => name.replace(/\.json$/, '');
    if (file.path === 'server.json') {
      const parsed = parseJsonFile(file, serverSettingsSchema);
      if (parsed.ok) settings = withSum(file)(parsed.value);
      else problems.push({ path: file.path, error: parsed.error });
    } else if (top === 'boot') {
      bootFiles.set(file.path, new TextDecoder().decode(file.bytes));
    } else if (top === 'images' && b === 'role.json') {
      keep(state.roles, a, file, roleSchema, ({ name }) => name, withSum(file));
    } else if (top === 'images' && c === 'manifest.json') {
      const says = (of: { role: string; digest: string }) => `${of.role}/${of.digest}`;
      keep(state.images, `${a}/${b}`, file, manifestSchema, says, bare);
    } else if (top === 'packed' && c === 'packed.json') {
      const says = (of: Packed) => `${of.role}/${of.packed}`;
      keep(state.packed, `${a}/${b}`, file, packedSchema, says, bare);
    } else if (top === 'packed' && c === 'manifest.json') {
      const says = (of: { role: string; digest: string }) => `${of.role}/${of.digest}`;
      keep(state.packedImages, `${a}/${b}`, file, manifestSchema, says, bare);
    } else if (top === 'channels') {
      const says = (of: { role: string; name: string }) => `${of.role}/${of.name}`;
      keep(state.channels, `${a}/${stem(b)}`, file, channelSchema, says, withSum(file));
    } else if (top === 'clients') {
      keep(state.clients, stem(a), file, clientSchema, ({ id }) => id, withSum(file));
    } else if (top === 'reports') {
      keep(state.reports, stem(a), file, reportSchema, ({ client }) => client, bare);
    } else if (top === 'leases') {
      // A lease says who holds it, and its path whose it is.
      const key = `${a}/${stem(b)}`;
      keep(state.leases, key, file, leaseSchema, () => key, bare);
    } else if (top === 'rollouts' && b === 'lease.json') {
      keep(state.rolloutLeases, a, file, leaseSchema, () => a, bare);
    } else if (top === 'rollouts' && b === 'ended.json') {
      keep(state.ended, a, file, rolloutSummarySchema, ({ id }) => id, bare);
    } else if (top === 'rollouts') {
      const own = parts.get(a) ?? new Map<string, ServerFile>();
      parts.set(a, own.set(b, file));
    }
  }
  for (const [id, own] of parts) {
    if (state.ended.has(id)) continue;
    const rollout = parseRollout(id, own);
    if (rollout.ok) state.rollouts.set(id, rollout.value);
    else problems.push({ path: `rollouts/${id}`, error: rollout.error });
  }
  return { ...state, settings, bootFiles };
}

const nothing = new Uint8Array();

/** One rollout from `plan.json`, `state.json` and `events.jsonl`; the last may not be there. */
export function parseRollout(
  id: string,
  files: ReadonlyMap<string, ServerFile>,
): Result<KeptRollout> {
  const fileOf = (name: string): ServerFile =>
    files.get(name) ?? { path: `rollouts/${id}/${name}`, bytes: nothing };
  const plan = parseJsonFile(fileOf('plan.json'), rolloutPlanSchema);
  if (!plan.ok) return plan;
  if (plan.value.id !== id) return err(misplaced(`rollouts/${id}`, plan.value.id));
  const snapshot = parseJsonFile(fileOf('state.json'), rolloutStateSchema);
  if (!snapshot.ok) return snapshot;
  const tail = fileOf('events.jsonl');
  const events = parseJsonLines(tail, rolloutEventSchema);
  if (!events.ok) return events;
  const state = foldEvents(snapshot.value, events.value.values);
  if (!state.ok) return state;
  const planned = plan.value.waves.flatMap((wave) => wave.clients);
  const missing = planned.filter((client) => !Object.hasOwn(state.value.clients, client));
  if (missing.length > 0 || state.value.head.wave >= plan.value.waves.length) {
    return err(
      appError('parse-failed', `rollouts/${id}: its state does not belong to its plan.`, {
        details:
          missing.length > 0 ? `no state of ${missing.slice(0, 20).join(', ')}` : 'no such wave',
      }),
    );
  }
  return ok({
    plan: plan.value,
    state: state.value,
    snapshotSum: sumOf(fileOf('state.json').bytes),
    eventsSum: files.has('events.jsonl') ? sumOf(tail.bytes) : null,
    snapshotBytes: fileOf('state.json').bytes.length,
    eventsBytes: tail.bytes.length,
  });
}
