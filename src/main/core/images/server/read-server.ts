import type { Result } from '../../../../shared/result.ts';
import { readFilesScript } from './scripts/read-files.ts';
import { readServerScript } from './scripts/read-server.ts';
import { askServer, type ServerPlace } from './server-answer.ts';
import { type ServerReading, unpackFiles } from './unpack-files.ts';

/** Reads everything an image server keeps, in one round trip. */
export async function readServer(
  place: ServerPlace,
  signal?: AbortSignal,
): Promise<Result<ServerReading>> {
  const answer = await askServer(place, readServerScript, [], signal ? { signal } : {});
  return answer.ok ? unpackFiles(place.label, answer.value) : answer;
}

/** Reads these files, with their ages; those that are not there are left out. */
export async function readFiles(
  place: ServerPlace,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<Result<ServerReading>> {
  const stdin = paths.map((path) => `${path}\n`).join('');
  const options = { stdin, ...(signal ? { signal } : {}) };
  const answer = await askServer(place, readFilesScript, [], options);
  return answer.ok ? unpackFiles(place.label, answer.value) : answer;
}
