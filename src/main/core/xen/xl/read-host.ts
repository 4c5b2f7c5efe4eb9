import { randomBytes } from 'node:crypto';
import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { Exchange } from './clock-skew.ts';
import { type Frame, readFrames } from './frames.ts';
import { stateroomRead } from './scripts/stateroom-read.ts';

/** The script limits each command by itself; this is for a host that stops altogether. */
const timeoutMs = 120_000;

/** Runs stateroom-read on a host: the frames of all it said, and when. */
export async function readHost(
  runner: CommandRunner,
  options: { configDir: string; now: () => number; signal?: AbortSignal | undefined },
): Promise<Result<{ frames: Frame[]; exchange: Exchange }>> {
  const nonce = randomBytes(16).toString('hex');
  const sentAt = options.now();
  const ran = await runner.exec(scriptLine(stateroomRead, [nonce, options.configDir]), {
    timeoutMs,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (!ran.ok) return ran;
  const { stdout, stderr, code } = ran.value;
  const frames = readFrames(nonce, stdout, stderr);
  if (frames.length === 0) {
    return err(
      appError('command-failed', 'The host did not run what the console asked.', {
        details: [`exit status ${code}`, stderr, stdout.slice(0, 4096)].join('\n').trim(),
        retryable: true,
      }),
    );
  }
  return ok({ frames, exchange: { sentAt, receivedAt: options.now() } });
}
