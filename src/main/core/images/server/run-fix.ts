import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { commandLine } from '../../shell/command-line.ts';
import type { ServerPlace } from './server-answer.ts';

/** Packages come over slow lines. */
const timeoutMs = 30 * 60_000;

/**
 * Runs what mends a lack, command by command as it was shown; what they said. Ends with the first
 * that fails: `command-failed` with its own words.
 */
export async function runFix(
  { runner, label }: ServerPlace,
  commands: readonly (readonly string[])[],
  signal?: AbortSignal,
): Promise<Result<string[]>> {
  const said: string[] = [];
  for (const [program, ...args] of commands) {
    if (program === undefined) continue;
    const ran = await runner.exec(commandLine([program, ...args]), {
      timeoutMs,
      ...(signal ? { signal } : {}),
    });
    if (!ran.ok) return ran;
    const { code, stdout, stderr } = ran.value;
    const words = [...stdout.split('\n'), ...stderr.split('\n')].filter(Boolean);
    if (code !== 0) {
      return err(
        appError('command-failed', `\`${program}\` ended with status ${code} on ${label}.`, {
          details: words.slice(-100).join('\n'),
          hint: 'Run it by hand there, and look again.',
        }),
      );
    }
    said.push(...words);
  }
  return ok(said);
}
