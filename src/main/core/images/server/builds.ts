import type { Build } from '../../../../shared/images/build.ts';
import type { Recipe } from '../../../../shared/images/recipe.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { dhcpText, initText } from '../client-kit/init.ts';
import { kitFiles } from '../client-kit/kit-files.ts';
import { makeInitrdScript } from '../client-kit/make-initrd.ts';
import { parseBuilds } from '../parse/parse-builds.ts';
import { buildImageText } from './scripts/build-image.ts';
import { cancelBuildScript, readBuildsScript, startBuildScript } from './scripts/builds.ts';
import { importImageScript } from './scripts/import-image.ts';
import { askServer, oddAnswer, type ServerPlace } from './server-answer.ts';

/** A piece of a log that is read in one go. */
const pieceBytes = 256 * 1024;

interface Asked {
  role: string;
  recipe: Recipe;
  by: string;
  origin: string;
}

/**
 * Begins to build an image on the server, which goes on by itself. Errors: `build-running`,
 * `not-possible-now` when the server lacks a tool, `disk-full`.
 */
export async function startBuild(
  place: ServerPlace,
  { role, recipe, by, origin }: Asked,
): Promise<Result<void>> {
  const { variant, suite, compression } = recipe;
  const programs = [buildImageText, importImageScript.text, makeInitrdScript.text];
  const args = [role, variant, suite, compression, ...programs, by, origin];
  const words = args.map((word, at) => (at < 7 ? word : JSON.stringify(word)));
  const answer = await askServer(place, startBuildScript, words, { stdin: linesOf(recipe) });
  return answer.ok ? ok(undefined) : answer;
}

function linesOf(recipe: Recipe): string {
  const file = (mode: string, path: string, text: string) =>
    `file ${mode} ${path} ${Buffer.from(text).toString('base64')}`;
  return [
    ...kitFiles.map(({ mode, path, text }) => file(mode, `kit/${path}`, text)),
    file('0755', 'initrd/init', initText),
    file('0755', 'initrd/stateless-dhcp', dhcpText),
    ...recipe.packages.map((name) => `packages ${name}`),
    ...recipe.leaveOut.map((path) => `leave-out ${path}`),
    ...recipe.sources.map((line) => `sources.list ${line}`),
    ...recipe.state.map((path) => `state ${path}`),
    'go',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The last build of each role. */
export async function readBuilds(place: ServerPlace): Promise<Result<Build[]>> {
  const answer = await askServer(place, readBuildsScript, ['-', '0', '0']);
  if (!answer.ok) return answer;
  const said = parseBuilds(answer.value);
  return said ? ok(said.builds) : err(oddAnswer(place.label, answer.value[0] ?? ''));
}

export interface BuildReading {
  /** Null: it was never built. */
  build: Build | null;
  text: string;
  next: number;
  more: boolean;
}

/** How the last build of a role is, and its log from this byte on; whole lines while there come more. */
export async function readBuild(
  place: ServerPlace,
  role: string,
  from: number,
): Promise<Result<BuildReading>> {
  const words = [role, String(from), String(pieceBytes)];
  const answer = await askServer(place, readBuildsScript, words);
  if (!answer.ok) return answer;
  const said = parseBuilds(answer.value);
  if (!said) return err(oddAnswer(place.label, answer.value[0] ?? ''));
  const { bytes, log } = said;
  const build = said.builds[0] ?? null;
  const isAll = from + log.length >= bytes;
  const end = isAll && build?.state !== 'running' ? log.length : log.lastIndexOf(0x0a) + 1;
  // One endless line is shown as it comes.
  const piece = log.subarray(0, end === 0 && log.length === pieceBytes ? log.length : end);
  const next = from + piece.length;
  return ok({ build, text: piece.toString('utf8'), next, more: !isAll });
}

/** Ends what is being built of a role; nothing of it stays. One that is over stays as it is. */
export async function cancelBuild(
  place: ServerPlace,
  asked: { role: string; by: string },
): Promise<Result<void>> {
  const answer = await askServer(place, cancelBuildScript, [asked.role, JSON.stringify(asked.by)]);
  return answer.ok ? ok(undefined) : answer;
}
