import type { Result } from '../../../../shared/result.ts';
import type { RemoteScript } from '../../shell/command-line.ts';
import { readFilesScript } from './scripts/read-files.ts';
import { readRecordScript } from './scripts/read-record.ts';
import { readServerScript } from './scripts/read-server.ts';
import { askServer, type ServerPlace } from './server-answer.ts';
import { type ServerReading, unpackFiles } from './unpack-files.ts';

/**
 * Clients replace their reports without the lock, so also between the moment at which a script
 * says how long they are and the one at which it packs them. A later reading is whole.
 */
const mostReadings = 8;

async function readPacked(
  place: ServerPlace,
  script: RemoteScript,
  args: readonly string[],
  options: { stdin?: string; signal?: AbortSignal | undefined },
): Promise<Result<ServerReading>> {
  const { signal, ...rest } = options;
  for (let readings = 1; ; readings++) {
    const answer = await askServer(place, script, args, { ...rest, ...(signal ? { signal } : {}) });
    if (!answer.ok) return answer;
    const reading = await unpackFiles(place.label, answer.value);
    const isTorn = !reading.ok && reading.error.code === 'conflict';
    if (!isTorn || readings === mostReadings) return reading;
  }
}

/** Reads everything an image server keeps, in one round trip. */
export function readServer(
  place: ServerPlace,
  signal?: AbortSignal,
): Promise<Result<ServerReading>> {
  return readPacked(place, readServerScript, [], { signal });
}

/** Reads these files, with their ages; those that are not there are left out. */
export function readFiles(
  place: ServerPlace,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<Result<ServerReading>> {
  const stdin = paths.map((path) => `${path}\n`).join('');
  return readPacked(place, readFilesScript, [], { stdin, signal });
}

/** Reads every file that was put down of one rollout; none: there is no such rollout. */
export function readRolloutFiles(place: ServerPlace, id: string): Promise<Result<ServerReading>> {
  return readPacked(place, readRecordScript, [id], {});
}
