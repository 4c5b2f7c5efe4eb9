import { type AppError, appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { Frame } from './frames.ts';

/** 124 and 137 are what timeout(1) leaves behind when it had to end a command. */
export function timedOut(status: number | null): boolean {
  return status === 124 || status === 137;
}

/** `command`: as an admin would type it, e.g. `xl list -l`. */
function commandProblem(command: string, frame: Frame | undefined): AppError {
  const details = [frame?.stderr, frame?.text.slice(0, 4096)].filter(Boolean).join('\n');
  if (frame && timedOut(frame.status)) {
    return appError('command-failed', `\`${command}\` did not answer in time.`, {
      hint: 'Look whether xenstored and the host’s storage respond.',
      details,
      retryable: true,
    });
  }
  const how = frame?.status === 127 ? 'is not there' : `ended with status ${frame?.status}`;
  return appError(
    'command-failed',
    frame && frame.status !== null
      ? `\`${command}\` ${how}.`
      : `The answer of \`${command}\` was cut off.`,
    { details, retryable: true },
  );
}

/** The text of a command that succeeded; anything else is a problem with its own words. */
export function frameText(command: string, frame: Frame | undefined): Result<string> {
  return frame?.status === 0 ? ok(frame.text) : err(commandProblem(command, frame));
}
