import { randomBytes } from 'node:crypto';
import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';
import { stateroomDetect } from './scripts/stateroom-detect.ts';

export type ToolstackKind = 'xl' | 'xe' | 'none';

/**
 * Asks a host what it is managed by. `none` is an answer, not an error: a machine without Xen.
 * Fails as the runner does, and with `parse-failed` if no answer came back at all.
 */
export async function detectToolstack(
  runner: CommandRunner,
  signal?: AbortSignal,
): Promise<Result<ToolstackKind>> {
  const nonce = randomBytes(8).toString('hex');
  const ran = await runner.exec(scriptLine(stateroomDetect, [nonce]), signal ? { signal } : {});
  if (!ran.ok) return ran;
  const { stdout, stderr, code } = ran.value;
  const answer = new RegExp(`^stateroom ${nonce} (xl|xe|none)$`, 'm').exec(stdout);
  const kind = answer?.[1];
  if (kind === 'xl' || kind === 'xe' || kind === 'none') return ok(kind);
  return err(
    appError('parse-failed', 'The machine did not say which toolstack it has.', {
      hint: 'The account needs a shell that runs /bin/sh.',
      details: [`exit status ${code}`, stderr, stdout.slice(0, 4096)].join('\n').trim(),
    }),
  );
}
