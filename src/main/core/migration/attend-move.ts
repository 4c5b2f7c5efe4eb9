import type { AppError } from '../../../shared/app-error.ts';
import { appError } from '../../../shared/app-error.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import type { Result } from '../../../shared/result.ts';
import type { JobContext } from '../jobs/define-job.ts';
import { pauseFor } from '../jobs/pause-for.ts';
import { readyWithin } from '../jobs/ready-within.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink, RemoteProcess } from '../ssh/ssh-port.ts';
import { type Following, notFollowing, readFollowLine } from './follow-lines.ts';
import { guessTotalBytes, progressOf } from './move-progress.ts';
import { cancelMoveScript } from './scripts/end-move.ts';
import { followScript } from './scripts/follow-move.ts';
import { pauseOf } from './transcript.ts';

export type MoveSpec = Extract<JobSpec, { kind: 'move' }>;

/** What following a move brought; `error` where it could not be followed to its end. */
export interface Attendance {
  following: Following;
  error: AppError | null;
}

/** How long a source that cannot be reached is waited for; after that the job is undecided. */
const patienceMs = 180_000;
/** Channels in a row that brought nothing: then something is wrong that waiting does not mend. */
const fruitlessLimit = 4;

/**
 * Stays with a move at the source until it is over: tells its lines, phases and bytes to the job,
 * follows again after a cut link, and passes the user's cancel on.
 * @param start Opens the channel that begins the move; null: it was begun before, only follow.
 * @param onLoggedIn The transport has logged in at the target.
 */
export async function attendMove(options: {
  context: JobContext<MoveSpec>;
  link: HostLink;
  directory: string;
  start: (() => Promise<Result<RemoteProcess>>) | null;
  onLoggedIn?: () => void;
}): Promise<Attendance> {
  const { context, link, directory, start } = options;
  const startedAt = context.job().startedAt ?? context.now();
  const total = guessTotalBytes(context.spec);
  let following = notFollowing;
  let firstError: AppError | null = null;
  let told = 0;

  function hear(line: string): void {
    const before = following;
    following = readFollowLine(before, line);
    const { transcript } = following;
    if (transcript.ready) options.onLoggedIn?.();
    if (transcript === before.transcript) return;
    context.tell({ type: 'log', lines: transcript.spoken.slice(told) });
    told = Math.max(told, transcript.spoken.length);
    context.tell({ type: 'phase', phase: transcript.phase });
    const pause = pauseOf(transcript);
    if (pause !== null) context.tell({ type: 'paused-for', ms: pause });
    if (transcript.permissionGiven && context.job().cancellable) {
      // The record is for the next start's user; the hosts themselves are what it will decide by.
      context.journal('permission-given');
      context.tell({ type: 'no-return' });
    }
  }

  const ticker = setInterval(() => {
    const elapsedMs = context.now() - startedAt;
    const progress = progressOf(following, total, elapsedMs);
    context.tell({ type: 'progress', progress });
  }, 1_000);
  const cancelling = passCancelOn(context, link, directory);

  try {
    let fruitless = 0;
    for (let open = start ?? (() => openFollow(link, directory)); ; ) {
      const heardBefore = following;
      // A new follower tells everything from the first line on.
      following = { ...notFollowing, begun: following.begun, bytes: following.bytes };
      const cut = await listen(await open(), hear, () => following.end !== null, context.closing);
      if (following.end || context.closing.aborted) return { following, error: firstError };
      firstError ??= cut;
      fruitless = following.transcript.spoken.length === 0 && !following.begun ? fruitless + 1 : 0;
      if (following.transcript.spoken.length === 0) following = heardBefore;
      if (fruitless >= fruitlessLimit) return { following, error: cut };
      const ready = await readyWithin(link, patienceMs, context.closing);
      if (!ready.ok) return { following, error: ready.error };
      await pauseFor(500, context.closing);
      open = () => openFollow(link, directory);
    }
  } finally {
    clearInterval(ticker);
    cancelling.stop();
  }
}

function openFollow(link: HostLink, directory: string): Promise<Result<RemoteProcess>> {
  return link.open(scriptLine(followScript, [directory]), { timeoutMs: null });
}

/** Reads one channel until it has told the end, or is cut; then says why, as far as it is known. */
async function listen(
  opened: Result<RemoteProcess>,
  hear: (line: string) => void,
  isOver: () => boolean,
  closing: AbortSignal,
): Promise<AppError | null> {
  if (!opened.ok) return opened.error;
  const process = opened.value;
  const complaints: string[] = [];
  const leave = () => process.kill();
  closing.addEventListener('abort', leave, { once: true });
  if (closing.aborted) leave();
  process.onStdout((line) => {
    hear(line);
    if (isOver()) process.endInput();
  });
  process.onStderr((line) => {
    if (complaints.length < 50) complaints.push(line);
  });
  const ended = await process.ended;
  closing.removeEventListener('abort', leave);
  if (!ended.ok) return ended.error;
  if (isOver()) return null;
  return appError('command-failed', 'The source stopped telling how the move goes.', {
    details: complaints.join('\n') || `exit status ${ended.value.code ?? 'none'}`,
    retryable: true,
  });
}

/** When the user cancels, the source is asked until it has answered, also after a cut link. */
function passCancelOn(
  context: JobContext<MoveSpec>,
  link: HostLink,
  directory: string,
): { stop(): void } {
  const stopped = new AbortController();
  async function ask(): Promise<void> {
    context.journal('cancel-requested');
    while (!stopped.signal.aborted && !context.closing.aborted) {
      const answer = await link.exec(scriptLine(cancelMoveScript, [directory, context.spec.mode]));
      if (answer.ok && answer.value.code === 0) {
        const said = answer.value.stdout.trim();
        if (said === 'late') context.tell({ type: 'no-return' });
        context.tell({ type: 'log', lines: [`stateroom: cancel asked of the source: ${said}`] });
        return;
      }
      await pauseFor(1_000, stopped.signal, context.closing);
    }
  }
  const begin = () => void ask();
  if (context.cancelled.aborted) begin();
  else context.cancelled.addEventListener('abort', begin, { once: true });
  return {
    stop() {
      stopped.abort();
      context.cancelled.removeEventListener('abort', begin);
    },
  };
}
