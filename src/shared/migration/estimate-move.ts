import type { MoveMode } from '../model/job.ts';
import type { Vm } from '../model/vm.ts';
import type { MoveEstimate } from './verdict.ts';

/** How one earlier move between the same two hosts went; times in ms, `at` since the epoch. */
export interface MoveRecord {
  at: number;
  mode: MoveMode;
  memoryMiB: number;
  bytes: number;
  durationMs: number;
  /** How long the guest stood still; null: could not be seen. */
  pauseMs: number | null;
}

/** What a move costs besides its copying: logging in, building the domain, starting it. */
const overheadMs = 5_000;
/** A gigabit link, ssh's cipher and the toolstack together; replaced by the first real move. */
const guessedBytesPerMs = 60_000;
const guessedPauseMs = 1_000;
/** Memory that the guest writes while it is copied is sent again. */
const resendFactor = 1.15;
const mebibyte = 1_048_576;

/**
 * How long a move will take and how long the guest stands still meanwhile.
 * From the medians of earlier moves between the same hosts: one slow night counts little.
 */
export function estimateMove(input: {
  vm: Pick<Vm, 'memoryMiB'>;
  mode: MoveMode;
  history: readonly MoveRecord[];
}): MoveEstimate {
  const { vm, mode, history } = input;
  const usable = history.filter((move) => move.bytes > 0 && move.durationMs > overheadMs);
  const speeds = usable.map((move) => move.bytes / (move.durationMs - overheadMs));
  const bytesPerMs = median(speeds) ?? guessedBytesPerMs;
  const bytes = vm.memoryMiB * mebibyte * (mode === 'live' ? resendFactor : 1);
  const durationMs = Math.round(overheadMs + bytes / bytesPerMs);
  const pauses = history.flatMap((move) =>
    move.mode === 'live' && move.pauseMs !== null ? [move.pauseMs] : [],
  );
  // Stop-and-copy holds the guest from its first byte to its start at the other side.
  const pauseMs = mode === 'live' ? (median(pauses) ?? guessedPauseMs) : durationMs;
  return {
    memoryMiB: vm.memoryMiB,
    durationMs,
    pauseMs: Math.min(Math.round(pauseMs), durationMs),
    basis: basisOf(usable.length),
  };
}

function basisOf(count: number): string {
  if (count === 0) return 'a guess: no earlier move between these hosts';
  return count === 1
    ? 'the earlier move between these hosts'
    : `${count} earlier moves between these hosts`;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
