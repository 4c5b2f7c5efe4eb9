import { useEffect, useMemo, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Transport } from '../../../shared/contract/transport.ts';
import type { MoveEstimate, MoveVerdict } from '../../../shared/migration/verdict.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { useApp } from '../../state/app-context.ts';
import { vmKey } from '../../state/vm-key.ts';

export interface PlannedMove {
  vm: VmRef;
  targetHostId: string;
  mode: MoveMode;
}

export type Preflight =
  | { kind: 'asking' }
  | { kind: 'answered'; verdict: MoveVerdict; estimate: MoveEstimate }
  | { kind: 'failed'; error: AppError };

export interface Preflights {
  of(move: PlannedMove): Preflight;
  /** How many of the planned moves have their answer. */
  answered: number;
  again(): void;
}

/** Hosts are asked about so many moves at once. */
const atOnce = 4;

function keyOf(move: PlannedMove): string {
  return `${vmKey(move.vm)}/${move.targetHostId}/${move.mode}`;
}

async function askAll(
  transport: Transport,
  moves: readonly PlannedMove[],
  signal: AbortSignal,
  tell: (key: string, preflight: Preflight) => void,
): Promise<void> {
  const waiting = [...moves];
  const worker = async () => {
    for (let move = waiting.shift(); move && !signal.aborted; move = waiting.shift()) {
      const answer = await transport.invoke('moves.preflight', move);
      if (signal.aborted) return;
      tell(
        keyOf(move),
        answer.ok ? { kind: 'answered', ...answer.value } : { kind: 'failed', error: answer.error },
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const asking: Preflight = { kind: 'asking' };
const none: ReadonlyMap<string, Preflight> = new Map();

/**
 * Looks at both hosts for every planned move. When the plan changes, only what is new in it is
 * asked; `again` asks everything anew.
 */
export function usePreflights(moves: readonly PlannedMove[]): Preflights {
  const { transport } = useApp();
  const [round, setRound] = useState(0);
  const [answers, setAnswers] = useState(none);
  // The plan by value: a new array of the same moves asks nothing anew.
  const plan = moves.map(keyOf).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan stands for the moves
  useEffect(() => {
    const stop = new AbortController();
    const open = moves.filter((move) => !answers.has(keyOf(move)));
    void askAll(transport, open, stop.signal, (key, preflight) =>
      setAnswers((before) => new Map(before).set(key, preflight)),
    );
    return () => stop.abort();
  }, [transport, plan, round]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  return useMemo(
    () => ({
      of: (move) => answers.get(keyOf(move)) ?? asking,
      answered: moves.filter((move) => answers.has(keyOf(move))).length,
      again() {
        setAnswers(none);
        setRound((count) => count + 1);
      },
    }),
    [answers, plan],
  );
}
