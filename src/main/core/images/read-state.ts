import { ok, type Result } from '../../../shared/result.ts';
import type { ImageServerState } from './parse/image-server-state.ts';
import { parseTree } from './parse/parse-tree.ts';
import { readServer } from './server/read-server.ts';
import type { ServerPlace } from './server/server-answer.ts';

/** Everything an image server keeps, as of one moment, in one round trip. */
export async function readState(place: ServerPlace): Promise<Result<ImageServerState>> {
  const reading = await readServer(place);
  if (!reading.ok) return reading;
  const { clock, files, ages } = reading.value;
  return ok(parseTree(clock, files, ages));
}
