import { randomBytes } from 'node:crypto';
import { type AppError, appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { HostWatchListener } from '../toolstack.ts';
import { createFrameReader } from './frames.ts';
import { stateroomWatch } from './scripts/stateroom-watch.ts';
import { createWatchState } from './watch-state.ts';

/** Lines of stderr kept for the case that the watch ends. */
const keptErrors = 50;
const commandNotFound = 127;

export interface WatchIntervals {
  usageSeconds: number;
  sweepSeconds: number;
}

/** A look may wait for a slow xenstored, but not for ever: after this the channel is given up. */
function longestSilenceMs({ usageSeconds }: WatchIntervals): number {
  return (usageSeconds * 3 + 60) * 1000;
}

/**
 * Opens the one long-lived channel of a host and tells the listener what it says. Answers once the
 * first look arrived, or with the reason why none did. After `stop`, or when the channel ends by
 * itself (then with the reason), `onEnd` is the last call.
 */
export async function watchHost(
  runner: CommandRunner,
  hostId: string,
  options: { configDir: string; intervals: WatchIntervals; listener: HostWatchListener },
): Promise<Result<{ stop(): void }>> {
  const { intervals, listener } = options;
  const nonce = randomBytes(16).toString('hex');
  const seconds = [intervals.usageSeconds, intervals.sweepSeconds].map(String);
  const line = scriptLine(stateroomWatch, [nonce, options.configDir, ...seconds]);
  const opened = await runner.open(line, { timeoutMs: null });
  if (!opened.ok) return opened;
  const channel = opened.value;

  const state = createWatchState(hostId);
  const errors: string[] = [];
  let stopReason: AppError | null | undefined;
  let silence: NodeJS.Timeout | undefined;
  const started = Promise.withResolvers<Result<{ stop(): void }>>();

  /** `reason`: null when the console wants it so. The first one counts. */
  function stop(reason: AppError | null): void {
    if (stopReason !== undefined) return;
    stopReason = reason;
    channel.kill();
    finish();
  }

  function finish(): void {
    clearTimeout(silence);
    started.resolve(err(stopReason ?? appError('cancelled', 'The watch was stopped.')));
    listener.onEnd(stopReason ?? null);
  }

  function listenOn(): void {
    clearTimeout(silence);
    silence = setTimeout(() => {
      stop(
        appError('ssh-timeout', 'The host’s toolstack has stopped answering.', {
          hint: 'Look whether xenstored still runs there. The console goes on trying.',
          details: errors.join('\n'),
          retryable: true,
        }),
      );
    }, longestSilenceMs(intervals));
  }

  const reader = createFrameReader(nonce, (frame) => {
    if (stopReason !== undefined) return;
    listenOn();
    if (frame.kind === 'unwatched' && frame.status !== commandNotFound) {
      return stop(
        appError('command-failed', 'xenstore-watch ended; changes would go unseen.', {
          details: errors.join('\n'),
          retryable: true,
        }),
      );
    }
    if (frame.kind === 'stale') return listener.onStale();
    const news = state.push(frame);
    if (news.problems) listener.onProblems(news.problems);
    if (news.vms) listener.onVms(news.vms, news.unread ?? []);
    if (news.configTexts) listener.onConfigTexts(news.configTexts);
    if (news.usage) listener.onUsage(news.usage);
    if (frame.kind === 'domains') started.resolve(ok({ stop: () => stop(null) }));
  });

  listenOn();
  channel.onStdout((text) => reader.push(text));
  channel.onStderr((text) => {
    errors.push(text);
    if (errors.length > keptErrors) errors.shift();
  });
  void channel.ended.then((end) => {
    if (stopReason !== undefined) return;
    stopReason = end.ok
      ? appError('command-failed', `The watch on the host ended (${end.value.code}).`, {
          details: errors.join('\n'),
          retryable: true,
        })
      : end.error;
    finish();
  });
  return started.promise;
}
