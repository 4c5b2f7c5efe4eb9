import { type AppError, appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { type RemoteScript, scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { ServerClock } from '../parse/image-server-state.ts';

const timeoutMs = 120_000;
const mostBytes = 128 * 1024 * 1024;

/** Where an image server is spoken to, and where on it its files lie. */
export interface ServerPlace {
  runner: Pick<CommandRunner, 'exec'>;
  /** Its name, for messages. */
  label: string;
  root: string;
}

/** One whose commands can be followed while they run. */
export interface FollowedPlace extends ServerPlace {
  runner: CommandRunner;
}

/**
 * Runs one of the scripts of an image server; the lines of an answer that ends with `done`.
 * Errors: those of the connection; what the script named as a problem; `undecided` when the answer
 * was cut off, so that what it did has to be looked at.
 */
export async function askServer(
  place: ServerPlace,
  script: RemoteScript,
  args: readonly string[],
  options: { stdin?: string | Uint8Array; signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Result<string[]>> {
  const ran = await place.runner.exec(scriptLine(script, [place.root, ...args]), {
    timeoutMs,
    maxOutputBytes: mostBytes,
    ...options,
  });
  if (!ran.ok) return ran;
  const { stdout, stderr, code } = ran.value;
  const lines = stdout.split('\n');
  lines.pop();
  return answerOf(place, lines, stderr, code);
}

/**
 * As `askServer`, for what takes long: lines that begin with `at` say how far it is, and are told
 * as they come; `input` may be of any size; and nothing but the signal ends it early.
 */
export async function followServer(
  place: FollowedPlace,
  script: RemoteScript,
  args: readonly string[],
  options: {
    onProgress(line: string): void;
    input?: AsyncIterable<Uint8Array>;
    signal?: AbortSignal;
  },
): Promise<Result<string[]>> {
  const { onProgress, input, signal } = options;
  const started = await place.runner.open(scriptLine(script, [place.root, ...args]), {
    timeoutMs: null,
    ...(signal ? { signal } : {}),
  });
  if (!started.ok) return started;
  const lines: string[] = [];
  const errors: string[] = [];
  started.value.onStdout((line) => {
    if (line.startsWith('at ')) onProgress(line);
    else lines.push(line);
  });
  started.value.onStderr((line) => errors.push(line));
  const sent = input ? started.value.send(input) : started.value.endInput();
  const ended = await started.value.ended;
  await sent;
  return ended.ok ? answerOf(place, lines, errors.join('\n'), ended.value.code) : ended;
}

function answerOf(
  place: ServerPlace,
  said: readonly string[],
  stderr: string,
  code: number | null,
): Result<string[]> {
  const lines = said.slice(0, -1);
  const last = said.at(-1) ?? '';
  if (last === 'done') return ok(lines);
  const problem = /^problem (\S+) ?(.*)$/.exec(last);
  // Who is in the way can be many, and each counts.
  const told = problem?.[1] === 'refused' || problem?.[1] === 'used' ? lines : lines.slice(-20);
  const words = [stderr.trim(), ...told].filter(Boolean).join('\n');
  if (problem) return err(problemOf(place, problem[1] ?? '', problem[2] ?? '', words));
  return err(
    appError('undecided', `${place.label} did not finish what it was asked.`, {
      hint: 'Look again: what it had done by then is there whole, and the rest is not there at all.',
      details: [`exit status ${code}`, words].join('\n').trim(),
      retryable: true,
    }),
  );
}

function problemOf(
  { label, root }: ServerPlace,
  word: string,
  rest: string,
  details: string,
): AppError {
  const more = details === '' ? {} : { details };
  switch (word) {
    case 'no-root':
    case 'no-layout':
      return appError('layout-unsupported', `${root} on ${label} holds no images yet.`, {
        hint: 'Set it up as an image server, or correct the folder in its settings.',
        ...more,
      });
    case 'format':
      return appError('layout-unsupported', `${root} on ${label} has layout ${rest}.`, {
        hint: 'A newer console laid it out. Update this one; until then it changes nothing there.',
        ...more,
      });
    case 'busy':
      return appError('server-busy', `${label} was at work for somebody else all the time.`, {
        hint: 'Try again. If it lasts: `fuser -v lock` in its folder says who holds the lock.',
        retryable: true,
        ...more,
      });
    case 'full':
      return appError('disk-full', `${label} could not write to ${root}: nothing was changed.`, {
        hint: 'Look at the space there (`df -h`), at quotas and limits; delete images that nobody uses.',
        details: details || 'The disk is full, or a limit was reached.',
      });
    case 'torn':
      return appError(
        'ssh-closed',
        `${label} did not get all that was sent: nothing was changed.`,
        {
          hint: 'The connection, or the sending side, ended in the middle. Try again.',
          retryable: true,
          ...more,
        },
      );
    case 'refused':
      return refusal(label, details);
    case 'digest':
      return appError('digest-mismatch', `The image is not the one it was said to be: ${rest}.`, {
        hint: 'It was damaged on its way, or another one was meant. Fetch it again.',
        ...more,
      });
    case 'used':
      return appError('in-use', 'The image is in use, and stays.', {
        hint: 'Point those who use it at another one, or end the rollout, and try again.',
        ...more,
      });
    case 'building':
      return appError('build-running', `An image of ${rest} is being built already.`, {
        hint: 'Follow it, or cancel it first.',
        ...more,
      });
    case 'tools':
      return appError('not-possible-now', `${label} lacks what that needs: ${rest}.`, {
        hint: 'The page of the server has the commands that install it.',
        ...more,
      });
    case 'root':
      return appError('not-possible-now', `Images are built as root, and ${label} has another.`, {
        hint: 'Connect as root, or as somebody who may use sudo without a password.',
        ...more,
      });
    case 'zstd':
      return appError('command-failed', `zstd could not do it on ${label}: ${rest}.`, {
        hint: 'It needs about as much memory as the image is large. The image is as it was.',
        ...more,
      });
    case 'missing':
      return appError('image-not-found', `${rest} is not there.`, more);
    default:
      return appError('command-failed', `${label} refused: ${word} ${rest}`.trim(), more);
  }
}

function refusal(label: string, details: string): AppError {
  const held = /^held (\S+) (\S+)$/m.exec(details);
  if (held) {
    const [, path, holder] = held;
    return appError(
      'lease-held',
      holder === '-' ? `The lease ${path} has run out.` : `${path} is held by ${holder}.`,
      { hint: 'Wait for it, or release it by force if its holder is dead.', details },
    );
  }
  return appError('conflict', `Somebody else changed it on ${label} meanwhile.`, {
    hint: 'What is there now is shown; look at it and do it again if it is still right.',
    details,
    retryable: true,
  });
}

/** `clock SECONDS WEEKDAY HOUR MINUTE UPTIME BOOT`; null for any other line. */
export function parseClock(line: string): ServerClock | null {
  const parts = /^clock (\d{1,12}) ([0-6]) (\d\d) (\d\d) (\d{1,10}(?:\.\d+)?) (\S{1,64})$/.exec(
    line,
  );
  if (!parts) return null;
  const [, seconds, weekday, hour, minute, uptime, bootId = ''] = parts;
  return {
    wallMs: Number(seconds) * 1000,
    weekday: Number(weekday),
    minute: Number(hour) * 60 + Number(minute),
    bootId,
    uptimeMs: Math.round(Number(uptime) * 1000),
  };
}

export function oddAnswer(label: string, line: string): AppError {
  return appError('parse-failed', `${label} answered something else than was asked.`, {
    details: line.slice(0, 4096),
  });
}

/** The leases that were in the way, and whose they are; of a `lease-held`. */
export function heldLeases({ details = '' }: AppError): Map<string, string> {
  const lines = details.split('\n').map((line) => /^held (\S+) (\S+)$/.exec(line));
  return new Map(lines.flatMap((held) => (held ? [[held[1] ?? '', held[2] ?? '']] : [])));
}
